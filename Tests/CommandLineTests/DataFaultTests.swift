import Foundation
import SpikeData
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("Data that is absent or broken")
  struct DataFaultTests {
    static let config = smallConfig(dataset: "mnist")

    /// A workbench with MNIST's four files, of 300 and 100 images, in `data/mnist`.
    private func benchWithData() throws -> Workbench {
      let bench = try Workbench(config: Self.config)
      try ProceduralDigits().splits(train: 300, test: 100).write(to: bench("data/mnist"))
      return bench
    }

    @Test("files with fewer images than MNIST's are trained on, by option and by variable")
    func excerpt() async throws {
      let bench = try benchWithData()
      let run = try runFolder(Self.config)
      let option = try await bench.run(
        "train", "small.json", "--output", "runs", "--data-root", "data")
      #expect(option.code == 0, "\(option)")
      #expect(try bench.state(of: run) == "done")
      let variable = try await bench.run(
        "evaluate", run, environment: ["SPIKELAB_DATA": bench("data")])
      #expect(variable.code == 0, "\(variable)")
      #expect(variable.output.contains("on 100 test images of mnist"))
    }

    @Test("what cannot be fetched is told, with where it is to be had")
    func unfetchable() async throws {
      let bench = try Workbench()
      let outcome = try await bench.run("data", "fetch", "nmnist")
      #expect(outcome.code == 2 && outcome.output.isEmpty, "\(outcome)")
      #expect(outcome.messages.count == 1 && outcome.errors.contains("nmnist"), "\(outcome)")
      #expect(try bench.contents().isEmpty)
    }

    @Test("a config that asks for more images than there are says how many there are")
    func tooFew() async throws {
      let bench = try benchWithData()
      let outcome = try await bench.run(
        "train", "small.json", "data.train=400", "--output", "runs", "--data-root", "data")
      #expect(outcome.code == 2)
      #expect(
        outcome.messages == ["error: data.train asks for 400 images, but mnist has 300"])
      #expect(!bench.exists("runs"))
    }

    @Test("absent MNIST: where it was looked for and every way out", arguments: [true, false])
    func absent(isRootNamed: Bool) async throws {
      let bench = try Workbench(config: Self.config)
      let root = isRootNamed ? bench(".") : "\(bench.path)/cache/spikelab"
      let options = ["--output", "runs"] + (isRootNamed ? ["--data-root", root] : [])
      for command in ["train", "compare"] {
        let outcome = try await bench.run([command, "small.json"] + options)
        #expect(outcome.code == 2)
        #expect(outcome.messages.first == "error: data set 'mnist' not found; looked in")
        #if os(macOS)
          let place = isRootNamed ? root : "\(bench.path)/home/Library/Caches/spikelab"
        #else
          let place = root
        #endif
        for part in [
          "  \(place)/mnist\n", "spikelab data fetch mnist", "--data-root", "SPIKELAB_DATA",
          "digits",
        ] {
          #expect(outcome.errors.contains(part), "\(outcome)")
        }
      }
      #expect(try bench.contents().keys.sorted() == ["small.json"])
    }

    @Test("a folder named for MNIST that has none is an error for the built-in comparison too")
    func builtIn() async throws {
      let outcome = try await Workbench().run("--data-root", "nowhere", "--output", "runs")
      #expect(outcome.code == 2)
      #expect(outcome.messages.first == "error: data set 'mnist' not found; looked in")
    }

    /// One way of breaking a file, and how the message goes on after the file's name.
    struct Fault: Sendable, CustomTestStringConvertible {
      let testDescription: String
      let file: String
      let message: String
      var compressed = false
      let damage: @Sendable (inout [UInt8]) -> Void
    }

    static let faults = [
      Fault(
        testDescription: "truncated images", file: "train-images-idx3-ubyte",
        message: "length: expected 235216 bytes for images of dimensions [300, 28, 28], "
          + "found 235116 bytes"
      ) { $0.removeLast(100) },
      Fault(
        testDescription: "truncated header", file: "t10k-labels-idx1-ubyte",
        message: "header: expected 8 bytes, found 5 bytes"
      ) { $0.removeSubrange(5...) },
      Fault(
        testDescription: "truncated gzip", file: "train-images-idx3-ubyte",
        message: "compression: expected gzip data, found ", compressed: true
      ) { $0.removeLast(100) },
      Fault(
        testDescription: "gzip of truncated images", file: "t10k-images-idx3-ubyte",
        message: "length: expected 78416 bytes for images of dimensions [100, 28, 28], "
          + "found 78415 bytes", compressed: true
      ) {
        $0 = gzip(
          [0, 0, 8, 3, 0, 0, 0, 100, 0, 0, 0, 28, 0, 0, 0, 28] + Array(repeating: 0, count: 78_399))
      },
      Fault(
        testDescription: "a label out of range", file: "train-labels-idx1-ubyte",
        message: "label 10 of sample 7 is outside 0 ..< 10"
      ) { $0[8 + 7] = 10 },
      Fault(
        testDescription: "fewer labels than images", file: "t10k-labels-idx1-ubyte",
        message: "number of labels: expected 100, one for each image of "
          + "data/mnist/t10k-images-idx3-ubyte, found 99"
      ) { bytes in
        bytes.removeLast()
        bytes[7] = 99
      },
      Fault(
        testDescription: "labels in the place of images", file: "t10k-images-idx3-ubyte",
        message: "magic number: expected 0x00000803 (images), found 0x00000801"
      ) { $0[3] = 1 },
    ]

    @Test("a broken file is named with what was expected, and no run is begun", arguments: faults)
    func broken(_ fault: Fault) async throws {
      let bench = try benchWithData()
      var path = "data/mnist/\(fault.file)"
      var bytes = try bench.bytes(path)
      if fault.compressed {
        try FileManager.default.removeItem(atPath: bench(path))
        path += ".gz"
        bytes = gzip(bytes)
      }
      fault.damage(&bytes)
      try bench.write(bytes, to: path)
      let before = try bench.contents()
      for command in ["train", "compare"] {
        let outcome = try await bench.run(
          command, "small.json", "--output", "runs", "--data-root", "data")
        #expect(outcome.code == 1)
        #expect(outcome.messages.count == 1)
        #expect(outcome.errors.hasPrefix("error: \(path): \(fault.message)"), "\(outcome)")
      }
      #expect(try bench.contents() == before)
    }
  }
}

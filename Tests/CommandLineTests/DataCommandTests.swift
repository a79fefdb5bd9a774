import SpikeData
import Testing

extension CommandLineTests {
  @Suite("The data command")
  struct DataCommandTests {
    static let names = MNISTFile.allCases.map(\.rawValue)

    @Test("generate writes the four files, and replaces them only when told to")
    func generate() async throws {
      let bench = try Workbench()
      let arguments = ["data", "generate", "--train", "20", "--test", "10", "--output", "d"]
      let first = try await bench.run(arguments)
      #expect(first.code == 0)
      #expect(first.output.split(separator: "\n").map(String.init) == Self.names.map { "d/\($0)" })
      let written = try bench.contents()
      #expect(Set(written.keys) == Set(Self.names.map { "d/\($0)" }))
      let drawn = ProceduralDigits().splits(train: 20, test: 10)
      let images = try IDX(reading: bench("d/t10k-images-idx3-ubyte"), as: .images)
      #expect(images == IDX(dimensions: [10, 28, 28], values: drawn.test.images?.pixels ?? []))

      let refused = try await bench.run(arguments + ["--seed", "1"])
      #expect(refused.code == 2)
      #expect(
        refused.messages == ["error: d/train-images-idx3-ubyte exists; --overwrite replaces it"])
      #expect(try bench.contents() == written)

      let replaced = try await bench.run(arguments + ["--seed", "1", "--overwrite"])
      #expect(replaced.code == 0)
      let other = try bench.contents()
      #expect(other.keys == written.keys)
      #expect(other["d/\(Self.names[0])"] != written["d/\(Self.names[0])"])
    }

    @Test("generate names a folder that cannot be written and a number out of range")
    func generateFaults() async throws {
      let bench = try Workbench()
      try bench.write("", to: "file")
      let arguments = ["data", "generate", "--train", "20", "--test", "10", "--output"]
      let below = try await bench.run(arguments + ["file/d"])
      #expect(below.code == 1)
      #expect(below.messages == ["error: cannot write file: it is not a directory"])
      let none = try await bench.run(arguments + ["d", "--train", "0"])
      #expect(none.code == 2)
      #expect(none.messages.first == "Error: --train is 0, allowed is 1 to 1000000")
      #expect(try bench.contents().keys.sorted() == ["file"])
    }

    @Test("fetch without a network says what was tried and what to do")
    func fetch() async throws {
      let bench = try Workbench()
      // Nothing listens on port 9 of the loopback interface: every connection is refused at once.
      var environment: [String: String] = [:]
      for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"] {
        environment[name] = "http://127.0.0.1:9"
      }
      environment["no_proxy"] = ""
      #if os(Linux)
        let outcome = try await bench.run(
          "data", "fetch", "mnist", "--data-root", "d", environment: environment)
        #expect(outcome.code == 1)
        for part in [
          "error: could not download train-images-idx3-ubyte; tried\n", "storage.googleapis.com",
          "ossci-datasets.s3.amazonaws.com", "copy the files (plain or .gz) to d/mnist",
          "--data-root", "SPIKELAB_DATA", "digits",
        ] {
          #expect(outcome.errors.contains(part), "\(outcome)")
        }
        #expect(try bench.contents().isEmpty)
      #endif
    }
  }
}

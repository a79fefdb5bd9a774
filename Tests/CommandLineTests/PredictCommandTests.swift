import Foundation
import Testing

extension CommandLineTests {
  @Suite("Asking a network about images of one's own")
  struct PredictCommandTests {
    private static func trained() async throws -> Workbench {
      let bench = try Workbench()
      try bench.write(
        """
        { "name": "tiny", "data": { "dataset": "digits", "train": 60, "test": 20 },
          "network": { "steps": 5, "initialisation": { "firingRate": 0.2 },
            "layers": [ { "dense": 20 }, "lif", { "dense": 10 }, "lif" ] },
          "training": { "epochs": 1, "batchSize": 20 } }
        """, to: "tiny.json")
      #expect(try await bench.run("train", "tiny.json", "--quiet").code == 0)
      let data = try await bench.run(
        "data", "generate", "--output", "other", "--train", "30", "--test", "15")
      #expect(data.code == 0, "\(data)")
      return bench
    }

    private static let file = "other/t10k-images-idx3-ubyte"

    /// An image of the IDX file, as a PGM file.
    private static func map(_ bench: Workbench, _ index: Int, inverted: Bool = false) throws
      -> [UInt8]
    {
      let pixels = try bench.bytes(file).dropFirst(16 + index * 784).prefix(784)
      return Array("P5 28 28 255\n".utf8) + pixels.map { inverted ? 255 - $0 : $0 }
    }

    @Test(
      "answers and spike counts are those of evaluate, for IDX, PGM and inverted PGM files alike")
    func answers() async throws {
      let bench = try await Self.trained()
      let evaluated = try await bench.run(
        "evaluate", "tiny", "--images", Self.file, "--labels", "other/t10k-labels-idx1-ubyte",
        "--predictions", "answers.csv")
      #expect(evaluated.code == 0, "\(evaluated)")
      let rows = try bench.text("answers.csv").split(whereSeparator: \.isNewline).dropFirst().map {
        $0.split(separator: ",").map(String.init)
      }
      let before = try bench.contents()
      let all = try await bench.run("predict", "tiny", Self.file)
      #expect(all.code == 0, "\(all)")
      let lines = all.output.split(separator: "\n").map(String.init)
      for (index, row) in rows.enumerated() {
        #expect(
          lines.contains { $0.hasPrefix("\(Self.file) \(index): answer \(row[2]), ") }, "\(row)")
        let counts = row[4..<14].enumerated().map { "\($0): \($1)" }.joined(separator: "  ")
        #expect(lines.contains("spikes by class  " + counts), "\(row)")
      }
      #expect(try bench.contents() == before)
      try bench.write(Self.map(bench, 3), to: "three.pgm")
      try bench.write(Self.map(bench, 3, inverted: true), to: "dark.pgm")
      let one = try await bench.run("predict", "tiny", Self.file, "--index", "3")
      let map = try await bench.run("predict", "tiny", "three.pgm")
      let dark = try await bench.run("predict", "tiny", "dark.pgm", "--invert")
      func rest(_ outcome: Outcome) -> Substring {
        outcome.output.firstRange(of: ": answer").map { outcome.output[$0.lowerBound...] } ?? ""
      }
      #expect(one.code == 0 && map.code == 0 && dark.code == 0, "\(one)\(map)\(dark)")
      #expect(rest(one) == rest(map) && rest(map) == rest(dark), "\(map)\(dark)")
      #expect(rest(map).contains("reward by lfp-epsilon"))
      #expect(rest(map).contains("LIF layer 1: 10 neurons"))
      // The picture, the reward and the gradient stand side by side, 14 rows high.
      let drawn = map.output.split(separator: "\n", omittingEmptySubsequences: false)
      let heading = try #require(drawn.firstIndex { $0.hasPrefix("image   ") })
      #expect(drawn[heading].contains("reward  ") && drawn[heading].contains("gradient"))
      for line in drawn[heading + 1...heading + 14] { #expect(line.count == 28 * 3 + 4) }
      #expect(drawn[heading + 1...heading + 14].contains { $0.contains("█") })
    }

    @Test("--html writes the same as a page, and replaces no file that is none of ours")
    func page() async throws {
      let bench = try await Self.trained()
      try bench.write(Self.map(bench, 0), to: "zero.pgm")
      let outcome = try await bench.run(
        "predict", "tiny", "zero.pgm", Self.file, "--html", "page.html")
      #expect(outcome.code == 2 || outcome.code == 0, "\(outcome)")
      let html = try bench.text("page.html")
      #expect(html.contains("<h2") && html.contains("zero.pgm") && html.contains("id=\"image-0\""))
      #expect(html.contains("id=\"raster-15-2\"") && html.contains("class=\"plus\""))
      let again = try await bench.run("predict", "tiny", "zero.pgm", "--html", "page.html")
      #expect(again.code == 0, "\(again)")
      try bench.write("mine", to: "mine.html")
      let mine = try await bench.run("predict", "tiny", "zero.pgm", "--html", "mine.html")
      #expect(mine.code == 2 && mine.errors.contains("is no report of ours"), "\(mine)")
      #expect(try bench.text("mine.html") == "mine")
    }

    @Test("what cannot be asked about is told")
    func faults() async throws {
      let bench = try await Self.trained()
      try bench.write(Self.map(bench, 0), to: "zero.pgm")
      try bench.write("P2 2 2 9 1 2 3 4", to: "small.pgm")
      try bench.write("nothing", to: "text.png")
      for (arguments, message) in [
        (["absent.png"], "cannot read absent.png: no such file"),
        (["text.png"], "text.png: first bytes: expected those of a PNG, PGM, PPM or IDX file"),
        (["small.pgm"], "small.pgm: the image is 2 × 2 pixels, and the network reads 28 × 28"),
        ([Self.file, "--index", "15"], "has no image 15: its images are 0 to 14"),
        (["zero.pgm", "--index", "0"], "zero.pgm holds one image: --index 0 is for IDX files"),
        ([Self.file, "--index=-1"], "--index is -1, allowed is 0 or more"),
        ([], "<image>"),
      ] {
        let outcome = try await bench.run(["predict", "tiny"] + arguments)
        #expect(outcome.code != 0 && outcome.errors.contains(message), "\(outcome)")
        #expect(outcome.output.isEmpty)
      }
      try bench.write(
        """
        { "name": "toy", "data": { "dataset": "line", "train": 100 },
          "network": { "layers": [ { "dense": 4 }, "relu", { "dense": 2 } ] },
          "learning": { "rule": "gradient" }, "training": { "epochs": 1 } }
        """, to: "toy.json")
      #expect(try await bench.run("train", "toy.json").code == 0)
      let outcome = try await bench.run("predict", "toy", "zero.pgm")
      #expect(outcome.code == 2, "\(outcome)")
      #expect(
        outcome.errors.contains("predict takes images, and this run's data set \"line\" has none"),
        "\(outcome)")
    }

    @Test("a network without spikes is asked about its logits")
    func units() async throws {
      let bench = try Workbench()
      try bench.write(
        """
        { "name": "units", "data": { "dataset": "digits", "train": 60, "test": 20 },
          "network": { "layers": [ { "dense": 12 }, "relu", { "dense": 10 } ] },
          "learning": { "rule": "gradient" }, "training": { "epochs": 1, "batchSize": 20 } }
        """, to: "units.json")
      #expect(try await bench.run("train", "units.json", "--quiet").code == 0)
      #expect(
        try await bench.run(
          "data", "generate", "--output", "other", "--train", "30", "--test", "15"
        ).code == 0)
      let outcome = try await bench.run("predict", "units", Self.file, "--index", "1")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.contains("logits by class  0: "), "\(outcome)")
      #expect(outcome.output.contains("gradient of its logit"), "\(outcome)")
      #expect(!outcome.output.contains("LIF layer"))
      let inspected = try await bench.run("inspect", "units", "--maps")
      #expect(inspected.code == 0, "\(inspected)")
    }

    @Test("inspect --maps adds the means by class, and changes nothing")
    func inspect() async throws {
      let bench = try await Self.trained()
      let before = try bench.contents()
      let plain = try await bench.run("inspect", "tiny")
      let outcome = try await bench.run("inspect", "tiny", "--maps")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.hasPrefix(plain.output), "\(outcome)")
      let text = outcome.output.dropFirst(plain.output.count)
      let counts = text.matches(of: #/(right|wrong) answers?, class [0-9]: ([0-9]+)/#).map {
        Int($0.2) ?? 0
      }
      #expect(counts.reduce(0, +) == 20, "\(text)")
      #expect(text.contains("reward") && text.contains("gradient"))
      #expect(try bench.contents() == before)
    }
  }
}

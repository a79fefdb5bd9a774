import SpikeFiles
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("Images in colour")
  struct ColourImageTests {
    private static let config = """
      { "name": "small", "data": { "dataset": "cifar10", "train": 40, "test": 10, "validation": 8,
          "normalization": { "mean": [0.49, 0.48, 0.45], "deviation": [0.25, 0.24, 0.26] },
          "augmentation": { "flip": true, "crop": 4 } },
        "network": { "steps": 4, "layers": [ { "conv2d": { "channels": 4, "kernel": 5, "stride": 2 } },
          "lif", { "maxPool": 2 }, "flatten", { "dense": 10 }, "lif" ] },
        "training": { "epochs": 2, "batchSize": 8 } }
      """

    private func bench() throws -> Workbench {
      let bench = try Workbench(config: Self.config)
      try writeCIFAR(to: bench("data/cifar10"), records: 10)
      return bench
    }

    @Test("a network is trained, evaluated, inspected, shown and reported on")
    func whole() async throws {
      let (bench, run) = (try bench(), try runFolder(Self.config))
      let trained = try await bench.run(
        "train", "small.json", "--output", "runs", "--data-root", "data")
      #expect(trained.code == 0, "\(trained)")
      for arguments in [
        ["evaluate", run, "--data-root", "data"], ["inspect", run],
        ["raster", run, "--sample", "3", "--data-root", "data"],
      ] {
        let outcome = try await bench.run(arguments)
        #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
      }
      let report = try await bench.run(
        "report", "runs", "--output", "r.html", "--data-root", "data")
      #expect(report.code == 0, "\(report)")
      let html = try bench.text("r.html")
      #expect(html.contains("32 × 32 pixels in colour"))
      #expect(html.contains("stroke=\"rgb("))
    }

    @Test("a run that was interrupted between epochs ends with the bytes of one that was not")
    func resumed() async throws {
      let (bench, run) = (try bench(), try runFolder(Self.config))
      for arguments in [["--until", "1"], ["--resume"]] {
        let outcome = try await bench.run(
          ["train", "small.json", "--output", "runs", "--data-root", "data"] + arguments)
        #expect([0, 75].contains(outcome.code), "\(outcome)")
      }
      let undisturbed = try await bench.run(
        "train", "small.json", "--output", "other", "--data-root", "data", "--threads", "2")
      #expect(undisturbed.code == 0, "\(undisturbed)")
      let other = "other/" + run.dropFirst("runs/".count)
      #expect(
        try bench.bytes("\(run)/checkpoint.safetensors")
          == bench.bytes("\(other)/checkpoint.safetensors"))
    }

    @Test(
      "absent files, and a network that has not an output for each class, are said before training")
    func faults() async throws {
      let bench = try Workbench(config: Self.config)
      let absent = try await bench.run("train", "small.json", "--data-root", "data")
      #expect(absent.code == 2)
      #expect(absent.messages.first == "error: data set 'cifar10' not found; looked in")
      let outputs = try await bench.run("train", "small.json", "network.layers[4].dense=9")
      #expect(outputs.code == 2)
      #expect(
        outputs.errors.contains(#"allowed 10, the classes of the data set "cifar10""#), "\(outputs)"
      )
    }
  }
}

import Foundation
import Testing

extension ManyRunsCommandTests {
  @Suite("The runs behind the paper's figures")
  struct PaperRunsTests {
    private static let pages = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Results/paper")

    /// The archives that stand in the repository, by their pages' names.
    private static let archives: [String] =
      ((try? FileManager.default.contentsOfDirectory(atPath: pages.path + "/runs")) ?? [])
      .filter { $0.hasSuffix(".tar.gz") }.map { String($0.dropLast(7)) }.sorted()

    @Test(
      "a page is what the command writes of the runs that are kept with it", arguments: archives)
    func kept(_ name: String) async throws {
      let bench = try Workbench()
      try FileManager.default.createDirectory(
        atPath: bench("Results/runs"), withIntermediateDirectories: true)
      let tar = Process()
      tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      tar.arguments = [
        "tar", "-xzf", Self.pages.path + "/runs/\(name).tar.gz", "-C", bench("Results/runs"),
      ]
      try tar.run()
      tar.waitUntilExit()
      #expect(tar.terminationStatus == 0)

      func committed(_ ending: String) throws -> String {
        try String(
          contentsOf: Self.pages.appendingPathComponent("\(name).\(ending)"), encoding: .utf8)
      }
      let start = "Written by the command spikelab "
      let line = try #require(
        try committed("md").split(separator: "\n").first { $0.hasPrefix(start) })
      let command = line.dropFirst(start.count).split(separator: " ").map(String.init)
      let outcome = try await bench.run(command + ["--draw-only"])
      #expect(outcome.code == 0, "\(outcome)")
      for ending in ["csv", "md"] {
        #expect(try bench.text("Results/paper/\(name).\(ending)") == committed(ending), "\(ending)")
      }
    }

    @Test("pre-trained runs of Figure 3 are found where the networks they began with are gone")
    func withoutCheckpoints() async throws {
      let bench = try Workbench()
      let command = [
        "paper", "figure-3", "--quick", "data.dataset=digits", "data.train=40", "data.test=20",
        "training.batchSize=20",
        #"network.layers=[{"conv2d": {"channels": 2, "kernel": 5}}, "relu", {"maxPool": 4}, "flatten", {"dense": 10}]"#,
      ]
      let trained = try await bench.run(command)
      #expect(
        trained.code == 0 && trained.output.contains("13 of 13 runs are finished"), "\(trained)")
      for path in try bench.contents().keys where path.hasSuffix("checkpoint.safetensors") {
        try FileManager.default.removeItem(atPath: bench(path))
      }
      let drawn = try await bench.run(command + ["--draw-only"])
      #expect(drawn.code == 0 && drawn.output == trained.output.drawn, "\(drawn)")
      // Without what was kept of them they are not known, and the page says of how many runs it is.
      try FileManager.default.removeItem(atPath: bench("Results/runs/figure-3.json"))
      let unknown = try await bench.run(command + ["--draw-only", "--force"])
      #expect(unknown.output.contains("7 of 7 runs are finished"), "\(unknown)")
    }
  }
}

extension String {
  /// What a command says of a page, without what it said of training.
  fileprivate var drawn: String {
    range(of: "Figures 3 and A.6").map { String(self[$0.lowerBound...]) } ?? self
  }
}

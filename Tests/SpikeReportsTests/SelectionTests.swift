import SpikeFiles
import TestSupport
import Testing

@testable import SpikeConfig
@testable import SpikeReports
@testable import SpikeRuns

/// What a report calls best is chosen by validation images where every run keeps some.
@Suite struct SelectionTests {
  /// Two configs; the first is better on validation images, the second on test images.
  private func content(validation: Bool) throws -> ReportContent {
    let folder = try TestDirectory()
    let kept = validation ? #", "validation": 10"# : ""
    let runs = try [(0.9, 0.6), (0.5, 0.8)].enumerated().map { place, accuracies in
      let config = try ConfigFile.parse(
        """
        { "name": "r\(place)", "data": { "dataset": "digits", "train": 40, "test": 20\(kept) },
          "network": { "beta": \(place == 0 ? 0.5 : 0.6), "steps": 5, "layers": [ { "dense": 10 }, "lif" ] } }
        """, file: "c.json"
      ).single()
      let directory = RunDirectory(root: folder.path, config: config)
      try directory.prepare()
      let validated = validation ? #""validationAccuracy": \#(accuracies.0), "# : ""
      try writeAtomically(
        #"{"epoch": 1, "config": "\#(config.hash)", \#(validated)"testAccuracy": \#(accuracies.1), "trainAccuracy": 0.5}"#
          + "\n", to: directory.metrics.path)
      return ReportRun(directory)
    }
    return ReportContent(runs)
  }

  @Test func validationImagesChoose() throws {
    let content = try content(validation: true)
    #expect(content.isValidated && content.selectionName == "validation accuracy")
    #expect(content.ranked.map(\.config.network.lif.beta) == [0.5, 0.6])
    #expect(content.best(content.groups)?.config.network.lif.beta == 0.5)
  }

  @Test func elseTestImagesDo() throws {
    let content = try content(validation: false)
    #expect(!content.isValidated && content.selectionName == "test accuracy")
    #expect(content.ranked.map(\.config.network.lif.beta) == [0.6, 0.5])
    #expect(content.best(content.groups)?.config.network.lif.beta == 0.6)
  }
}

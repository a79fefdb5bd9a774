import Foundation
import SpikeKernels
import SpikeSim
import SpikeTraining
import TestSupport
import Testing

@testable import SpikeFiles
@testable import SpikeReports
@testable import SpikeRuns
@testable import SpikeSweeps

/// The files of every format there was, as the program of its day wrote them: `format-2`, `format-1`, and
/// `unversioned` without any number, which counts as the first. Beside the runs of each, a sweep.
@Suite("Files of other versions")
struct CompatibilityTests {
  static let formats = ["format-2", "format-1", "unversioned"]

  private static func fixture(_ name: String) throws -> String {
    try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
      .appendingPathComponent(name).path
  }

  @Test("a format that is written has a fixture")
  func complete() {
    let newest = [RunStatus.format, RunSummary.format, SweepFolder.format, Checkpoint.version]
    #expect(newest.allSatisfy { Self.formats.contains("format-\($0)") })
  }

  @Test("a finished run of any earlier format is read", arguments: formats)
  func finished(_ format: String) throws {
    let run = try RunDirectory(existing: Self.fixture("\(format)/done"))
    #expect(try run.state() == .done)
    #expect(try run.metrics.read().count == 2)
    let json = try #require(try run.summary())
    let summary = try RunSummary(json, file: run.summaryPath)
    #expect(summary.epochs == 2 && summary.testSamples == 4)
    var notes: [String] = []
    let trained = try TrainedNetwork(run) { notes.append($0) }
    #expect((summary.config == run.config.hash) == (format == "format-2"))
    // Of an older one nothing says whether it is as it was written, and that is told.
    #expect(notes.count == (format == "format-2" ? 0 : 1))
    #expect(trained.parameters.layers[0].weightRows.contains { $0 != 0 })
    #expect(ReportRun(run).faults.isEmpty)
  }

  @Test("an interrupted run of any earlier format is continued to its end", arguments: formats)
  func interrupted(_ format: String) throws {
    try withTemporaryFolder { root in
      let copy = root + "/run"
      try FileManager.default.copyItem(
        atPath: Self.fixture("\(format)/interrupted"), toPath: copy)
      let run = try RunDirectory(existing: copy)
      guard case .resumable(let status?) = try run.state() else {
        Issue.record("\(try run.state())")
        return
      }
      #expect(status.state == .interrupted)
      // In the middle of the second epoch.
      #expect(try run.metrics.read().count == 1)
      let splits = try run.config.data.load(dataRoot: nil)
      let outcome = try TrainingRun(
        run, splits: splits, workers: Workers(threads: 1), console: .silent,
        interruption: Interruption(), label: "old"
      ).carryOut(policy: .resume)
      guard case .done(let summary, _) = outcome else {
        Issue.record("not done")
        return
      }
      #expect(summary.epochs == 2)
      #expect(try RunStatus.read(run.statusPath)?.attempt == status.attempt + 1)
    }
  }

  @Test("a sweep of any earlier format keeps its runs from another's cleaning", arguments: formats)
  func sweep(_ format: String) throws {
    try withTemporaryFolder { root in
      try createFolder(root + "/sweeps")
      try FileManager.default.copyItem(
        atPath: Self.fixture("\(format)/sweep"), toPath: root + "/sweeps/old-1")
      let folder = SweepFolder(root: root, sweep: try Self.otherSweep)
      #expect(try folder.otherSweeps() == ["0123456789abcdef": ["old-1"]])
      try folder.record(try Self.otherSweep)
    }
  }

  @Test("a batch of job arrays is read")
  func batch() throws {
    let batch = try SlurmBatch(reading: Self.fixture("format-1/sweep/batch-1.json"))
    #expect(batch.tasks == [["0123456789abcdef"]] && batch.threads == 2)
  }

  private static var otherSweep: Sweep {
    get throws {
      let text = #"{ "name": "other", "base": \#(minimal), "grid": { "seed": [0] } }"#
      return try Sweep.parse(Array(text.utf8), file: "s.json")
    }
  }

  @Test(
    "a newer format is refused by the file's name, what it has and what is understood",
    arguments: ["status.json", "summary.json"])
  func newerRun(_ name: String) throws {
    try withTemporaryFolder { root in
      let path = root + "/run"
      try FileManager.default.copyItem(atPath: Self.fixture("format-1/done"), toPath: path)
      let file = "\(path)/\(name)"
      // Of what else it says nothing is taken for granted.
      try write(#"{ "format": 3, "state": "dreaming", "epochs": [] }"#, to: file)
      if name == "status.json" {
        try write(#"{ "name": "x", "data": "from the future" }"#, to: path + "/config.json")
      }
      let error = #expect(throws: RunError.self) { try RunDirectory(existing: path).summary() }
      #expect(error == .newer(file: file, found: 3, supported: 2))
      #expect(
        error?.message
          == "cannot read \(file): it has format 3, written by a newer version; this one reads up to 2"
      )
    }
  }

  @Test("a newer checkpoint is refused, to be continued from as well as to be read")
  func newerCheckpoint() throws {
    try withTemporaryFolder { root in
      let path = root + "/run"
      try FileManager.default.copyItem(atPath: Self.fixture("format-1/interrupted"), toPath: path)
      let run = try RunDirectory(existing: path)
      var file = try TensorFile(reading: run.checkpointPath)
      for version in ["3", "1.5"] {
        file.metadata["version"] = version
        try file.write(to: run.checkpointPath)
        let expected = DataError.newerVersion(
          path: run.checkpointPath, found: version, supported: 2)
        #expect(throws: expected) { try TrainedNetwork(run) }
        let splits = try run.config.data.load(dataRoot: nil)
        #expect(throws: expected) {
          try TrainingRun(
            run, splits: splits, workers: Workers(threads: 1), console: .silent,
            interruption: Interruption(), label: "new"
          ).carryOut(policy: .resume)
        }
        #expect(
          expected.description
            == "\(run.checkpointPath): it has version \(version), written by a newer version of "
            + "SpikeLab; this one reads up to 2")
      }
    }
  }

  @Test("a newer sweep is refused: what it lists is not known, and is not to be cleaned away")
  func newerSweep() throws {
    try withTemporaryFolder { root in
      let file = root + "/sweeps/new-1/sweep.json"
      try createFolder(root + "/sweeps/new-1")
      try write(#"{ "format": 2, "runs": {} }"#, to: file)
      let folder = SweepFolder(root: root, sweep: try Self.otherSweep)
      #expect(throws: RunError.newer(file: file, found: 2, supported: 1)) {
        try folder.otherSweeps()
      }
      #expect(throws: RunError.newer(file: file, found: 2, supported: 1)) {
        try SlurmBatch(reading: file)
      }
    }
  }
}

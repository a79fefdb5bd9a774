import TestSupport
import Testing

@testable import SpikeConfig
@testable import SpikeFiles
@testable import SpikeRuns

@Suite struct RunDirectoryTests {
  private let experiment: ExperimentConfig

  init() throws { experiment = try config(minimal) }

  @Test func aRunIsNamedByItsHash() {
    let directory = RunDirectory(root: "runs", config: experiment)
    #expect(directory.path == "runs/\(experiment.hash)")
    #expect(RunDirectory(root: "runs/", config: experiment).path == directory.path)
    #expect(RunDirectory(root: "", config: experiment).path == "./\(experiment.hash)")
  }

  @Test func aRunGoesFromNewToDone() throws {
    try withTemporaryFolder { root in
      let directory = RunDirectory(root: root + "/deep/runs", config: experiment)
      #expect(try directory.state() == .new)
      let writer = try RunWriter(directory, policy: .startNew)
      #expect(!writer.isResumed && writer.status.attempt == 1)
      #expect(try directory.state() == .running(.current))
      try writer.record(
        .current(threads: 2, instructionSet: "x86-64-v3", datasetChecksum: "abc"))
      try writer.append(metrics: ["epoch": 1, "accuracy": 0.5])
      writer.log("one epoch")
      try writer.finish(summary: ["accuracy": 0.5])
      #expect(try directory.state() == .done)
      #expect(try directory.summary()?["accuracy"]?.double == 0.5)
      #expect(try directory.metrics.read().count == 1)
      #expect(
        names(inFolder: directory.path) == [
          "config.json", "env.json", "log.txt", "metrics.jsonl", "status.json", "summary.json",
        ])
      let status = try #require(try RunStatus.read(directory.statusPath))
      #expect(status.state == .done && status.error == nil)
    }
  }

  @Test func aDoneRunIsNeverOpenedAgain() throws {
    try withTemporaryFolder { root in
      let directory = RunDirectory(root: root, config: experiment)
      try RunWriter(directory, policy: .startNew).finish(summary: ["accuracy": 1])
      let before = try readFile(directory.summaryPath, limit: 1 << 20)
      for policy in [RunWriter.Policy.startNew, .resume] {
        let error = #expect(throws: RunError.self) { try RunWriter(directory, policy: policy) }
        #expect(error == .done(directory: directory.path))
      }
      #expect(try readFile(directory.summaryPath, limit: 1 << 20) == before)
      #expect(
        RunError.done(directory: "runs/x").message
          == "the run in runs/x is done and stays as it is; change the config or the seed, or delete the folder to run it again"
      )
    }
  }

  @Test func anInterruptedRunIsResumedOrRefused() throws {
    try withTemporaryFolder { root in
      let directory = RunDirectory(root: root, config: experiment)
      let first = try RunWriter(directory, policy: .startNew)
      for epoch in 1...3 { try first.append(metrics: ["epoch": .number(epoch)]) }
      try write("1", to: directory.checkpointPath)
      try first.interrupt()
      guard case .resumable(let status) = try directory.state() else {
        return #expect(Bool(false), "not resumable")
      }
      #expect(status?.state == .interrupted)
      let refusal = #expect(throws: RunError.self) { try RunWriter(directory, policy: .startNew) }
      #expect(refusal == .begun(directory: directory.path))

      let second = try RunWriter(directory, policy: .resume)
      #expect(second.isResumed && second.status.attempt == 2 && directory.hasCheckpoint)
      try second.keepMetrics(throughEpoch: 2)
      try second.append(metrics: ["epoch": 3, "again": true])
      #expect(
        try directory.metrics.read().map(\.lineText) == [
          #"{"epoch": 1}"#, #"{"epoch": 2}"#, #"{"epoch": 3, "again": true}"#,
        ])
      try second.interrupt()
    }
  }

  @Test func aFailedRunKeepsItsMessage() throws {
    try withTemporaryFolder { root in
      let directory = RunDirectory(root: root, config: experiment)
      let writer = try RunWriter(directory, policy: .startNew)
      try writer.fail(FileError(.write, "x", reason: "No space left on device"))
      let status = try #require(try RunStatus.read(directory.statusPath))
      #expect(status.state == .failed)
      #expect(status.error == "cannot write x: No space left on device")
    }
  }

  @Test func aWriterThatGoesAwayLeavesAResumableRun() throws {
    try withTemporaryFolder { root in
      let directory = RunDirectory(root: root, config: experiment)
      do { _ = try RunWriter(directory, policy: .startNew) }
      guard case .resumable = try directory.state() else {
        return #expect(Bool(false), "not resumable")
      }
    }
  }

  @Test func aRunIsFoundByItsFolder() throws {
    try withTemporaryFolder { root in
      let directory = RunDirectory(root: root, config: experiment)
      _ = try RunWriter(directory, policy: .startNew)
      #expect(try RunDirectory(existing: directory.path + "/").config == experiment)
      let error = #expect(throws: RunError.self) { try RunDirectory(existing: root) }
      #expect(error?.message == "\(root) is not a run: it holds no config.json")
      #expect(error?.exitStatus == .usage)
    }
  }

  @Test func anOutputRootThatIsAFileIsOneClearError() throws {
    try withTemporaryFolder { root in
      try write("1", to: root + "/file")
      let directory = RunDirectory(root: root + "/file", config: experiment)
      let error = #expect(throws: FileError.self) { try RunWriter(directory, policy: .startNew) }
      #expect(
        error?.message
          == "cannot create the folder \(root)/file: it is not a directory")
      #expect(error?.exitStatus == .someFailed)
    }
  }

  #if os(Linux)
    @Test func anOutputRootThatCannotBeWrittenIsOneClearError() throws {
      // Nobody can make folders there, root included.
      let directory = RunDirectory(root: "/proc/self", config: experiment)
      let error = #expect(throws: FileError.self) { try RunWriter(directory, policy: .startNew) }
      #expect(
        error?.message
          == "cannot create the folder /proc/self/\(experiment.hash): No such file or directory")
    }
  #endif

  @Test func aStatusOfANewerVersionIsRefused() throws {
    try withTemporaryFolder { root in
      let directory = RunDirectory(root: root, config: experiment)
      try RunWriter(directory, policy: .startNew).interrupt()
      try writeAtomically(["format": 3], to: directory.statusPath)
      let error = #expect(throws: RunError.self) { try RunWriter(directory, policy: .resume) }
      #expect(
        error?.message
          == "cannot read \(directory.statusPath): it has format 3, written by a newer version; this one reads up to 2"
      )
    }
  }

  @Test(arguments: ["", "{", "[]", "{}", #"{"state": "asleep"}"#])
  func aDamagedStatusIsAnError(text: String) throws {
    try withTemporaryFolder { root in
      let directory = RunDirectory(root: root, config: experiment)
      try RunWriter(directory, policy: .startNew).interrupt()
      try write(text, to: directory.statusPath)
      #expect(throws: RunError.self) { try directory.state() }
    }
  }
}

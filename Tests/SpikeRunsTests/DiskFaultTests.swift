import Foundation
import SpikeKernels
import SpikeTraining
import TestSupport
import Testing

@testable import SpikeData
@testable import SpikeFiles
@testable import SpikeRuns

/// A whole training, tiny: begun, interrupted in the middle of an epoch, resumed, finished.
private struct Story {
  static let text = """
    { "name": "tiny", "data": { "dataset": "digits", "train": 8, "test": 2 },
      "network": { "steps": 2,
        "layers": [ { "dense": 2 }, "lif", { "dense": 10 }, "lif" ] },
      "training": { "epochs": 2, "batchSize": 4 } }
    """
  private static let given = Result {
    let experiment = try config(text)
    return (experiment: experiment, splits: try experiment.data.load(dataRoot: nil))
  }
  let directory: RunDirectory
  private let splits: DatasetSplits

  init(in root: String) throws {
    let given = try Self.given.get()
    directory = RunDirectory(root: root + "/runs", config: given.experiment)
    splits = given.splits
  }

  /// All of it; an error ends it, as it would end the process.
  func play(on disk: FaultyDisk) throws {
    try FileSystem.$faults.withValue(disk) {
      try train(.startNew, isInterrupted: true)
      try train(.resume)
    }
  }

  /// What a user does after the first process has died: the same command, once more.
  func resume() throws {
    try? FileManager.default.removeItem(atPath: directory.lockPath)
    if case .done = try directory.state() { return directory.tidy() }
    try FileSystem.$faults.withValue(FaultyDisk()) { try train(.resume) }
  }

  private func train(_ policy: RunWriter.Policy, isInterrupted: Bool = false) throws {
    let interruption = Interruption()
    if isInterrupted { interruption.request() }
    _ = try TrainingRun(
      directory, splits: splits, workers: Workers(threads: 1), console: .silent,
      interruption: interruption, label: "tiny"
    ).carryOut(policy: policy)
  }

  func bytes(_ path: String) throws -> [UInt8] { try readFile(path, limit: 1 << 20) }

  /// The metrics, without what a clock says.
  func metrics() throws -> [String] {
    try directory.metrics.read().map { line in
      var object = try #require(line.object)
      for key in ["trainSeconds", "testSeconds", "trainProcessorSeconds"] { object[key] = nil }
      return JSONValue(.object(object)).canonicalText
    }
  }

  /// The files there are, but for what other processes may be making.
  func names() -> [String] {
    SpikeFiles.names(inFolder: directory.path).filter { !$0.hasPrefix(".lock.") }
  }
}

/// What the story leaves when nothing goes wrong.
private struct Calm {
  let calls: [FileCall]
  let checkpoint: [UInt8]
  let summary: [UInt8]
  let metrics: [String]
  let names: [String]

  static let result = Result { try Calm() }

  private init() throws {
    let root = NSTemporaryDirectory() + "/spikelab-calm-\(UInt64.random(in: 0...(.max)))"
    defer { try? FileManager.default.removeItem(atPath: root) }
    let (story, disk) = (try Story(in: root), FaultyDisk())
    try story.play(on: disk)
    calls = disk.calls
    checkpoint = try story.bytes(story.directory.checkpointPath)
    summary = try story.bytes(story.directory.summaryPath)
    (metrics, names) = (try story.metrics(), story.names())
  }
}

@Suite("A disk that fails")
struct DiskFaultTests {
  @Test("every file that a run leaves was written through the file layer and synced")
  func oneLayer() throws {
    let calm = try Calm.result.get()
    func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
    var (made, synced): (Set<String>, Set<String>) = ([], [])
    for call in calm.calls {
      switch call {
      case .open(let path): made.insert(name(path))
      case .sync(let path): synced.insert(name(path))
      case .rename(let path, let target):
        made.insert(name(target))
        if synced.contains(name(path)) { synced.insert(name(target)) }
      default: break
      }
    }
    #expect(calm.names.count == 7 && made.isSuperset(of: calm.names), "\(calm.names)")
    #expect(synced.isSuperset(of: Set(calm.names).subtracting(["log.txt"])))
    #expect(calm.metrics.count == 2)
  }

  @Test(
    "whatever call it fails at, no file is torn, and the resumed run ends with the same bytes",
    arguments: FaultyDisk.Fault.allCases)
  func everyCall(_ fault: FaultyDisk.Fault) throws {
    let calm = try Calm.result.get()
    var (stories, failures) = (0, 0)
    for moment in calm.calls.indices where fault.affects(calm.calls[moment]) {
      let place: Comment = "\(fault) at call \(moment), \(calm.calls[moment])"
      try withTemporaryFolder { root in
        let (story, disk) = (try Story(in: root), FaultyDisk(fault, at: moment))
        stories += 1
        do {
          try story.play(on: disk)
        } catch {
          failures += 1
          #expect(error is any UserError, place)
        }
        if fault == .powerCut { try disk.losePower() }
        try expectWhole(story, place)
        do {
          try story.resume()
        } catch {
          Issue.record("\(place): \(userMessage(for: error))")
          return
        }
        #expect(try story.bytes(story.directory.checkpointPath) == calm.checkpoint, place)
        #expect(try story.bytes(story.directory.summaryPath) == calm.summary, place)
        #expect(try story.metrics() == calm.metrics, place)
        #expect(Set(story.names()).union(["log.txt"]) == Set(calm.names), place)
      }
    }
    #expect(stories > 10)
    #expect(fault == .short ? failures == 0 : failures > 10, "\(failures) of \(stories)")
    print("\(fault): \(stories) trainings, \(failures) ended by it")
  }

  /// Every file there is can be read: none is torn.
  private func expectWhole(_ story: Story, _ place: Comment) throws {
    let directory = story.directory
    for name in names(inFolder: directory.path) where !name.hasPrefix(".") {
      let path = "\(directory.path)/\(name)"
      switch name {
      case "metrics.jsonl": #expect(throws: Never.self, place) { try directory.metrics.read() }
      case "checkpoint.safetensors":
        #expect(throws: Never.self, place) { try TensorFile(reading: path) }
      case "log.txt": break
      default: #expect(throws: Never.self, place) { try readJSON(path) }
      }
    }
  }
}

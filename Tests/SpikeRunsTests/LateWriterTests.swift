import Foundation
import SpikeKernels
import SpikeTraining
import Synchronization
import TestSupport
import Testing

@testable import SpikeData
@testable import SpikeFiles
@testable import SpikeRuns

/// Stops a process before one of its system calls, while something else happens.
private final class Standstill: FileFaults {
  private struct State {
    var calls: [FileCall] = []
  }

  private let moment: Int
  private let meanwhile: @Sendable (FileCall) -> Void
  private let state = Mutex(State())

  /// - Parameter moment: The number of the call, from 0.
  init(before moment: Int, _ meanwhile: @escaping @Sendable (FileCall) -> Void) {
    (self.moment, self.meanwhile) = (moment, meanwhile)
  }

  var calls: [FileCall] { state.withLock { $0.calls } }

  func outcome(of call: FileCall) -> FileOutcome {
    let number = state.withLock { state in
      state.calls.append(call)
      return state.calls.count - 1
    }
    if number == moment { FileSystem.$faults.withValue(nil) { meanwhile(call) } }
    return .carriedOut
  }
}

/// A run that two processes meet in.
private struct Meeting: Sendable {
  static let experiment = Result {
    let experiment = try config(
      """
      { "name": "tiny", "data": { "dataset": "digits", "train": 8, "test": 2 },
        "network": { "steps": 2, "layers": [ { "dense": 2 }, "lif", { "dense": 10 }, "lif" ] },
        "training": { "epochs": 2, "batchSize": 4 } }
      """)
    return (experiment: experiment, splits: try experiment.data.load(dataRoot: nil))
  }

  let directory: RunDirectory
  private let splits: DatasetSplits

  init(in root: String) throws {
    let given = try Self.experiment.get()
    directory = RunDirectory(root: root + "/runs", config: given.experiment)
    splits = given.splits
  }

  /// Trains the run, as a process of its own does.
  func train(_ policy: RunWriter.Policy) throws {
    _ = try TrainingRun(
      directory, splits: splits, workers: Workers(threads: 1), console: .silent,
      interruption: Interruption(), label: "tiny"
    ).carryOut(policy: policy)
  }

  /// Makes whoever holds the lock look dead, as it looks after a takeover's time.
  func loseTheHolder() throws {
    guard let record = try LockRecord.read(directory.lockPath) else { return }
    var holder = record.holder
    holder.process.pid = 999_999_999
    try write(holder.json(heartbeat: 10).lineText + "\n", to: directory.lockPath)
  }

  /// Every file by its name, but for what its owner alone can see.
  func contents() -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in names(inFolder: directory.path) where !name.hasPrefix(".") {
      contents[name] = try? Data(contentsOf: URL(fileURLWithPath: "\(directory.path)/\(name)"))
    }
    return contents
  }
}

/// A process that was stopped at some moment, lost its run to another, and then goes on.
@Suite("Writers that come too late")
struct LateWriterTests {
  private static let calls = Result {
    try withTemporaryFolder { root in
      let (meeting, watched) = (try Meeting(in: root), Standstill(before: .max) { _ in })
      try FileSystem.$faults.withValue(watched) { try meeting.train(.startNew) }
      return watched.calls
    }
  }

  @Test("whatever call it was stopped at, a run that another finished stays as it is")
  func everyCall() throws {
    let calls = try Self.calls.get()
    var late = 0
    for moment in calls.indices {
      try withTemporaryFolder { root in
        let meeting = try Meeting(in: root)
        let after = Mutex<[String: Data]>([:])
        let failure = Mutex<String?>(nil)
        let standstill = Standstill(before: moment) { call in
          do {
            try meeting.loseTheHolder()
            if case .done = try meeting.directory.state() {
              // It was about to give the run back.
            } else {
              try meeting.train(.resume)
            }
          } catch {
            failure.withLock { $0 = userMessage(for: error) }
          }
          after.withLock { $0 = meeting.contents() }
        }
        var end = "done"
        do {
          try FileSystem.$faults.withValue(standstill) { try meeting.train(.startNew) }
        } catch let error as RunError {
          end = "\(error)"
          late += 1
          let isLate = [
            .lost(directory: meeting.directory.path), .done(directory: meeting.directory.path),
          ].contains(error)
          #expect(isLate, "call \(moment), \(calls[moment]): \(error)")
        }
        let place: Comment = "stopped before call \(moment), \(calls[moment]); then: \(end)"
        #expect(failure.withLock { $0 } == nil, place)
        let (then, now) = (after.withLock { $0 }, meeting.contents())
        // The lock that it found to be its own no more, where the other had nothing to do.
        for name in Set(then.keys).union(now.keys).subtracting(["lock"]) {
          #expect(then[name] == now[name], "\(name): \(place)")
        }
        #expect(try meeting.directory.state() == .done, place)
        #expect(throws: Never.self, place) { try meeting.directory.readCheckpoint { _ in } }
        #expect(try meeting.directory.metrics.read().count == 2, place)
      }
    }
    #expect(late > calls.count / 2, "\(late) of \(calls.count)")
  }

  @Test("a late cleaning takes nothing of a run that another has begun and finished")
  func cleaning() throws {
    for moment in 0..<40 {
      try withTemporaryFolder { root in
        let meeting = try Meeting(in: root)
        try RunWriter(meeting.directory, policy: .startNew).interrupt()
        let after = Mutex<[String: Data]>([:])
        let standstill = Standstill(before: moment) { _ in
          do {
            try meeting.loseTheHolder()
            try meeting.train(.resume)
          } catch {
            Issue.record("call \(moment): \(userMessage(for: error))")
          }
          after.withLock { $0 = meeting.contents() }
        }
        FileSystem.$faults.withValue(standstill) {
          try? meeting.directory.remove(evenFinished: false)
        }
        let then = after.withLock { $0 }
        guard !then.isEmpty else { return }
        #expect(meeting.contents() == then, "stopped before call \(moment)")
      }
    }
  }

  @Test("what a coordinator says of a worker that died does not reach a run that went on")
  func marking() throws {
    for moment in 0..<20 {
      try withTemporaryFolder { root in
        let meeting = try Meeting(in: root)
        try RunWriter(meeting.directory, policy: .startNew).interrupt()
        let after = Mutex<[String: Data]>([:])
        let standstill = Standstill(before: moment) { _ in
          try? meeting.loseTheHolder()
          try? meeting.train(.resume)
          after.withLock { $0 = meeting.contents() }
        }
        FileSystem.$faults.withValue(standstill) {
          try? meeting.directory.markFailed("its worker was ended by signal 9")
        }
        let then = after.withLock { $0 }
        if then["summary.json"] != nil {
          #expect(meeting.contents() == then, "stopped before call \(moment)")
        }
      }
    }
  }
}

import Foundation
import SpikeFiles
import SpikeKernels
import SpikeRuns

/// Runs of one network that differ in β, done and interrupted in the middle of an epoch.
package struct PairOfRuns {
  package static func text(beta: Double) -> String {
    """
    { "name": "tiny", "data": { "dataset": "digits", "train": 40, "test": 20 },
      "network": { "steps": 3, "beta": \(beta),
        "layers": [ { "dense": 3 }, "lif", { "dense": 10 }, "lif" ] },
      "training": { "epochs": 2, "batchSize": 4 } }
    """
  }

  package let root: String
  package let (one, other): (RunDirectory, RunDirectory)

  package init(in root: String, isDone: Bool) throws {
    self.root = root
    one = RunDirectory(root: root, config: try config(Self.text(beta: 0.5)))
    other = RunDirectory(root: root, config: try config(Self.text(beta: 0.9)))
    for directory in [one, other] { try Self.train(directory, isDone: isDone) }
  }

  package static func train(_ directory: RunDirectory, isDone: Bool) throws {
    let interruption = Interruption()
    if !isDone { interruption.request() }
    _ = try TrainingRun(
      directory, splits: directory.config.data.load(dataRoot: nil), workers: Workers(threads: 1),
      console: .silent, interruption: interruption, label: "tiny"
    ).carryOut(policy: .resume)
  }

  /// Puts the other run's file in the place of this one's.
  package func swap(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(one.path)/\(name)")
    try FileManager.default.copyItem(
      atPath: "\(other.path)/\(name)", toPath: "\(one.path)/\(name)")
  }
}

/// The message that something ends with; empty where it ends well.
package func errorMessage(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch {
    return userMessage(for: error)
  }
}

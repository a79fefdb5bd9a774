import Foundation
import SpikeSweeps
import Testing

/// A sweep of small runs on generated digits.
///
/// - Parameters:
///   - members: What varies: members of the sweep file.
///   - epochs: Epochs of a run.
func smallSweep(
  _ members: String, epochs: Int = 2, train: Int = 100, base: String = ""
) -> String {
  """
  { "name": "small",
    "base": { "data": { "dataset": "digits", "train": \(train), "test": 50 },
      "network": { "steps": 5, "layers": [ { "dense": 20 }, "lif", { "dense": 10 }, "lif" ] },
      "training": { "epochs": \(epochs), "batchSize": 20 }\(base) },
    \(members) }
  """
}

extension Workbench {
  /// A workbench with the sweep file `sweep.json`.
  convenience init(sweep: String) throws {
    try self.init()
    try write(sweep, to: "sweep.json")
  }

  /// The runs of a sweep, in its order.
  func runs(_ sweep: String, overrides: [String] = []) throws -> [SweepRun] {
    try Sweep.parse(Array(sweep.utf8), file: "sweep.json", overrides: overrides).runs
  }

  /// What a sweep's runs came to, by file: the bytes that must not depend on how it went.
  func outcomes(of sweep: String, in root: String = "runs") throws -> [String: [UInt8]] {
    var bytes: [String: [UInt8]] = [:]
    for run in try runs(sweep) {
      for file in ["summary.json", "checkpoint.safetensors", "config.json"] {
        bytes["\(run.hash)/\(file)"] = try self.bytes("\(root)/\(run.hash)/\(file)")
      }
    }
    return bytes
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self(name)) }
}

import SpikeConfig
import SpikeFiles
import SpikeRuns
import Testing

/// A config that trains in a fraction of a second.
///
/// - Parameters:
///   - layers: Neurons of each layer.
///   - members: Further members of the config, with a comma before each.
func smallConfig(
  dataset: String = "digits", layers: [Int] = [40, 30, 10], epochs: Int = 1, members: String = ""
) -> String {
  let list = layers.map { "{ \"dense\": \($0) }, \"lif\"" }.joined(separator: ", ")
  return """
    { "name": "small", "data": { "dataset": "\(dataset)", "train": 300, "test": 100 },
      "network": { "steps": 5, "layers": [ \(list) ] },
      "training": { "epochs": \(epochs), "batchSize": 20 }\(members) }
    """
}

/// Where a config's run is, below `runs`.
func runFolder(_ config: String) throws -> String {
  RunDirectory(root: "runs", config: try ConfigFile.parse(config, file: "c.json").single()).path
}

extension Workbench {
  /// A workbench with the config `small.json`.
  convenience init(config: String) throws {
    try self.init()
    try write(config, to: "small.json")
  }

  /// A run's `status.json`.
  func status(of run: String) throws -> JSONValue {
    try JSONDocument(parsing: bytes("\(run)/status.json")).root
  }

  /// `state` in a run's `status.json`.
  func state(of run: String) throws -> String? { try status(of: run)["state"]?.string }
}

import SpikeConfig
import SpikeFiles
import SpikeSim
import SpikeTraining

/// Which epoch of a run had the best validation accuracy so far; the first of equals.
struct BestEpoch {
  private var accuracy = -Double.infinity

  /// - Returns: nil of a run that keeps no best checkpoint.
  init?(_ config: ExperimentConfig) {
    guard config.training.keepBest else { return nil }
  }

  /// Takes in an epoch.
  ///
  /// - Returns: Whether it is better than all before.
  mutating func isBetter(_ other: Double) -> Bool {
    guard other > accuracy else { return false }
    accuracy = other
    return true
  }

  /// The place of the best of some accuracies.
  static func place(among accuracies: [Double]) -> Int? {
    accuracies.indices.max { (accuracies[$0], $1) < (accuracies[$1], $0) }
  }
}

extension RunDirectory {
  /// Reads `best.safetensors`, which is made sure to be as it was written and this experiment's.
  ///
  /// - Parameters:
  ///   - note: Never called: whoever writes it writes a checksum.
  ///   - body: Takes it in, before the hash of its config is compared.
  /// - Throws: ``RunError``; `DataError` when it cannot be read or is damaged; what the body throws.
  func readBest(_ note: (String) -> Void, _ body: (TensorFile) throws -> Void) throws {
    guard kind(of: bestPath) == .other else {
      throw RunError.noBest(directory: path, isKept: config.training.keepBest)
    }
    let file = try TensorFile(reading: bestPath, .enclosed)
    try Checkpoint.verify(file)
    try body(file)
    let found = file.metadata[Checkpoint.configKey] ?? "none"
    guard found == hash else {
      throw RunError.otherConfig(file: bestPath, expected: hash, found: found)
    }
  }

  /// `best.safetensors` as another run's; nil where this one keeps none.
  func bestCheckpoint(of network: Network, config other: String) throws -> TensorFile? {
    guard config.training.keepBest else { return nil }
    var best: TensorFile?
    try readBest({ _ in }) { best = $0 }
    best?.metadata[Checkpoint.configKey] = other
    best?.addChecksum()
    return best
  }
}

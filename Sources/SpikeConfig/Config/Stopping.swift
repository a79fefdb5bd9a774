/// When a run ends before its last epoch: the `stopping` of a config's `training`.
public enum Stopping: Hashable, Sendable {
  /// Never.
  case none
  /// When so many epochs, at least 1, have not raised the best validation accuracy by more than
  /// `gain`, at least 0 and below 1.
  case patience(epochs: Int, gain: Float)

  /// Whether a run stops after the epochs so far.
  ///
  /// - Parameter accuracies: The validation accuracy after each epoch.
  package func stops(after accuracies: [Double]) -> Bool {
    guard case .patience(let epochs, let gain) = self else { return false }
    var (best, age) = (-Double.infinity, 0)
    for accuracy in accuracies {
      if accuracy > best + (best.isFinite ? Double(gain) : 0) {
        (best, age) = (accuracy, 0)
      } else {
        age += 1
      }
    }
    return age >= epochs
  }
}

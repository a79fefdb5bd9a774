import SpikeFiles

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

extension Stopping {
  init(_ resolved: ResolvedReader) {
    let (name, settings) = resolved.choice
    self =
      name == "patience"
      ? .patience(epochs: settings["epochs"].integer, gain: settings["gain"].float) : .none
  }

  var json: JSONValue {
    switch self {
    case .none: "none"
    case .patience(let epochs, let gain):
      ["patience": ["epochs": .number(epochs), "gain": .number(gain)]]
    }
  }
}

extension ConfigSchema {
  static let stopping = Schema.choice([
    SchemaAlternative("none", "After the last epoch."),
    SchemaAlternative(
      "patience",
      .object(
        ObjectSchema([
          .key(
            "epochs", .integer(1...100_000), default: 3,
            "Epochs in a row that may pass without a better validation accuracy."),
          .key(
            "gain", .number(.unitWithoutOne), default: 0,
            "By how much an accuracy must exceed the best to be better."),
        ])), "Once the validation accuracy no longer rises; needs data.validation."),
  ])
}

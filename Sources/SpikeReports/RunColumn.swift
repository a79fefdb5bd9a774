import SpikeConfig
import SpikeFiles
import SpikeSweeps

/// A column of a list of runs.
enum RunColumn: Hashable, Sendable {
  case run, state, rule, epochs, planned, name, updated
  /// A setting, by its key path.
  case setting(String)
  case metric(SweepMetric)

  /// What a terminal shows where it fits.
  static let standard: [RunColumn] = [
    .run, .state, .rule, .setting("network.beta"), .setting("network.steps"), .setting("seed"),
    .epochs, .metric(.validationAccuracy), .metric(.testAccuracy), .metric(.seconds), .name,
  ]

  /// What a file of comma-separated values has.
  static let all: [RunColumn] =
    [
      .run, .state, .rule, .setting("network.beta"), .setting("network.steps"), .setting("seed"),
      .epochs, .planned,
    ] + SweepMetric.allCases.filter { $0 != .epochs }.map(RunColumn.metric) + [.updated, .name]

  /// The columns of some names: those of the table or of the file, metrics, or key paths.
  static func named(_ names: [String]) throws(RunFilterError) -> [RunColumn] {
    var columns: [RunColumn] = []
    for name in names {
      if let known = (all + standard).first(where: { $0.key == name || $0.title == name }) {
        columns.append(known)
      } else if let metric = SweepMetric(word: name) {
        columns.append(.metric(metric))
      } else {
        _ = try RunFilter.steps(of: name, in: name, or: all.map(\.key))
        columns.append(.setting(name))
      }
    }
    return columns
  }

  /// The heading in a table.
  var title: String {
    switch self {
    case .setting("network.beta"): "β"
    case .setting("network.steps"): "T"
    case .metric(.validationAccuracy): "validation"
    case .metric(.testAccuracy): "test"
    default: key
    }
  }

  /// The heading in a file.
  var key: String {
    switch self {
    case .run: "run"
    case .state: "state"
    case .rule: "rule"
    case .epochs: "epochs"
    case .planned: "plannedEpochs"
    case .name: "name"
    case .updated: "updated"
    case .setting("network.beta"): "beta"
    case .setting("network.steps"): "steps"
    case .setting(let path): path
    case .metric(let metric): metric.rawValue
    }
  }

  /// The cell in a table.
  func text(of run: ReportRun) -> String {
    switch self {
    case .epochs: return "\(run.epochs.count)/\(run.config.training.epochs)"
    case .metric(let metric):
      guard let value = run.number(metric) else { return NumberText.absent }
      switch metric {
      case .testAccuracy, .validationAccuracy, .trainAccuracy:
        return fixed(value * 100, places: 2) + " %"
      case .seconds: return fixed(value, places: 1)
      case .spikesPerSample: return fixed(value, places: 0)
      default: return short(value)
      }
    default:
      let text = plain(of: run)
      return text.isEmpty ? NumberText.absent : text
    }
  }

  /// The cell in a file.
  func plain(of run: ReportRun) -> String {
    switch self {
    case .run: return String(run.directory.path.split(separator: "/").last ?? "")
    case .state: return run.state
    case .rule: return run.config.ruleName
    case .epochs: return "\(run.epochs.count)"
    case .planned: return "\(run.config.training.epochs)"
    case .name: return JSONText.printable(run.config.name)
    case .updated: return run.updated
    case .setting(let path):
      return run.setting(at: ConfigKeys.steps(of: path) ?? [])?.cell ?? ""
    case .metric(let metric):
      return run.number(metric).map { JSONValue.number($0).canonicalText } ?? ""
    }
  }
}

extension ReportRun {
  static let beta: [ConfigOverride.Step] = [.key("network"), .key("beta")]
  private static let steps: [ConfigOverride.Step] = [.key("network"), .key("steps")]

  /// The value of a key of the config, as it is shown and sorted by: β is what the layers have, and a network
  /// of units has neither β nor T.
  func setting(at steps: [ConfigOverride.Step]) -> JSONValue? {
    let network = config.network
    if !network.isSpiking, steps == Self.beta || steps == Self.steps { return JSONValue?.none }
    guard steps == Self.beta else { return config.value(at: steps) }
    return network.betas.count == 1 ? .number(network.betas[0]) : .string(network.betaText)
  }
}

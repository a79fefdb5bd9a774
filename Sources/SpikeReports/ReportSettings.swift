import SpikeConfig
import SpikeFiles
import SpikeSweeps

/// The keys that configs of the same rule differ in: what was varied.
struct ReportSettings: Sendable {
  /// A key and its value in each config.
  struct Setting: Sendable {
    let path: String
    /// The path's end, as long as it takes to tell it from the others.
    let title: String
    /// By the label of a group; nil where a config has none.
    let values: [String: JSONValue]
    /// Whether its values were drawn evenly over their logarithm.
    let isLogarithmic: Bool
    /// How the values of a setting with a notation of its own are written, by the label of a group.
    var texts: [String: String] = [:]

    /// How a value is written.
    func text(_ group: ReportGroup) -> String? {
      texts[group.label] ?? values[group.label]?.cell
    }

    /// The value as a number; nil for what is none.
    func number(_ group: ReportGroup) -> Double? {
      values[group.label]?.double
    }
  }

  /// In the order of the configs.
  let all: [Setting]

  /// - Parameter logarithmic: Key paths whose values were drawn evenly over their logarithm.
  init(_ groups: [ReportGroup], logarithmic: Set<String>) {
    let resolved = groups.map(\.config.resolved)
    let paths = ExperimentConfig.differingPaths(groups.map(\.config)).compactMap {
      path -> (path: String, values: [JSONValue?])? in
      guard path != "name", path != "seed", path != "learning.rule" else { return nil }
      let steps = ConfigOverride.steps(of: path[...]) ?? []
      let values = resolved.map { $0.value(at: steps) }
      // What follows from the rule was not varied.
      var firsts: [String: String] = [:]
      let isVaried = zip(groups, values).contains { group, value in
        let text = value?.canonicalText ?? ""
        let first = firsts[group.rule] ?? text
        firsts[group.rule] = first
        return first != text
      }
      // Configs of two rules may be of two data sets, which are not to be compared.
      return isVaried || path == "data.dataset" ? (path, values) : nil
    }
    let networks = SweepCells.networks(groups.map(\.config)) { $0.network.outline }
    all = zip(paths, SweepLabels.titles(paths.map(\.path))).map { entry, title in
      Setting(
        path: entry.path, title: title,
        values: Dictionary(
          uniqueKeysWithValues: zip(groups, entry.values).compactMap { group, value in
            value.map { (group.label, $0) }
          }),
        isLogarithmic: logarithmic.contains(entry.path),
        texts: entry.path == "network.layers"
          ? Dictionary(uniqueKeysWithValues: zip(groups.map(\.label), networks)) : [:])
    }
  }
}

import SpikeConfig
import SpikeFiles
import SpikeSim
import SpikeSweeps

/// What tells the configs of a report apart, in as few words as possible.
enum ReportLabels {
  /// A label for each config, no two the same.
  ///
  /// The names, or what they do not share, where those are short and differ: variants of a comparison. Else
  /// the names that people gave, the rule, the network, β, T and further settings, of which each is named
  /// only where it tells configs apart that were not yet.
  static func labels(_ configs: [ExperimentConfig]) -> [String] {
    let names = withoutSharedBeginning(configs.map(\.name))
    if areDistinct(names) && names.allSatisfy({ (1...48).contains($0.count) && !$0.contains("=") })
    {
      return names
    }
    if configs.count == 1 {
      return ["\(configs[0].ruleName) \(configs[0].network.outline)"].map {
        $0.count <= longest ? $0 : $0.prefix(longest - 1) + "…"
      }
    }
    var labels = [String](repeating: "", count: configs.count)
    var heads = labels
    let (main, settings) = parts(configs)
    for part in main + settings where !areDistinct(labels) {
      let longer = zip(labels, part).map { $0.isEmpty ? $1 : $1.isEmpty ? $0 : "\($0) \($1)" }
      if Set(longer).count > Set(labels).count { labels = longer }
      if labels.map({ $0.count }).max() ?? 0 <= longest { heads = labels }
    }
    // A setting that the others have and one has not leaves that one without a word.
    for part in settings where labels.contains("") && Set(part).count > 1 {
      labels = zip(labels, part).map { $0.isEmpty ? $1 : $0 }
    }
    if areDistinct(labels) && labels.allSatisfy({ (1...longest).contains($0.count) }) {
      return labels
    }
    // Too many settings for a name: the overview has a column for each of them.
    return zip(heads, configs).map { head, config in
      !head.isEmpty && heads.count { $0 == head } == 1
        ? head
        : [head.prefix(longest - 10), config.hash.prefix(8)].filter { !$0.isEmpty }
          .joined(separator: " ")
    }
  }

  /// What two configs differ in besides the rule and its optimiser, with both values.
  static func differences(_ first: ExperimentConfig, _ second: ExperimentConfig) -> [String] {
    let resolved = [first.resolved, second.resolved]
    let expected = ["name", "seed", "learning", "training.optimizer"]
    return ExperimentConfig.differingPaths([first, second]).compactMap { path in
      if expected.contains(where: { path == $0 || path.hasPrefix($0 + ".") }) { return nil }
      let steps = ConfigOverride.steps(of: path[...]) ?? []
      let values = resolved.map { $0.value(at: steps)?.cell ?? "none" }
      return "\(path) (\(values[0]) and \(values[1]))"
    }
  }

  /// Characters of a label, at most: it stands in legends and tables.
  private static let longest = 60

  /// Names without the part before a slash that all share: `lfp` of `quick-start/lfp`.
  private static func withoutSharedBeginning(_ names: [String]) -> [String] {
    guard names.count > 1, let slash = names[0].firstIndex(of: "/") else { return names }
    let beginning = names[0][...slash]
    guard names.allSatisfy({ $0.hasPrefix(beginning) }) else { return names }
    return names.map { String($0.dropFirst(beginning.count)) }
  }

  /// The part of a name that people gave: a sweep's runs are called by it and by their settings.
  private static func givenName(_ name: String) -> String {
    guard let slash = name.firstIndex(of: "/"), name[slash...].contains("=") else { return name }
    return String(name[..<slash])
  }

  private static func areDistinct(_ labels: [String]) -> Bool {
    Set(labels).count == labels.count
  }

  /// What each config says, aspect by aspect, the most telling first, and then its settings.
  private static func parts(
    _ configs: [ExperimentConfig]
  ) -> (main: [[String]], settings: [[String]]) {
    let main: [[String]] = [
      configs.map { givenName($0.name) },
      configs.map(\.ruleName),
      SweepCells.networks(configs) { $0.network.outline },
      configs.map { $0.network.isSpiking ? "β \($0.network.betaText)" : "" },
      configs.map { $0.network.isSpiking ? "T \($0.network.steps)" : "" },
    ]
    let resolved = configs.map(\.resolved)
    var paths: [String] = []
    for config in resolved {
      for path in config.leafPaths where !paths.contains(path) && path != "name" && path != "seed" {
        paths.append(path)
      }
    }
    let titles = SweepLabels.titles(paths)
    let rest = zip(paths, titles).map { path, title in
      let steps = ConfigOverride.steps(of: path[...]) ?? []
      return resolved.map { $0.value(at: steps).map { "\(title)=\($0.cell)" } ?? "" }
    }
    return (main, rest)
  }
}

extension NetworkConfig {
  /// The connections in a few characters: `1000-1000-10`, `12c5-p2-64c5-p2-10`.
  var outline: String {
    layers.compactMap { layer -> String? in
      switch layer {
      case .dense(let units, let hasBias): "\(units)" + (hasBias ? "" : "nb")
      case .conv2d(let convolution):
        "\(convolution.channels)c\(convolution.kernel)" + (convolution.hasBias ? "" : "nb")
      case .maxPool(let size): "p\(size)"
      case .averagePool(let size): "a\(size)"
      case .flatten, .dropout, .lif, .relu: nil
      }
    }.joined(separator: "-")
  }
}

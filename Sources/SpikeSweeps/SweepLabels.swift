import SpikeConfig
import SpikeFiles
import SpikeSim

/// What tells the runs of a sweep apart, for people.
package struct SweepLabels {
  let columns: [SweepColumn]
  private let configs: [ExperimentConfig]
  private let values: [[String?]]

  /// - Parameter paths: The key paths that the sweep changes; those that come to the same
  ///   everywhere tell nothing and are left out.
  init(configs: [ExperimentConfig], paths: [String]) {
    let known = paths.map { path in (path, ConfigOverride.steps(of: path[...]) ?? []) }
    let columns = known.map { path, steps in
      path == "network.layers"
        ? SweepCells.networks(configs) { $0.networkSpec.notation }
        : SweepCells.texts(configs.map { $0.value(at: steps) })
    }
    let texts = configs.indices.map { row in columns.map { $0[row] } }
    let varying = known.indices.filter { column in
      texts.contains { $0[column] != texts[0][column] }
    }
    let titles = Self.titles(varying.map { known[$0].0 })
    self.columns = zip(varying, titles).map { SweepColumn(path: known[$0].0, title: $1) }
    values = texts.map { row in varying.map { row[$0] } }
    self.configs = configs
  }

  /// The runs, each named by the sweep and what is particular to it.
  func runs(named sweep: String) -> [SweepRun] {
    zip(configs, values).map { config, row in
      let parts = zip(columns, row).compactMap { column, value in
        value.map { "\(column.title)=\($0)" }
      }
      var config = config
      let hash = config.hash
      let label = parts.isEmpty ? hash : parts.joined(separator: " ")
      config.name = String("\(sweep)/\(label)".unicodeScalars.prefix(200))
      var unseeded = config
      unseeded.seed = 0
      return SweepRun(
        config: config, hash: hash, group: unseeded.hash, label: label, values: row)
    }
  }

  /// The shortest ends of paths that differ: `beta`, and `sgd.learningRate` beside
  /// `adam.learningRate`.
  package static func titles(_ paths: [String]) -> [String] {
    paths.map { path in
      let parts = path.split(separator: ".")
      for count in 1...max(1, parts.count) {
        let end = parts.suffix(count).joined(separator: ".")
        let twins = paths.filter { $0 == end || $0.hasSuffix("." + end) }
        if twins.count == 1 { return end }
      }
      return path
    }
  }
}

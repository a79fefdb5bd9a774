import SpikeConfig
import SpikeFiles
import SpikeRuns
import SpikeSweeps

extension RunList {
  private static let header = [
    "run", "state", "rule", "β", "T", "seed", "epochs", "validation", "test", "seconds", "name",
  ]

  private static func cells(_ run: ReportRun) -> [String] {
    let config = run.config
    func share(_ value: Double?) -> String {
      value.map { fixed($0 * 100, places: 2) + " %" } ?? NumberText.absent
    }
    let spikes = config.network.isSpiking
    return [
      String(run.directory.path.split(separator: "/").last ?? ""), run.state,
      config.learning.ruleName,
      spikes ? "\(config.network.lif.beta)" : NumberText.absent,
      spikes ? "\(config.network.steps)" : NumberText.absent, "\(config.seed)",
      "\(run.epochs.count)/\(config.training.epochs)", share(run.lastValidationAccuracy),
      share(run.testAccuracy), run.seconds.map { fixed($0, places: 1) } ?? NumberText.absent,
      JSONText.printable(config.name),
    ]
  }

  /// Characters of a name in the table, at most.
  private static let longestName = 48

  /// The table for a terminal.
  public var text: String {
    guard !runs.isEmpty else { return "no runs" }
    var table = Table(Self.header)
    for run in runs {
      var cells = Self.cells(run)
      let name = cells.removeLast()
      table.add(
        cells + [name.count <= Self.longestName ? name : name.prefix(Self.longestName - 1) + "…"])
    }
    return table.text
  }

  /// Comma-separated values.
  public var csv: String { commaSeparated([Self.header] + runs.map(Self.cells)) }
}

/// One run, or two side by side, for a terminal.
public struct RunView: Sendable {
  private let runs: [ReportRun]

  /// Reads runs.
  ///
  /// - Throws: As `RunDirectory.init(existing:)`.
  public init(_ folders: [String]) throws {
    runs = try folders.map { ReportRun(try RunDirectory(existing: $0)) }
  }

  /// What a run is and how it went: its config, a line an epoch, its last numbers.
  public var text: String {
    runs.map { run in
      var table = Table(["epoch", "train", "validation", "test", "seconds"])
      for line in run.epochs {
        func share(_ key: String) -> String {
          line[key]?.double.map { fixed($0 * 100, places: 2) + " %" } ?? NumberText.absent
        }
        table.add([
          "\(line["epoch"]?.integer ?? 0)", share("trainAccuracy"), share("validationAccuracy"),
          share("testAccuracy"),
          line["trainSeconds"]?.double.map { fixed($0, places: 1) } ?? NumberText.absent,
        ])
      }
      let status = run.updated.isEmpty ? run.state : "\(run.state), \(run.updated)"
      return
        (["\(JSONText.printable(run.config.name))  \(run.directory.path)", status, ""]
        + [run.config.resolved.prettyText, table.text]
        + (run.summary.map { ["", $0.text] } ?? []) + run.faults).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  private static func share(_ value: Double?) -> String? {
    value.map { fixed($0 * 100, places: 2) + " %" }
  }

  /// What two runs are compared by.
  private static let numbers: [(title: String, text: @Sendable (ReportRun) -> String?)] = [
    ("state", { $0.state }), ("epochs", { "\($0.epochs.count)" }),
    ("test accuracy", { share($0.testAccuracy) }),
    ("validation accuracy", { share($0.lastValidationAccuracy) }),
    ("training (s)", { $0.seconds.map { fixed($0, places: 1) } }),
    ("spikes/image", { $0.spikesPerSample.map { fixed($0, places: 0) } }),
    ("inference (operations/image)", { $0.inferencePerSample.map(short) }),
    ("learning (operations/image)", { $0.learningPerSample.map(short) }),
  ]

  /// Two runs side by side: the settings in which they differ, and their numbers.
  public var comparison: String {
    let labels = runs.map { String($0.directory.path.split(separator: "/").last ?? "") }
    var table = Table([""] + labels)
    let resolved = runs.map(\.config.resolved)
    for path in ExperimentConfig.differingPaths(runs.map(\.config)) {
      let steps = ConfigOverride.steps(of: path[...]) ?? []
      table.add([path] + resolved.map { $0.value(at: steps)?.cell ?? NumberText.absent })
    }
    for row in Self.numbers {
      table.add([row.title] + runs.map { row.text($0) ?? NumberText.absent })
    }
    return table.text
  }
}

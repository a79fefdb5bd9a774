import SpikeConfig
import SpikeFiles

/// A sweep's results have no such column.
public enum SweepColumnError: UserError, Hashable {
  /// Nothing is called so: of what varies, and of the metrics where they are columns too.
  case unknown(wanted: String, known: [String], metrics: [String])
  /// The seed, where a row is of so many.
  case seed(runs: Int)

  /// What there is instead.
  public var message: String {
    switch self {
    case .unknown(let wanted, let known, let metrics):
      let titles = SweepLabels.titles(known).filter { !known.contains($0) }
      let guess =
        Suggestion.nearest(to: wanted, among: known + titles + metrics)
        .map { "; did you mean \"\($0)\"?" } ?? ""
      return "nothing in this sweep varies under \(JSONText.quoted(JSONText.cut(wanted))), only "
        + (known.isEmpty ? "nothing at all" : known.joined(separator: ", "))
        + (metrics.isEmpty ? "" : "; metrics are " + metrics.joined(separator: ", ")) + guess
    case .seed(let runs):
      return "a row is of up to \(counted(runs, "seed")) together, so that it has none of its own: "
        + "`--csv --per-run` has a line for each run, with its seed"
    }
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

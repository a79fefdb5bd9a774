import SpikeConfig
import SpikeFiles

/// What a sweep's file may ask of sbatch beside the keys of its own: a job's resources, place, time and
/// mail. Not another command (`--wrap`), other files (`--output`, `--chdir`), the environment
/// (`--export`), or what the launcher says itself; a user may say those on the command line.
enum SlurmArguments {
  /// Options with a value, `--NAME=VALUE`.
  static let valued: Set = [
    "account", "begin", "cluster-constraint", "clusters", "comment", "constraint", "core-spec",
    "cores-per-socket", "cpu-freq", "cpus-per-gpu", "deadline", "delay-boot", "dependency",
    "distribution", "exclude", "exclusive", "gpu-bind", "gpu-freq", "gpus", "gpus-per-node",
    "gpus-per-socket", "gpus-per-task", "gres", "gres-flags", "hint", "licenses", "mail-type",
    "mail-user", "mem-bind", "mem-per-cpu", "mem-per-gpu", "mincpus", "nice", "nodelist", "nodes",
    "prefer", "priority", "qos", "reservation", "sockets-per-node", "switches", "thread-spec",
    "threads-per-core", "time-min", "tmp", "tres-bind", "tres-per-task", "wckey",
  ]
  /// Options without one, `--NAME`.
  static let flags: Set = [
    "contiguous", "exclusive", "hold", "nice", "oversubscribe", "overcommit", "spread-job",
    "use-min-nodes",
  ]

  /// Whether an argument is one of them, whole.
  static func allows(_ argument: String) -> Bool {
    guard argument.hasPrefix("--") else { return false }
    let parts = argument.dropFirst(2).split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 1
      ? flags.contains(String(parts[0]))
      : valued.contains(String(parts[0])) && !parts[1].isEmpty
  }

  /// What is allowed, in words.
  static var words: String {
    "--NAME=VALUE with one of the names \(valued.sorted().joined(separator: ", ")), or one of "
      + flags.sorted().map { "--" + $0 }.joined(separator: ", ")
  }

  /// Reports what is not allowed in a resolved sweep file.
  static func check(_ sweep: JSONValue, _ faults: inout FaultList) {
    for value in sweep["slurm"]?["arguments"]?.array ?? [] {
      guard let argument = value.string, !allows(argument) else { continue }
      let name = argument.drop { $0 == "-" }.prefix { $0 != "=" }
      faults.add(
        .unknownValue, at: value, allowed: words,
        suggestion: Suggestion.nearest(to: String(name), among: Array(valued.union(flags)).sorted())
          .map { "--" + $0 })
    }
  }
}

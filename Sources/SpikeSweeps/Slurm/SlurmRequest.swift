import SpikeFiles

/// What a sweep asks Slurm for: the `slurm` of its file, changed by flags.
public struct SlurmRequest: Hashable, Sendable {
  /// The partition; nil for the cluster's default.
  public var partition: String?
  /// Time limit of a task, as sbatch takes it; nil for the partition's.
  public var time: String?
  /// Memory of a task, as sbatch takes it; nil for the cluster's default.
  public var memory: String?
  /// Cores of a task and threads of its run, at least 1.
  public var cpus: Int
  /// Most tasks at a time; nil for no limit.
  public var concurrent: Int?
  /// Further arguments of sbatch.
  public var arguments: [String]

  init(_ resolved: JSONValue) {
    partition = resolved["partition"]?.string
    time = resolved["time"]?.string
    memory = resolved["memory"]?.string
    cpus = resolved["cpus"]?.integer ?? 1
    concurrent = resolved["concurrent"]?.integer
    arguments = resolved["arguments"]?.array?.compactMap(\.string) ?? []
  }
}

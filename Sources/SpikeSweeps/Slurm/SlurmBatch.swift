import SpikeFiles
import SpikeRuns

/// A job array: which runs each of its tasks trains, as `batch-N.json` holds it.
struct SlurmBatch: Sendable {
  /// The folder of all runs.
  var root: String
  /// The folder to look for data files in.
  var dataRoot: String?
  /// Threads of a run.
  var threads: Int
  /// Most bytes that a run may take; nil for what its node has free.
  var memoryLimit: Int?
  /// Whether runs that failed before are tried again.
  var retriesFailed: Bool
  /// The hashes of the runs of each task.
  var tasks: [[String]]

  /// Deals runs out to tasks, one each as far as the cluster's limit goes.
  ///
  /// - Parameter limit: Most tasks of an array: Slurm's `MaxArraySize`, at least 1.
  static func deal(_ runs: [String], limit: Int) -> [[String]] {
    let count = min(runs.count, max(1, limit))
    guard count > 0 else { return [] }
    return (0..<count).map { task in
      stride(from: task, to: runs.count, by: count).map { runs[$0] }
    }
  }

  var json: JSONValue {
    .object([
      ("format", .number(SweepFolder.format)), ("root", .string(root)),
      ("dataRoot", dataRoot.map(JSONValue.string)), ("threads", .number(threads)),
      ("memoryLimit", memoryLimit.map(JSONValue.number)),
      ("retriesFailed", JSONValue(.boolean(retriesFailed))),
      ("tasks", .array(tasks.map { .array($0.map(JSONValue.string)) })),
    ])
  }

  /// Reads a batch.
  ///
  /// - Throws: ``SpikeFiles/FileError``, ``SpikeRuns/RunError``, ``SlurmError``.
  init(reading path: String) throws {
    let json = try readJSON(path, format: SweepFolder.format)
    guard json["format"]?.integer != nil, let root = json["root"]?.string,
      let threads = json["threads"]?.integer, (1...1024).contains(threads),
      let tasks = json["tasks"]?.array
    else {
      throw SlurmError.noTask(file: path, reason: "this is no batch of a sweep")
    }
    self.init(
      root: root, dataRoot: json["dataRoot"]?.string, threads: threads,
      memoryLimit: json["memoryLimit"]?.integer,
      retriesFailed: json["retriesFailed"]?.lineText == "true",
      tasks: tasks.map { ($0.array ?? []).compactMap(\.string) })
  }

  init(
    root: String, dataRoot: String?, threads: Int, memoryLimit: Int?, retriesFailed: Bool,
    tasks: [[String]]
  ) {
    self.memoryLimit = memoryLimit
    (self.root, self.dataRoot, self.threads) = (root, dataRoot, threads)
    (self.retriesFailed, self.tasks) = (retriesFailed, tasks)
  }
}

import SpikeFiles

/// What Slurm's queue says of a sweep's job arrays. Only the queue is asked, never the accounting,
/// which many clusters lack.
public enum SlurmQueue {
  /// A job array that was submitted, from `jobs.jsonl`.
  struct Job {
    var number: String
    var batch: String
  }

  /// The job arrays of a sweep, in the order they were submitted.
  static func jobs(of folder: SweepFolder) -> [Job] {
    guard let bytes = try? readFile(folder.path + "/jobs.jsonl", limit: 1 << 24) else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let json = try? JSONDocument(parsing: Array(line)).root,
        let number = json["job"]?.string, let batch = json["batch"]?.string
      else { return nil }
      return Job(number: number, batch: batch)
    }
  }

  /// The tasks of a user in the queue: job number, task, state.
  ///
  /// - Throws: ``SlurmError``.
  static func tasks() throws -> [(job: String, task: Int, state: String)] {
    let queue = try CommandOutput.of(["squeue", "--noheader", "--array", "--me", "-o", "%i %T"])
    guard queue.code != 127 else { throw SlurmError.absent(command: "squeue") }
    guard queue.code == 0 else {
      throw SlurmError.refused(command: "squeue", reason: queue.errors)
    }
    return queue.output.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      let parts = words.first?.split(separator: "_") ?? []
      guard words.count == 2, parts.count == 2, let task = Int(parts[1]) else { return nil }
      return (String(parts[0]), task, String(words[1]))
    }
  }

  /// The runs that are in the queue or at work there.
  ///
  /// - Throws: ``SlurmError``, ``SpikeFiles/FileError`` or ``SpikeRuns/RunError``.
  static func runs(of folder: SweepFolder) throws -> Set<String> {
    let jobs = jobs(of: folder)
    guard !jobs.isEmpty else { return [] }
    var runs: Set<String> = []
    let queued = try tasks()
    for job in jobs {
      let mine = queued.filter { $0.job == job.number }
      guard !mine.isEmpty else { continue }
      let batch = try SlurmBatch(reading: "\(folder.path)/\(job.batch)")
      for task in mine where batch.tasks.indices.contains(task.task) {
        runs.formUnion(batch.tasks[task.task])
      }
    }
    return runs
  }

  /// A line for each job array that is in the queue; none where Slurm is not.
  public static func lines(of folder: SweepFolder) -> [String] {
    let jobs = jobs(of: folder)
    guard !jobs.isEmpty, let queued = try? tasks() else { return [] }
    return jobs.compactMap { job in
      let states = queued.filter { $0.job == job.number }.map { $0.state.lowercased() }
      guard !states.isEmpty else { return nil }
      let counts = Set(states).sorted().map { state in "\(states.count { $0 == state }) \(state)" }
      return "slurm job \(job.number): \(counts.joined(separator: ", "))"
    }
  }
}

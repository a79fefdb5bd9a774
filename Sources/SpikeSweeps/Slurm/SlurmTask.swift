import Foundation
import SpikeFiles
import SpikeRuns

/// One task of a job array, as it runs on a node.
public struct SlurmTask {
  private let batch: SlurmBatch
  private let runs: [RunDirectory]
  /// `JOB_TASK`.
  private let number: String

  /// Reads a batch and finds this task's runs in it.
  ///
  /// - Throws: ``SlurmError/noTask(file:reason:)`` outside of a job array, ``SpikeFiles/FileError``,
  ///   ``SpikeRuns/RunError``, ``SpikeConfig/ConfigError``.
  public init(reading path: String) throws {
    batch = try SlurmBatch(reading: path)
    let environment = ProcessInfo.processInfo.environment
    guard let task = environment["SLURM_ARRAY_TASK_ID"].flatMap({ Int($0) }),
      let job = environment["SLURM_ARRAY_JOB_ID"]
    else {
      throw SlurmError.noTask(
        file: path, reason: "this is for job arrays: SLURM_ARRAY_TASK_ID is not set")
    }
    guard batch.tasks.indices.contains(task) else {
      throw SlurmError.noTask(
        file: path, reason: "there is no task \(task), only 0 to \(batch.tasks.count - 1)")
    }
    number = "\(job)_\(task)"
    runs = try batch.tasks[task].map { [root = batch.root] hash in
      try RunDirectory(existing: "\(root)/\(hash)")
    }
  }

  /// Trains the task's runs one after another. Where a signal stopped it, it asks Slurm to put the
  /// task back into the queue, unless the job is being cancelled.
  ///
  /// - Returns: The exit code.
  public func carryOut(
    console: Console, interruption: Interruption, group: WorkerGroup
  ) throws -> ExitStatus {
    var options = SweepCoordinator.Options(
      workers: 1, threads: batch.threads, dataRoot: batch.dataRoot)
    options.memoryLimit = batch.memoryLimit
    options.retriesFailed = batch.retriesFailed
    let jobs = runs.map { SweepJob($0, label: $0.config.name, group: "") }
    let coordinator = try SweepCoordinator(
      jobs, options: options, console: console, interruption: interruption, group: group)
    let status = try coordinator.carryOut()
    if interruption.isRequested { requeue(console) }
    return status
  }

  private func requeue(_ console: Console) {
    let shown = try? CommandOutput.of(["scontrol", "--oneliner", "show", "job", number])
    // A job that Slurm itself ends is completing by now: it was cancelled, or is requeued anyway.
    if let text = shown?.output, text.contains("JobState="), !text.contains("JobState=RUNNING") {
      return console.note("Slurm is ending this task; it is not put back into the queue from here")
    }
    console.note("putting \(number) back into the queue")
    // From here on Slurm may end this process at any moment; nothing is left to do.
    // Where Slurm itself requeued the task, it is pending already.
    if let answer = try? CommandOutput.of(["scontrol", "requeue", number]), answer.code != 0,
      !answer.errors.contains("pending")
    {
      console.note("scontrol requeue: \(JSONText.printable(answer.errors))")
    }
  }
}

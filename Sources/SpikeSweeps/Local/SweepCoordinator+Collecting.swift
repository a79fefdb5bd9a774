import SpikeFiles
import SpikeRuns

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension SweepCoordinator {
  func collect() {
    for worker in active {
      guard let end = worker.process.end() else { continue }
      group.remove(worker.process.pid)
      active.removeAll { $0.process.pid == worker.process.pid }
      refreshMetrics(worker.index)
      let lines = (try? jobs[worker.index].job.directory.metrics.read()) ?? []
      clock.add(lines, of: jobs[worker.index].work)
      do {
        try judge(worker, end)
      } catch {
        fail(worker.index, userMessage(for: error), logStart: worker.logStart)
      }
    }
  }

  /// What a worker's end means is in its run's directory; the code only helps to tell.
  private func judge(_ worker: ActiveWorker, _ end: WorkerProcess.End) throws {
    let index = worker.index
    let directory = jobs[index].job.directory
    switch try state(of: index) {
    case .done: return settle(index, .done)
    case .failed(let message): return fail(index, message, logStart: worker.logStart)
    case .running:
      jobs[index].progress = .elsewhere
      return
    case .new, .interrupted, .stopped: break
    }
    if jobs[index].target < jobs[index].total, jobs[index].epochs >= jobs[index].target {
      jobs[index].progress = .waiting
      return
    }
    switch end {
    case _ where isStopping || interruption.isRequested: jobs[index].progress = .interrupted
    case .exit(ExitStatus.interrupted.rawValue), .signal(SIGKILL), .signal(SIGTERM),
      .signal(SIGINT), .signal(SIGHUP):
      // Somebody stopped this worker, not the sweep.
      let isLast = jobs[index].attempts >= Self.mostAttempts
      jobs[index].progress = isLast ? .interrupted : .waiting
      let consequence = isLast ? "given up for now" : "it will be continued"
      console.note("interrupted: \(jobs[index].job.label) (\(end.words)); \(consequence)")
    default:
      let last = logEnd(directory.workerLogPath, from: worker.logStart).last ?? ""
      let message =
        last.hasPrefix("error: ") ? String(last.dropFirst(7)) : "its worker \(end.words)"
      try directory.markFailed(message)
      fail(index, message, logStart: worker.logStart)
    }
  }

  func fail(_ index: Int, _ message: String, logStart: Int?) {
    settle(index, .failed)
    progress.clear()
    console.note("failed: \(jobs[index].job.label): \(message)")
    let path = jobs[index].job.directory.workerLogPath
    if let logStart {
      for line in logEnd(path, from: logStart) { console.note("  | \(line)") }
      console.note("  \(path)")
    }
    if options.failsFast && !isStopping {
      console.note("stopping the others (--fail-fast)")
      isStopping = true
    }
  }

  func settle(_ index: Int, _ state: SweepJob.Progress) {
    isChanged = true
    jobs[index].progress = state
    guard state == .done else { return }
    // Whoever finished it may have been killed before it gave it back.
    jobs[index].job.directory.tidy()
    progress.clear()
    let count = jobs.count { $0.progress == .done }
    let summary = (try? jobs[index].job.directory.summary()).flatMap { $0 }
    let accuracy = summary?["testAccuracy"]?.double.map { "  test \(percent($0))" } ?? ""
    let lines = (try? jobs[index].job.directory.metrics.read()) ?? []
    let silence = LayerActivity(lines.last).text.map { "  (\($0))" } ?? ""
    console.print("done \(count)/\(jobs.count)  \(jobs[index].job.label)\(accuracy)\(silence)")
  }
}

extension WorkerProcess.End {
  /// What happened, after "its worker".
  var words: String {
    switch self {
    case .exit(let code): "ended with code \(code)"
    case .signal(let number):
      "was ended by signal \(number) (\(unsafe String(cString: strsignal(number))))"
    }
  }
}

import SpikeFiles

extension SweepCoordinator {
  /// Tells every run how far halving lets it go.
  func judge() {
    guard let halving, let total = jobs.first?.total else { return }
    let candidates = jobs.map {
      SuccessiveHalving.Candidate(
        group: $0.job.group, accuracies: $0.accuracies, isFailed: $0.progress == .failed)
    }
    for (index, verdict) in halving.verdicts(candidates, total: total).enumerated() {
      switch (jobs[index].progress, verdict) {
      case (.waiting, .stopped(let epoch)), (.paused, .stopped(let epoch)):
        jobs[index].progress = .stopped(epoch: epoch)
        console.note(
          "stopped after epoch \(epoch): \(jobs[index].job.label) (validation "
            + "\(percent(jobs[index].accuracies[epoch - 1])))")
      case (.waiting, .train(let until)), (.paused, .train(let until)):
        jobs[index].target = until
        let isThere = jobs[index].epochs >= until && until < jobs[index].total
        jobs[index].progress = isThere ? .paused : .waiting
      default: break
      }
    }
  }
}

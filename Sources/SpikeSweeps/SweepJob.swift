import SpikeRuns

/// A run that a coordinator is to train.
public struct SweepJob: Sendable {
  /// Where it is.
  public var directory: RunDirectory
  /// What progress lines call it.
  public var label: String
  /// The hash it shares with the runs that differ in their seed alone.
  public var group: String

  /// A run of a sweep.
  public init(_ run: SweepRun, root: String) {
    self.init(RunDirectory(root: root, config: run.config), label: run.label, group: run.group)
  }

  init(_ directory: RunDirectory, label: String, group: String) {
    (self.directory, self.label, self.group) = (directory, label, group)
  }

  /// How far a job is.
  enum Progress: Hashable {
    /// To be trained up to its target.
    case waiting
    /// A worker of this coordinator trains it.
    case working
    /// Another process trains it.
    case elsewhere
    /// Trained up to the epoch where halving compares.
    case paused
    case stopped(epoch: Int)
    case done
    case failed
    /// Given up for now; can be resumed.
    case interrupted

    /// Whether this coordinator has nothing more to do with it.
    var isSettled: Bool {
      switch self {
      case .waiting, .working, .elsewhere, .paused: false
      case .stopped, .done, .failed, .interrupted: true
      }
    }
  }
}

/// What a coordinator knows of a job.
struct TrackedJob {
  let job: SweepJob
  /// What the time of its epochs depends on.
  let work: EpochWork
  var progress = SweepJob.Progress.waiting
  /// How many times a worker was started for it.
  var attempts = 0
  /// Epochs trained when last looked at.
  var epochs = 0
  /// The epoch to train up to.
  var target: Int
  /// Its validation accuracies, where halving needs them.
  var accuracies: [Double] = []

  init(_ job: SweepJob) {
    self.job = job
    work = EpochWork(job.directory.config)
    target = job.directory.config.training.epochs
  }

  var total: Int { job.directory.config.training.epochs }
}

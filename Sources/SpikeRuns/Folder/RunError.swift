import SpikeFiles

/// A run directory cannot be used as asked.
public enum RunError: UserError, Hashable {
  /// The run is finished; nothing of it is ever overwritten.
  case done(directory: String)
  /// Another process is at work on the run, or one that cannot be asked and gives signs of life.
  case running(directory: String, holder: ProcessIdentity)
  /// A process that cannot be asked and gives no signs of life holds the run: an early version's.
  case reserved(directory: String, holder: ProcessIdentity)
  /// Another process has taken the run over: this one was stopped for minutes.
  case lost(directory: String)
  /// The run was begun before, and the caller did not say whether to resume it.
  case begun(directory: String)
  /// The directory is no run.
  case notARun(directory: String)
  /// The run has no checkpoint yet.
  case noCheckpoint(directory: String)
  /// The run keeps no best checkpoint, or has none yet.
  case noBest(directory: String, isKept: Bool)
  /// The run was begun with other data than it is to be continued with.
  case otherData(directory: String, begun: String, found: String)
  /// A file of a run is of another experiment than the folder, or than the config in it.
  case otherConfig(file: String, expected: String, found: String)
  /// A finished run's checkpoint is not the one that its summary is about.
  case otherCheckpoint(file: String, expected: String, found: String)
  /// A file of a run or sweep is damaged.
  case unreadable(file: String, reason: String)
  /// A file of a run or sweep has a format that a newer version of this program wrote.
  case newer(file: String, found: Int, supported: Int)

  /// What is wrong and what to do.
  public var message: String {
    switch self {
    case .done(let directory):
      return "the run in \(JSONText.printable(directory)) is done and stays as it is; "
        + "change the config or the seed, or delete the folder to run it again"
    case .running(let directory, let holder):
      let place = JSONText.printable(directory)
      if holder == .current { return "this process is already at work on the run in \(place)" }
      let process = "process \(holder.pid) on \(JSONText.printable(holder.host))"
      let doubt = holder.isAlive == nil ? ", or was not long ago" : ""
      return "\(process) is at work on the run in \(place)\(doubt); wait for it or stop it"
    case .reserved(let directory, let holder):
      let place = JSONText.printable(directory)
      return "process \(holder.pid) on \(JSONText.printable(holder.host)) has reserved the run in "
        + "\(place); whether it lives cannot be seen from here: if it does not, delete \(place)/lock"
    case .lost(let directory):
      return
        "this process no longer holds the run in \(JSONText.printable(directory)): it was stopped "
        + "for so long that another took it over, or the lock was deleted; nothing of the run was "
        + "changed since"
    case .begun(let directory):
      return "the run in \(JSONText.printable(directory)) was begun and is not finished; "
        + "continue it with --resume, or delete the folder to start again"
    case .notARun(let directory):
      return "\(JSONText.printable(directory)) is not a run: it holds no config.json"
    case .noCheckpoint(let directory):
      return "the run in \(JSONText.printable(directory)) has no checkpoint yet: no epoch of it is "
        + "finished"
    case .noBest(let directory, let isKept):
      return "the run in \(JSONText.printable(directory)) has no best checkpoint"
        + (isKept
          ? " yet: no epoch of it is finished"
          : ": training.keepBest=true keeps one, by validation accuracy, of runs with data.validation")
    case .otherData(let directory, let begun, let found):
      return "the run in \(JSONText.printable(directory)) was begun with other data (checksum "
        + "\(JSONText.cut(begun)), found \(JSONText.cut(found))); name the folder of that data, or "
        + "delete the run's to start again"
    case .otherConfig(let file, let expected, let found):
      return
        "\(JSONText.printable(file)) is of the experiment \(JSONText.cut(JSONText.printable(found))), "
        + "this run is \(JSONText.cut(expected)): it was changed, came from another run, or an older "
        + "version understood it otherwise; restore it, or delete the run's folder"
    case .otherCheckpoint(let file, let expected, let found):
      return
        "\(JSONText.printable(file)) is not the checkpoint that the run ended with: its checksum is "
        + "\(found.prefix(16))…, and summary.json says \(JSONText.printable(expected).prefix(16))…; restore "
        + "it, or delete the run's folder"
    case .unreadable(let file, let reason):
      return "cannot read \(JSONText.printable(file)): \(reason)"
    case .newer(let file, let found, let supported):
      return "cannot read \(JSONText.printable(file)): it has format \(found), written by a newer "
        + "version; this one reads up to \(supported)"
    }
  }

  /// ``SpikeFiles/ExitStatus/usage`` for a directory that is no run, ``SpikeFiles/ExitStatus/interrupted`` for one that
  /// another process has taken over, ``SpikeFiles/ExitStatus/someFailed`` otherwise.
  public var exitStatus: ExitStatus {
    switch self {
    case .notARun: .usage
    case .noBest(_, isKept: false): .usage
    case .lost: .interrupted
    default: .someFailed
    }
  }
}

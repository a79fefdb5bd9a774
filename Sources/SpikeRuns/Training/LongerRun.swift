import SpikeConfig
import SpikeFiles
import SpikeTraining

/// A run of more epochs than a finished one, from whose checkpoint it starts: another run, since its config
/// is another, with the bytes of one that was trained at a stretch.
public struct LongerRun {
  /// The finished run.
  public let shorter: RunDirectory
  /// The run of more epochs, beside it.
  public let directory: RunDirectory

  /// Names a run that can be continued for more epochs.
  ///
  /// - Parameters:
  ///   - shorter: The finished run.
  ///   - epochs: Epochs in all.
  /// - Throws: ``LongerRunError``; what ``RunDirectory/state()`` throws.
  public init(_ shorter: RunDirectory, epochs: Int) throws {
    self.shorter = shorter
    let training = shorter.config.training
    guard epochs > training.epochs else {
      throw LongerRunError.notMore(directory: shorter.path, done: training.epochs, asked: epochs)
    }
    switch training.schedule {
    case .constant, .step: break
    case .cosine: throw LongerRunError.schedule(name: "cosine", epochs: training.epochs)
    case .oneCycle: throw LongerRunError.schedule(name: "oneCycle", epochs: training.epochs)
    }
    guard try shorter.state() == .done else {
      throw LongerRunError.notDone(directory: shorter.path)
    }
    var config = shorter.config
    config.training.epochs = epochs
    let folder = shorter.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    directory = RunDirectory(root: folder.joined(separator: "/"), config: config)
  }
}

/// A run cannot be continued for more epochs.
public enum LongerRunError: UserError, Hashable {
  /// It has as many already.
  case notMore(directory: String, done: Int, asked: Int)
  /// It is not finished.
  case notDone(directory: String)
  /// The learning rate of every step depends on the number of epochs.
  case schedule(name: String, epochs: Int)

  /// What is wrong and what to do.
  public var message: String {
    switch self {
    case .notMore(let directory, let done, let asked):
      "the run in \(JSONText.printable(directory)) has \(counted(done, "epoch")) already, and --epochs is "
        + "\(asked), allowed is \(done + 1) to 100000"
    case .notDone(let directory):
      "the run in \(JSONText.printable(directory)) is not finished: `spikelab train` with --resume and "
        + "without --epochs finishes it first"
    case .schedule(let name, let epochs):
      "training.schedule \(name) spreads the learning rate over all \(counted(epochs, "epoch")): a longer run has "
        + "other rates from its first step on; train it from the start, with training.epochs=N"
    }
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

extension TrainingRun {
  /// Sets a trainer to where a finished run of fewer epochs ended, and takes over what it measured.
  ///
  /// - Returns: The lines of its metrics, as this run's.
  func restore(_ trainer: Trainer, from shorter: RunDirectory) throws -> [JSONValue] {
    let images = splits.train.count - (directory.config.data.validation ?? 0)
    let limits = Checkpoint.Limits(epochs: shorter.config.training.epochs, samples: images)
    try shorter.readCheckpoint {
      try Checkpoint.restore(trainer, from: $0, limits: limits)
    }
    let lines = try shorter.metrics.read()
    try shorter.metrics.check(lines, of: trainer.network)
    guard lines.count == trainer.position.epoch else {
      throw RunError.unreadable(
        file: shorter.metrics.path,
        reason: "it has \(lines.count) of the \(trainer.position.epoch) epochs that the "
          + "checkpoint has done")
    }
    return lines.map { line in
      guard case .object(var object) = line.content else { return line }
      object["config"] = .string(directory.hash)
      return JSONValue(.object(object))
    }
  }
}

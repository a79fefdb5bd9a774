import SpikeFiles
import SpikeSim
import SpikeTraining

/// Parts of an epoch, and what is said about it.
extension TrainingRun {
  /// Trains an epoch, and says what a user can do where it stops with a number that is not finite.
  func train(
    _ trainer: Trainer, on samples: Samples, afterBatch: (_ done: Int, _ of: Int) -> Bool
  ) throws(TrainingDiverged) -> Tally? {
    do {
      return try trainer.trainEpoch(on: samples, afterBatch: afterBatch)
    } catch {
      throw TrainingDiverged(
        number: error, optimizer: directory.config.training.optimizer,
        pixels: directory.config.data.pixels,
        checkpoint: directory.hasCheckpoint ? directory.checkpointPath : nil)
    }
  }

  /// Says how many more batches were left out than were warned of.
  func sayLeftOut(by trainer: Trainer, _ epoch: Int, _ writer: RunWriter) {
    let more = trainer.batchesLeftOut - Trainer.mostWarnings
    if more > 0 { say("left out: \(more) more batches of epoch \(epoch)", writer) }
  }

  /// Says something about the run, beside its results, and keeps it in the log.
  func say(_ line: String, _ writer: RunWriter) {
    console.note("\(label): \(line)")
    writer.log(line)
  }

  /// Writes a checkpoint.
  ///
  /// - Returns: Its checksum.
  func record(_ trainer: Trainer, _ writer: RunWriter) throws -> String? {
    let file = Checkpoint.encode(trainer, config: directory.hash)
    try writer.record(checkpoint: file)
    return file.metadata[TensorFile.checksumKey]
  }

  /// Leaves a checkpoint and a status that says so.
  func stop(_ trainer: Trainer, _ writer: RunWriter) throws -> Outcome {
    _ = try record(trainer, writer)
    writer.log("interrupted")
    try writer.interrupt()
    return .interrupted
  }
}

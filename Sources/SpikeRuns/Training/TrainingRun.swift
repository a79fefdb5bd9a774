import SpikeData
import SpikeFiles
import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeTraining

/// Carries out one run: takes its directory, trains, evaluates after each epoch, and leaves the
/// files of a finished or a resumable run behind.
public struct TrainingRun {
  /// The run.
  public let directory: RunDirectory
  let splits: DatasetSplits
  let workers: Workers
  let console: Console
  let interruption: Interruption
  let label: String
  /// The epoch after which to stop as if interrupted; nil to train to the end.
  private let until: Int?
  private let memory: MemoryBudget
  let waits: Bool
  /// A finished run of fewer epochs that this one starts from, where it is new.
  private let shorter: RunDirectory?
  /// Is told of every epoch; nil for nobody.
  public var tensorBoard: TensorBoardLog?

  /// How a run ended.
  public enum Outcome: Sendable {
    /// Finished, with these numbers and this many seconds of training.
    case done(RunSummary, seconds: Double)
    /// Stopped by a signal; a checkpoint says where.
    case interrupted
  }

  /// Prepares a run; nothing is written yet.
  ///
  /// - Parameters:
  ///   - directory: The run's folder.
  ///   - splits: Its data.
  ///   - workers: The threads.
  ///   - console: Where messages go.
  ///   - interruption: What a signal asks for.
  ///   - label: What progress lines call it.
  ///   - until: Stop after this epoch, as if interrupted; nil to train to the end.
  ///   - memory: What it may take.
  ///   - waits: Whether to wait, before a run is continued, for a sign of life of a process that holds it
  ///     and cannot be asked. Without, such a run is somebody else's.
  ///   - shorter: A finished run of fewer epochs to start from, see ``LongerRun``; nil to start anew.
  public init(
    _ directory: RunDirectory, splits: DatasetSplits, workers: Workers, console: Console,
    interruption: Interruption, label: String, until: Int? = nil,
    memory: MemoryBudget = MemoryBudget(), waits: Bool = false, from shorter: RunDirectory? = nil
  ) {
    self.shorter = shorter
    self.waits = waits
    self.until = until
    self.memory = memory
    self.directory = directory
    self.splits = splits
    self.workers = workers
    self.console = console
    self.interruption = interruption
    self.label = label
  }

  /// Trains to the end, or to the next interruption.
  ///
  /// - Throws: Any ``SpikeFiles/UserError``; the run's status says so too.
  public func carryOut(policy: RunWriter.Policy) throws -> Outcome {
    // A network or checkpoint that does not fit must be found before anything is written.
    let network = try Network(directory.config.networkSpec)
    let need = memoryNeed(network)
    try need.check(memory)
    let trainer = try makeTrainer(network)
    let checksum = splits.checksum
    if policy == .resume, directory.hasCheckpoint, case .resumable = try directory.state() {
      try directory.checkData(checksum)
      try restore(trainer)
    } else if let shorter, try directory.state() != .done {
      try shorter.checkData(checksum)
      _ = try restore(trainer, from: shorter)
    } else if case .stored(let stored) = directory.config.network.initialisation,
      try directory.state() != .done
    {
      try stored.read(into: trainer.parameters, of: network)
    }
    let writer: RunWriter
    do {
      writer = try RunWriter(directory, policy: policy, judge: judge(policy))
    } catch is CancellationError {
      return .interrupted
    }
    do {
      return try writer.failingWhenMemoryRunsOut {
        try carryOut(trainer, writer, datasetChecksum: checksum, memory: need.total)
      }
    } catch {
      writer.log("failed: \(userMessage(for: error))")
      try? writer.fail(error)
      throw error
    }
  }

  private func carryOut(
    _ trainer: Trainer, _ writer: RunWriter, datasetChecksum: String, memory: Double
  ) throws -> Outcome {
    let (config, network) = (directory.config, trainer.network)
    let division = config.data.divide(splits.train)
    let training = config.trainingSamples(division.train)
    let validation = division.validation.map { Samples($0, pixels: config.data.pixels) }
    let test = Samples(splits.test, pixels: config.data.pixels)
    var history = TrainingHistory()
    let isContinued = writer.isResumed && directory.hasCheckpoint
    var best = BestEpoch(config)
    if isContinued {
      // Once more, now that nobody else can write it.
      try restore(trainer) { say($0, writer) }
      try writer.keepMetrics(throughEpoch: trainer.position.epoch)
      let lines = try directory.metrics.read()
      try directory.metrics.check(lines, of: network)
      // The summary counts what these lines say: without one of them it would be wrong.
      guard lines.count == trainer.position.epoch else {
        throw RunError.unreadable(
          file: directory.metrics.path,
          reason: "it has \(lines.count) of the \(trainer.position.epoch) epochs that the "
            + "checkpoint has done; delete the checkpoint to start again")
      }
      for line in lines { history.add(line) }
    } else if let shorter {
      // Once more, now that nobody else can write this one.
      let lines = try restore(trainer, from: shorter)
      try writer.keepMetrics(throughEpoch: 0)
      for line in lines {
        try writer.append(metrics: line)
        history.add(line)
      }
      if let best = try shorter.bestCheckpoint(of: trainer.network, config: directory.hash) {
        try writer.record(bestCheckpoint: best)
      }
      _ = try record(trainer, writer)
      say("starts from the \(counted(lines.count, "epoch")) of \(shorter.path)", writer)
      if config.training.stopping.stops(after: history.validations) {
        say("trains no more: training.stopping ends it after epoch \(lines.count)", writer)
      }
    } else {
      for note in try initialise(trainer, training).flatMap(\.notes) {
        writer.log("calibration: \(note)")
        console.note("\(label): \(note)")
      }
      try writer.keepMetrics(throughEpoch: 0)
    }
    try writer.record(
      .current(
        threads: workers.threads, instructionSet: InstructionSet.current.rawValue,
        datasetChecksum: datasetChecksum))
    if let predecessor = writer.predecessor {
      writer.log("took over from process \(predecessor.pid) on \(predecessor.host)")
    }
    writer.log(
      "\(isContinued ? "resumed" : "began") \(config.name), epoch "
        + "\(trainer.position.epoch + 1) of \(config.training.epochs), \(workers.threads) threads, "
        + "about \(short(memory))B of memory")

    for note in unreachedRules + missingSamples { say(note, writer) }
    if let tensorBoard {
      tensorBoard.begin(after: try directory.metrics.read(), isContinued: isContinued)
    }

    let evaluator = Evaluator(network: network, seed: config.seed, workers: workers)
    // Of the network that stays, spikes are counted too.
    func countSpikes() -> (tally: Tally, spikes: SpikeStatistics) {
      let spikes = SpikeStatistics(network: network, workers: workers)
      let counting = Evaluator(
        network: network, seed: config.seed, countsUpdates: true, workers: workers)
      return (counting.evaluate(trainer.parameters, on: test, adding: spikes), spikes)
    }
    for accuracy in history.validations { _ = best?.isBetter(accuracy) }
    var lastTest: (tally: Tally, spikes: SpikeStatistics)?
    var checkpoint: String?
    var watch = ActivityWatch(network, from: trainer.position.tally)
    trainer.warn = { number in say("left out: \(number)", writer) }
    while trainer.position.epoch < config.training.epochs {
      // Also of a run that was killed between its last checkpoint and its summary.
      if config.training.stopping.stops(after: history.validations) { break }
      if let until, trainer.position.epoch >= until { return try stop(trainer, writer) }
      let epoch = trainer.position.epoch + 1
      let clock = Stopwatch()
      var bar = console.progress(
        "\(label)  epoch \(epoch)/\(config.training.epochs)", total: 0,
        done: trainer.position.batch)
      let tally = try train(trainer, on: training) { done, total in
        bar.update(done, of: total, note: percent(trainer.position.tally.accuracy))
        for change in watch.look(at: trainer.position.tally, isEnd: done == total) {
          say(ActivityAdvice(config, change).text(batch: done, epoch: epoch), writer)
        }
        return !interruption.isRequested
      }
      let (trainSeconds, processorSeconds) = (clock.seconds, clock.processorSeconds)
      bar.clear()
      sayLeftOut(by: trainer, epoch, writer)
      guard let tally else { return try stop(trainer, writer) }
      // Not interruptible: what the epoch counted would be lost for the sake of a second.
      let counts = epoch == config.training.epochs || tensorBoard != nil
      lastTest = counts ? countSpikes() : nil
      let tested = lastTest?.tally ?? evaluator.evaluate(trainer.parameters, on: test)
      let validated = validation.map { evaluator.evaluate(trainer.parameters, on: $0) }
      let line = TrainingHistory.line(
        epoch: epoch, config: directory.hash, network: network,
        objectiveName: trainer.objectiveName, training: tally,
        test: tested, validation: validated, weights: trainer.weightChanges,
        medianToUpperQuartile: trainer.medianToUpperQuartile, trainSeconds: trainSeconds,
        testSeconds: clock.seconds - trainSeconds, processorSeconds: processorSeconds)
      // The line first: a crash before the checkpoint makes the resumed run cut and rewrite it.
      try writer.append(metrics: line)
      if let validated, best?.isBetter(validated.accuracy) == true {
        try writer.record(bestCheckpoint: Checkpoint.encode(trainer, config: directory.hash))
      }
      checkpoint = try record(trainer, writer)
      history.add(line)
      let report = EpochReport(label: label, line: line, of: config)
      console.print(report.text)
      writer.log(report.text)
      if let tensorBoard, let spikes = lastTest?.spikes {
        tensorBoard.add(line, trainer.parameters, spikes.counts(with: trainer.parameters))
      }
      // An epoch of a single batch has no place to stop in.
      if interruption.isRequested && epoch < config.training.epochs
        && !config.training.stopping.stops(after: history.validations)
      {
        return try stop(trainer, writer)
      }
    }
    // After an early stop, or of a run that was killed before its summary.
    if lastTest == nil { checkpoint = try record(trainer, writer) }
    let (tally, spikes) = lastTest ?? countSpikes()
    let summary = RunSummary(
      config: config, checkpoint: checkpoint, network: network, history: history, test: tally,
      spikes: spikes.counts(with: trainer.parameters))
    try writer.finish(summary: summary.json)
    tensorBoard?.end()
    return .done(summary, seconds: history.seconds)
  }
}

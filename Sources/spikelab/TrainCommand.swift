import ArgumentParser
import SpikeConfig
import SpikeFiles
import SpikeRuns

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train one experiment.",
    discussion: """
      The run's folder, named by the hash of its config, holds config, metrics, checkpoint and \
      summary. Ctrl-C leaves a checkpoint; --resume continues from it and ends with the same bytes \
      as a run that was never interrupted. A finished run with --epochs N is continued to N epochs: as \
      another run, whose folder is printed, with the bytes of one trained at a stretch.
      """)

  @Argument(
    help: ArgumentHelp("The config, or a run.", valueName: "config"), completion: .configOrRun)
  var config: String

  @Argument(
    help: ArgumentHelp(
      "Overrides such as network.beta=0.6 or 'training.optimizer={\"sgd\": {}}'; data.validation=null takes a "
        + "key out.",
      valueName: "key=value"), completion: .setting)
  var overrides: [String] = []

  @Option(help: ArgumentHelp("Which variant of a comparison's config.", valueName: "name"))
  var variant: String?

  @Flag(help: "Continue an interrupted run from its checkpoint.")
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Continue a finished run to so many epochs in all, or by so many more where a + stands before the "
        + "number, as another run.", valueName: "number"))
  var epochs: EpochCount?

  @Option(
    help: ArgumentHelp("Stop after this epoch, as if interrupted.", valueName: "epoch"))
  var until: Int?

  @Option(
    help: ArgumentHelp(
      "Also write events for TensorBoard below this folder, after every epoch.",
      valueName: "folder"), completion: .directory)
  var tensorboard: String?

  /// For workers of a sweep; see `Interruption.listen`.
  @Flag(help: .hidden)
  var coordinated = false

  /// For workers of a sweep: their share of the free memory.
  @Option(help: .hidden)
  var memoryShare: ByteSize?

  @OptionGroup var running: RunningOptions

  func validate() throws {
    if let until, until < 1 { throw ValidationError("--until is \(until), allowed is 1 or more") }
    if let epochs, !(1...100_000 ~= epochs.number) {
      throw ValidationError("--epochs is \(epochs.number), allowed is 1 to 100000")
    }
  }

  /// The folder of the run that is named; nil where a config file is.
  private func runFolder() throws -> String? {
    if kind(of: config) == .folder { return config }
    // A name without a folder or an extension is no file: it may be a run's.
    guard kind(of: config) == .absent, !config.contains("/"), !config.contains(".") else {
      return nil
    }
    return try RunLocator(root: running.output).folder(of: config)
  }

  /// What is said of a finished run: its results, and that it is not trained again. A script that asks for
  /// a training must see that there was none; with --resume it asks for the result.
  private func finished(_ directory: RunDirectory, _ console: Console) throws -> RunError {
    if let json = try directory.summary() {
      console.print(try RunSummary(json, file: directory.summaryPath).text(of: directory.config))
      console.print(directory.path)
    }
    return .done(directory: directory.path)
  }

  func run() throws {
    var directory: RunDirectory
    var shorter: RunDirectory?
    if let found = try runFolder() {
      guard overrides.isEmpty && variant == nil else {
        throw ValidationError(
          "a run's config cannot be changed: `spikelab train \(found)/config.json` with the overrides trains "
            + "another run")
      }
      directory = try RunDirectory(existing: found)
      if let epochs {
        let done = epochs.isFurther ? directory.config.training.epochs : 0
        let longer = try LongerRun(directory, epochs: done + epochs.number)
        (shorter, directory) = (longer.shorter, longer.directory)
      }
    } else if epochs != nil {
      throw ValidationError("--epochs continues a finished run; of a config, training.epochs=N")
    } else {
      let experiment = try ConfigFile.load(config, overrides: overrides).single(variant: variant)
      directory = RunDirectory(root: running.output, config: experiment)
    }
    let console = running.console
    if case .done = try directory.state() {
      guard resume else { throw try finished(directory, console) }
      directory.tidy()
      console.print("\(directory.path) is done already")
      return
    }
    let memory = MemoryBudget(limit: running.data.memory.bytes, share: memoryShare?.bytes)
    let splits = try directory.config.data.load(
      dataRoot: running.data.dataRoot, memory: memory)
    var training = TrainingRun(
      directory, splits: splits, workers: running.data.workers, console: console,
      interruption: running.interruption(console: console, isCoordinated: coordinated),
      label: directory.config.name, until: until, memory: memory,
      waits: !coordinated, from: shorter)
    if let tensorboard {
      training.tensorBoard = try TensorBoardLog(
        of: directory.config, in: tensorboard, note: console.note)
    }
    let outcome: TrainingRun.Outcome
    do {
      outcome = try training.carryOut(policy: resume ? .resume : .startNew)
    } catch let error as RunError {
      // Another coordinator's worker was first: for this one's that is no failure of the run.
      switch error {
      case .running, .reserved: guard coordinated else { throw error }
      default: throw error
      }
      console.note("error: \(error.message)")
      throw ExitStatus.interrupted
    }
    switch outcome {
    case .done(let summary, _):
      console.print(summary.text(of: directory.config))
      console.print(directory.path)
    case .interrupted:
      console.note("interrupted; continue with --resume: \(directory.path)")
      throw ExitStatus.interrupted
    }
  }
}

/// A number of epochs: in all, or more than there are.
struct EpochCount: ExpressibleByArgument {
  let number: Int
  let isFurther: Bool

  init?(argument: String) {
    guard let number = Int(argument) else { return nil }
    (self.number, isFurther) = (number, argument.hasPrefix("+"))
  }
}

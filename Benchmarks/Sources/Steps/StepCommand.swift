import ArgumentParser

/// Training steps of one experiment, in a process of its own so that its memory is its own.
struct StepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "Time the training steps of a config.",
    discussion: """
      A step is all that training does for a batch: images drawn, forward, reward or loss, \
      backward, clipping, optimiser. Reported is the median; memory is the process's peak.
      """)

  @OptionGroup var experiment: ExperimentOptions

  @Option(help: "Batches that are timed.")
  var batches = 40

  @Option(help: "Batches before the first that counts.")
  var warmUp = 2

  func validate() throws {
    if batches < 1 || warmUp < 0 { throw ValidationError("--batches and --warm-up count batches") }
  }

  func run() throws {
    let benchmark = try experiment.benchmark()
    try experiment.print(
      benchmark.measureTraining(warmUp: warmUp, until: .repetitions(batches)), of: benchmark,
      task: "step")
  }
}

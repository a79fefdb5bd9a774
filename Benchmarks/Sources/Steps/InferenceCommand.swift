import ArgumentParser

/// Inference of one experiment over its test images.
struct InferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inference",
    abstract: "Time inference over the test images of a config.",
    discussion: "One pass warms up; reported is the median of the others.")

  @OptionGroup var experiment: ExperimentOptions

  @Option(help: "Passes over the test images that are timed.")
  var passes = 3

  @Flag(help: "Count all that a report on sparsity needs, as the end of a run does.")
  var sparsity = false

  func validate() throws {
    if passes < 1 { throw ValidationError("--passes is \(passes), allowed is 1 and more") }
  }

  func run() throws {
    let benchmark = try experiment.benchmark()
    experiment.print(
      benchmark.measureInference(countsSparsity: sparsity, until: .repetitions(passes)),
      of: benchmark, task: "inference")
  }
}

import ArgumentParser
import SpikeFiles
import SpikeRuns

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Evaluate a run's checkpoint on its test images, or on others.",
    discussion: """
      --images and --labels name IDX files, plain or gzip, of grey images as large as those of \
      training. --predictions writes a line an image: label, answer, the output of each class (spikes, \
      or logits of a network without), and how far the answer is ahead of the next.
      """)

  @OptionGroup var named: RunArgument

  @Option(
    help: ArgumentHelp("An IDX file of images, in place of the run's.", valueName: "file"),
    completion: .file())
  var images: String?

  @Option(
    help: ArgumentHelp("The IDX file of their labels.", valueName: "file"), completion: .file())
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "Write every answer to this CSV file, which must be new.", valueName: "file"),
    completion: .file())
  var predictions: String?

  @Flag(
    help: "By the checkpoint of the best validation accuracy, which training.keepBest=true keeps.")
  var best = false

  @OptionGroup var data: DataOptions

  func validate() throws {
    if (images == nil) != (labels == nil) {
      throw ValidationError("--images and --labels go together")
    }
  }

  func run() throws {
    let console = Console()
    var evaluation = try RunEvaluation(existing: named.path())
    evaluation.isBest = best
    if let images, let labels {
      try checkPresence(of: [images, labels])
      evaluation.files = (images, labels)
    }
    if let predictions, kind(of: predictions) != .absent {
      throw FileError(
        .write, predictions, reason: "it exists; predictions are written to a new file",
        exitStatus: .usage)
    }
    let (text, answers) = try evaluation.carryOut(
      options: data.options(runsRoot: ""), console: console)
    console.print(text)
    if let predictions {
      try answers.write(to: predictions)
      console.print("\npredictions: \(predictions)")
    }
  }
}

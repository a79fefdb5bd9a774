import ArgumentParser
import SpikeFiles
import SpikeRuns

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast this machine simulates and trains.",
    discussion: """
      Times inference and training (LFP and surrogate gradients) of the paper's MLP and spiking \
      LeNet, on MNIST where its files are found, else on generated digits. The \
      networks are untrained and fire at 10 %, so that numbers of different machines compare. \
      Nothing is written.
      """)

  @Option(
    help: ArgumentHelp(
      "Time for the measurements together, above 0 and at most 3600.",
      discussion: "Setting up takes a few seconds more.", valueName: "number"))
  var seconds = 9.0

  @Option(help: ArgumentHelp("Steps T, 1 to 10000.", valueName: "number"))
  var steps = 25

  @Option(help: ArgumentHelp("Images of a training batch, 1 to 2048.", valueName: "number"))
  var batchSize = 128

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  @Flag(help: "Show no progress bar; results stay.")
  var quiet = false

  @OptionGroup var data: DataOptions

  func validate() throws {
    guard seconds > 0 && seconds <= 3600 else {
      throw ValidationError("--seconds is \(seconds), allowed is above 0 and at most 3600")
    }
    for (name, value, bound) in [("--steps", steps, 10_000), ("--batch-size", batchSize, 2_048)]
    where !(1...bound).contains(value) {
      throw ValidationError("\(name) is \(value), allowed is 1 to \(bound)")
    }
  }

  func run() throws {
    let console = Console(showsProgress: !quiet)
    let report = try SelfBenchmark(
      SelfBenchmarkOptions(seconds: seconds, steps: steps, batchSize: batchSize),
      dataRoot: data.dataRoot, workers: data.workers, memory: data.memory.budget,
      console: console
    ).run()
    console.print(json ? report.json.prettyText : report.text + "\n", terminator: "")
  }
}

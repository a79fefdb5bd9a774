import ArgumentParser
import SpikeData
import SpikeFiles
import SpikeRuns

/// How the cost of a batch grows with what spikes.
struct ScalingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scaling",
    abstract: "Time steps and inference over T and firing rates, and fit lines to the spikes.",
    discussion: """
      Networks are untrained and calibrated to a firing rate in every layer; weights stay. A line \
      ms = a + b · spikes is fitted over the firing rates of each T, and over all T together. MNIST \
      where it is found, else generated digits.
      """)

  static let rules = [
    "lfp-epsilon", "lfp-0", "lfp-alpha-beta", "lfp-z-plus-z-minus", "surrogate",
  ]

  @Flag(help: "T 5 and 25; 2, 10 and 50 %; lfp-epsilon, surrogate and inference; 3 batches.")
  var quick = false

  @Option(parsing: .upToNextOption, help: "Networks: mlp, lenet (default: both).")
  var networks: [BenchNetwork] = BenchNetwork.allCases

  @Option(parsing: .upToNextOption, help: "Rules, and inference (default: all).")
  var tasks: [String] = []

  @Option(parsing: .upToNextOption, help: "Steps T (default: 5 15 25 50 100).")
  var steps: [Int] = []

  @Option(parsing: .upToNextOption, help: "Firing rates in percent (default: 1 2 5 10 20 50).")
  var rates: [Double] = []

  @Option(help: "Batches that are timed (default: 5).")
  var batches: Int?

  @Option(help: ArgumentHelp("Write the results to a JSON file.", valueName: "file"))
  var json: String?

  @OptionGroup var machine: MachineOptions

  func validate() throws {
    let known = Self.rules + ["inference"]
    if let task = tasks.first(where: { !known.contains($0) }) {
      throw ValidationError("--tasks has '\(task)', allowed are \(known.joined(separator: ", "))")
    }
    if !steps.allSatisfy({ (1...10_000).contains($0) }) || !rates.allSatisfy({ $0 > 0 && $0 < 100 })
    {
      throw ValidationError("--steps are 1 to 10000, --rates above 0 and below 100")
    }
    if let batches, batches < 1 { throw ValidationError("--batches is 1 and more") }
  }

  func run() throws {
    machine.chooseKernels()
    let isFound = (try? IDXImages.mnist.locate(in: DataRoot(machine.dataRoot))) != nil
    let dataset: any NamedDataset =
      isFound || machine.dataRoot != nil ? IDXImages.mnist : ProceduralDigits()
    let splits = try dataset.load(dataRoot: machine.dataRoot)
      .prefix(train: 2_048, test: 500)
    print(
      "\(machineLine(threads: machine.workers.threads)), "
        + "\(dataset.title), batches of 128\n")
    let tasks = choose(
      tasks, all: ["inference"] + Self.rules, few: ["inference", "lfp-epsilon", "surrogate"])
    let steps = choose(steps, all: [5, 15, 25, 50, 100], few: [5, 25])
    let rates = choose(rates, all: [1, 2, 5, 10, 20, 50], few: [2, 10, 50])
    var points: [ScalingPoint] = []
    for network in networks {
      for task in tasks {
        for steps in steps {
          for rate in rates {
            points.append(
              try measure(network, task, steps: steps, rate: rate / 100, dataset, splits))
          }
          note("\(network.title) \(task), T \(steps): done")
        }
      }
    }
    let report = ScalingReport(points)
    print(report.text)
    if let json {
      try write(
        [
          "environment": environment(threads: machine.workers.threads),
          "dataset": .string(dataset.name), "batchSize": 128,
          "points": .array(points.map(\.json)), "lines": .array(report.lines.map(\.json)),
        ], to: json)
    }
  }

  private func choose<Value>(_ given: [Value], all: [Value], few: [Value]) -> [Value] {
    given.isEmpty ? (quick ? few : all) : given
  }

  private func measure(
    _ network: BenchNetwork, _ task: String, steps: Int, rate: Double, _ dataset: any NamedDataset,
    _ splits: DatasetSplits
  ) throws -> ScalingPoint {
    let rule = task == "inference" ? "lfp-epsilon" : task
    let config = try network.config(
      rule: rule, dataset: dataset, steps: steps, firingRate: Float(rate))
    let benchmark = try ExperimentBenchmark(config, splits: splits, workers: machine.workers)
    let limit = MeasurementLimit.repetitions(batches ?? (quick ? 3 : 5))
    let measurement =
      task == "inference"
      ? benchmark.measureInference(until: limit)
      : try benchmark.measureTraining(warmUp: 1, until: limit)
    return ScalingPoint(network, task: task, wantedRate: rate, measurement, of: benchmark)
  }
}

extension BenchNetwork: @retroactive ExpressibleByArgument {}

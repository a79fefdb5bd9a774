import SpikeData
import SpikeFiles
import SpikeKernels
import SpikeSim

/// What ``SelfBenchmark`` is to do.
public struct SelfBenchmarkOptions: Sendable, Hashable {
  /// Time for all measurements together; setting up comes on top.
  public var seconds: Double
  /// Steps T, 1 … 10,000.
  public var steps: Int
  /// Images of a training batch, at least 1.
  public var batchSize: Int

  /// The options.
  public init(seconds: Double, steps: Int = 25, batchSize: Int = 128) {
    self.seconds = seconds
    self.steps = steps
    self.batchSize = batchSize
  }
}

/// What `spikelab bench` measures: inference and training of both networks of the paper on the
/// machine it runs on.
public struct SelfBenchmark {
  /// What was measured in one row of the table.
  public struct Row: Sendable {
    /// The network.
    public let network: BenchNetwork
    /// The rule that learnt; nil for inference.
    public let rule: String?
    /// What came out.
    public let measurement: Measurement
    /// Share of neuron-steps with a spike in each LIF layer.
    public let firingRates: [Double]
  }

  private let options: SelfBenchmarkOptions
  private let dataset: any NamedDataset
  private let splits: DatasetSplits
  private let workers: Workers
  private let memory: MemoryBudget
  private let console: Console

  /// The rules that are timed.
  static let rules = ["lfp-epsilon", "surrogate"]
  /// Batches that there are images for, and that a pass of inference sees.
  static let batches = (train: 16, test: 4)

  /// Loads MNIST where its files are found, or draws digits.
  ///
  /// - Parameters:
  ///   - options: What is measured.
  ///   - dataRoot: The folder to look in; where one is named, MNIST must be there.
  ///   - workers: The threads.
  ///   - memory: What it may take.
  ///   - console: Where messages go.
  /// - Throws: `DataError` for files that are absent where `dataRoot` names a folder, or broken.
  public init(
    _ options: SelfBenchmarkOptions, dataRoot: String?, workers: Workers,
    memory: MemoryBudget = MemoryBudget(), console: Console
  ) throws {
    self.memory = memory
    (self.options, self.workers, self.console) = (options, workers, console)
    let isFound = (try? IDXImages.mnist.locate(in: DataRoot(dataRoot))) != nil
    let (train, test) = (
      options.batchSize * Self.batches.train, options.batchSize * Self.batches.test
    )
    if isFound || dataRoot != nil {
      dataset = IDXImages.mnist
      splits = try IDXImages.mnist.load(dataRoot: dataRoot, memory: memory)
        .prefix(train: train, test: test)
    } else {
      dataset = ProceduralDigits()
      splits = ProceduralDigits().splits(train: train, test: test)
    }
  }

  /// Measures every row, in the order of the table.
  ///
  /// - Throws: ``InsufficientMemory``.
  public func run() throws -> SelfBenchmarkReport {
    let total = BenchNetwork.allCases.count * (1 + Self.rules.count)
    let limit = MeasurementLimit.seconds(options.seconds / Double(total))
    var rows: [Row] = []
    var bar = console.progress("measuring", total: total)
    for network in BenchNetwork.allCases {
      for rule in Self.rules {
        let benchmark = try ExperimentBenchmark(
          try network.config(
            rule: rule, dataset: dataset, steps: options.steps, batchSize: options.batchSize),
          splits: splits, workers: workers, memory: memory)
        func add(_ measurement: Measurement, rule: String?) {
          rows.append(
            Row(
              network: network, rule: rule, measurement: measurement,
              firingRates: measurement.tally.firingRates(of: benchmark.network)))
          bar.update(rows.count, of: total)
        }
        if rule == Self.rules.first { add(benchmark.measureInference(until: limit), rule: nil) }
        add(try benchmark.measureTraining(warmUp: 1, until: limit), rule: rule)
      }
    }
    bar.clear()
    return SelfBenchmarkReport(
      options: options,
      environment: .current(
        threads: workers.threads, instructionSet: InstructionSet.current.rawValue,
        datasetChecksum: splits.checksum),
      dataset: dataset, rows: rows)
  }
}

import ArgumentParser
import SpikeConfig
import SpikeFiles
import SpikeRuns

/// Which experiment is measured, in which state of its training.
struct ExperimentOptions: ParsableArguments {
  @Option(help: "The config; a run's config.json will do.")
  var config: String

  @Option(help: "A checkpoint of that config, to be timed past its first epoch.")
  var checkpoint: String?

  @Flag(help: "Print JSON instead of a line.")
  var json = false

  @OptionGroup var machine: MachineOptions

  @Argument(help: "Overrides such as learning.rule=surrogate.")
  var overrides: [String] = []

  func benchmark() throws -> ExperimentBenchmark {
    machine.chooseKernels()
    let config = try ConfigFile.load(config, overrides: overrides).single()
    return try ExperimentBenchmark(
      config, checkpoint: try checkpoint.map { try TensorFile(reading: $0) },
      splits: try config.data.load(dataRoot: machine.dataRoot), workers: machine.workers)
  }

  /// Prints what was measured.
  func print(_ measurement: Measurement, of benchmark: ExperimentBenchmark, task: String) {
    let (peak, threads) = (peakMemory(), machine.workers.threads)
    let rates = measurement.tally.firingRates(of: benchmark.network)
    let milliseconds = measurement.seconds.map { $0 * 1000 }
    guard json else {
      return Swift.print(
        "\(benchmark.config.name), \(task): \(fixed(Measurement.median(milliseconds), places: 2)) "
          + "ms, \(fixed(measurement.imagesPerSecond, places: 0)) images/s, peak "
          + "\(peak / 1_000_000) MB, firing "
          + rates.map { percent($0) }.joined(separator: " · ") + ", \(threads) threads")
    }
    let report = JSONValue.object([
      ("program", "spikelab"), ("task", .string(task)),
      ("rule", .string(benchmark.config.learning.ruleName)),
      ("environment", environment(threads: threads)), ("threads", .number(threads)),
      ("milliseconds", .number(Measurement.median(milliseconds))),
      ("imagesPerSecond", .number(measurement.imagesPerSecond)),
      ("peakMegabytes", .number(Double(peak) / 1e6)),
      ("accuracy", .number(measurement.tally.accuracy)),
      ("operationsPerImage", .number(measurement.operationsPerImage)),
      ("firingRates", .array(rates.map { .number($0) })),
      ("repetitions", .array(milliseconds.map { .number($0) })),
    ])
    Swift.print(report.lineText)
  }
}

import SpikeData
import SpikeFiles

/// What ``SelfBenchmark`` found, for people and for programs.
public struct SelfBenchmarkReport: Sendable {
  /// What was asked for.
  public let options: SelfBenchmarkOptions
  /// The machine and what was used of it.
  public let environment: RunEnvironment
  /// The images.
  public let dataset: any NamedDataset
  /// The measurements.
  public let rows: [SelfBenchmark.Row]

  /// A heading that names the machine, the table, and what its columns mean.
  public var text: String {
    var table = Table([
      "", "images/s", "ms/batch", "synaptic operations/s", "an image", "firing",
    ])
    for row in rows {
      let measurement = row.measurement
      table.add([
        "\(row.network.title) " + (row.rule.map { "training, \($0)" } ?? "inference"),
        fixed(measurement.imagesPerSecond, places: 0),
        row.rule == nil ? "" : fixed(measurement.medianSeconds * 1000, places: 2),
        short(measurement.operationsPerSecond), short(measurement.operationsPerImage),
        row.firingRates.map { fixed($0 * 100, places: 1) }.joined(separator: " · ") + " %",
      ])
    }
    let machine = environment.processor ?? "an unnamed processor"
    return """
      SpikeLab \(environment.version) on \(machine), \(environment.system), \
      \(environment.instructionSet), \(threads)
      \(dataset.title), \(options.steps) steps, beta 0.9, \
      batches of \(options.batchSize)

      \(table.text)

      Medians. Untrained networks, calibrated to fire at 10 %; a training step does all its work at
      a learning rate of 0. Operations are counted: forward and, in training, backward.
      """
  }

  private var threads: String {
    let (threads, cores) = (environment.threads, environment.cores)
    return "\(threads) thread\(threads == 1 ? "" : "s") on \(cores) core\(cores == 1 ? "" : "s")"
  }

  /// The same as an object; `rows` in the order of the table.
  public var json: JSONValue {
    .object([
      ("environment", environment.json), ("dataset", .string(dataset.name)),
      ("steps", .number(options.steps)), ("beta", 0.9), ("batchSize", .number(options.batchSize)),
      ("rows", .array(rows.map(\.json))),
    ])
  }
}

extension SelfBenchmark.Row {
  var json: JSONValue {
    .object([
      ("network", .string(network.rawValue)),
      ("task", rule == nil ? "inference" : "training"), ("rule", rule.map(JSONValue.string)),
      ("imagesPerSecond", .number(measurement.imagesPerSecond)),
      ("secondsPerBatch", rule == nil ? nil : .number(measurement.medianSeconds)),
      ("repetitions", .number(measurement.seconds.count)),
      ("synapticOperationsPerSecond", .number(measurement.operationsPerSecond)),
      ("synapticOperationsPerImage", .number(measurement.operationsPerImage)),
      ("firingRates", .array(firingRates.map { .number($0) })),
    ])
  }
}

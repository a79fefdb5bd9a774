import SpikeFiles
import SpikeSim
import SpikeTraining

/// Evaluates the network of a run's checkpoint on its test images, or on others: what `spikelab evaluate` does.
public struct RunEvaluation {
  /// The run.
  public let directory: RunDirectory
  /// Files of images and labels in place of the run's; nil for the run's test images.
  public var files: (images: String, labels: String)?
  /// Whether the network is that of the best validation accuracy, rather than the last.
  public var isBest = false

  /// Names a run that exists.
  ///
  /// - Throws: ``RunError`` when the folder is no run or has no checkpoint yet, ``SpikeConfig/ConfigError``
  ///   when its config is faulty.
  public init(existing path: String) throws {
    directory = try RunDirectory(existing: path)
    guard directory.hasCheckpoint else { throw RunError.noCheckpoint(directory: path) }
  }

  /// Counts over all images.
  ///
  /// - Returns: What came out, for people, and every answer.
  /// - Throws: `DataError` when data is absent or the checkpoint is of another network;
  ///   ``OtherImagesError``; ``InsufficientMemory``.
  public func carryOut(
    options: RunOptions, console: Console
  ) throws -> (text: String, predictions: Predictions) {
    let trained = try TrainedNetwork(
      directory, memory: options.memory, threads: options.workers.threads, isBest: isBest,
      note: console.note)
    let (config, network) = (directory.config, trained.network)
    let samples =
      try files.map { try trained.samples(images: $0.images, labels: $0.labels) }
      ?? trained.testSamples(dataRoot: options.dataRoot, note: console.note)
    let clock = Stopwatch()
    var predictions = Predictions(isSpiking: network.spec.isSpiking)
    let tally = trained.evaluate(on: samples, options: options, console: console) { trace, range in
      predictions.add(trace, labels: range.map { samples.labels[$0] })
    }
    let seconds = clock.seconds
    let words = ActivityWords(config)
    var table = Table([
      words.layer, words.units, words.rate, words.isSpiking ? "spikes/image" : "above 0/image",
    ])
    for (index, rate) in words.shown(tally.firingRates(of: network)).enumerated() {
      table.add([
        "\(index)", "\(network.layers[index].layout.neurons)", percent(rate),
        fixed(Double(tally.spikes[index]) / Double(max(1, tally.samples)), places: 1),
      ])
    }
    let perImage = Double(tally.forward.total) / Double(max(1, tally.samples))
    var lines = [
      "\(config.name): test accuracy \(percent(tally.accuracy)) on \(place(of: tally.samples))"
        + (isBest ? try bestNote() : ""),
      "\(fixed(seconds, places: 2)) s, \(short(Double(tally.samples) / seconds)) images/s, "
        + "\(short(perImage)) synaptic operations an image",
    ]
    if !isBest && kind(of: directory.summaryPath) == .absent {
      let epochs = try directory.metrics.read().count
      lines.append("the run is not done: this is its checkpoint after \(counted(epochs, "epoch"))")
    }
    return ((lines + ["", table.text]).joined(separator: "\n"), predictions)
  }

  /// Of which epoch the best checkpoint is.
  private func bestNote() throws -> String {
    let lines = try directory.metrics.read()
    guard let best = BestEpoch.place(among: lines.map { $0["validationAccuracy"]?.double ?? -1 })
    else { return "" }
    let accuracy = lines[best]["validationAccuracy"]?.double ?? 0
    return
      ", by the checkpoint of epoch \(lines[best]["epoch"]?.integer ?? best + 1), the best by validation "
      + "(\(percent(accuracy)))"
  }

  /// Which images it was.
  private func place(of count: Int) -> String {
    let dataset = directory.config.data.source.dataset.name
    guard let files else { return "\(counted(count, "test image")) of \(dataset)" }
    return
      "\(counted(count, "image")) of \(JSONText.printable(files.images)), which are not the test "
      + "images of \(dataset) that the run was tested on"
  }
}

import SpikeFiles
import SpikeSim
import SpikeTraining

/// Evaluates the network of a run's checkpoint on its test images: what `spikelab evaluate` does.
public struct RunEvaluation {
  /// The run.
  public let directory: RunDirectory

  /// Names a run that exists.
  ///
  /// - Throws: ``RunError`` when the folder is no run or has no checkpoint yet, ``ConfigError``
  ///   when its config is faulty.
  public init(existing path: String) throws {
    directory = try RunDirectory(existing: path)
    guard directory.hasCheckpoint else { throw RunError.noCheckpoint(directory: path) }
  }

  /// Counts over all test images.
  ///
  /// - Throws: `DataError` when data is absent or the checkpoint is of another network;
  ///   ``InsufficientMemory``.
  public func carryOut(options: RunOptions, console: Console) throws -> String {
    let trained = try TrainedNetwork(
      directory, memory: options.memory, threads: options.workers.threads, note: console.note)
    let (config, network) = (directory.config, trained.network)
    let samples = try trained.testSamples(dataRoot: options.dataRoot)
    let clock = Stopwatch()
    let tally = trained.evaluate(on: samples, options: options, console: console)
    let seconds = clock.seconds
    var table = Table(["LIF layer", "neurons", "firing rate", "spikes/image"])
    for (index, rate) in tally.firingRates(of: network).enumerated() {
      table.add([
        "\(index)", "\(network.layers[index].layout.neurons)", percent(rate),
        fixed(Double(tally.spikes[index]) / Double(max(1, tally.samples)), places: 1),
      ])
    }
    let perImage = Double(tally.forward.total) / Double(max(1, tally.samples))
    var lines = [
      "\(config.name): test accuracy \(percent(tally.accuracy)) on \(tally.samples) images",
      "\(fixed(seconds, places: 2)) s, \(short(Double(tally.samples) / seconds)) images/s, "
        + "\(short(perImage)) synaptic operations an image",
    ]
    if kind(of: directory.summaryPath) == .absent {
      let epochs = try directory.metrics.read().count
      lines.append("the run is not done: this is its checkpoint after \(counted(epochs, "epoch"))")
    }
    return (lines + ["", table.text]).joined(separator: "\n")
  }
}

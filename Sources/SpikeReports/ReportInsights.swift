import SpikeConfig
import SpikeData
import SpikeFiles
import SpikeKernels
import SpikeRuns
import SpikeSim
import SpikeTraining

/// Simulates a few test images with the network of a run's checkpoint, all membranes kept.
final class ReportInsights {
  /// What was simulated of one run.
  struct Insight {
    let network: Network
    let trace: Trace
    /// The images that are shown: their number in the test set, and in the trace.
    let shown: [Int]
    let samples: Dataset
  }

  /// Why there is nothing to show, in a sentence.
  struct Absence: Error {
    var sentence: String
  }

  /// Images that are simulated; a few of them are shown.
  private static let simulated = 16
  private let options: RunOptions
  private var loaded: (config: DataConfig, splits: DatasetSplits, checksum: String)?

  init(options: RunOptions) { self.options = options }

  /// Looks into a run.
  ///
  /// - Throws: ``Absence``, whatever the cause: a report does without.
  func look(into run: ReportRun, images count: Int) throws(Absence) -> Insight {
    do {
      return try simulate(run, images: count)
    } catch let absence as Absence {
      throw absence
    } catch {
      throw Absence(sentence: userMessage(for: error))
    }
  }

  private func simulate(_ run: ReportRun, images count: Int) throws -> Insight {
    let (directory, config) = (run.directory, run.config)
    guard directory.hasCheckpoint else { throw Absence(sentence: "it has no checkpoint") }
    let network = try Network(config.networkSpec)
    var need = MemoryNeed()
    need.add(Parameters.bytes(for: network))
    need.add(
      oneOf: Checkpoint.bytes(
        network: network, moments: config.training.optimizer.momentNames.count),
      Trace.bytes(network: network, capacity: Self.simulated, membranes: .all)
        + Simulator.bytes(network: network, threads: options.workers.threads))
    try need.check(options.memory)
    let parameters = Parameters(zerosFor: network)
    try directory.readCheckpoint { try Checkpoint.readParameters(from: $0, into: parameters) }
    let images = try testImages(of: run)
    let samples = Samples(images, pixels: config.data.pixels)
    let trace = Trace(network: network, capacity: images.count, membranes: .all)
    samples.load(Array(0..<images.count)[...], into: trace, using: options.workers)
    // The chance of evaluation's first batch: the spikes are those that the accuracy rests on.
    Simulator(network: network, capacity: images.count, workers: options.workers).simulate(
      trace, parameters: parameters, samples: images.count,
      chance: .init(seed: config.seed, batch: 1 << 32))
    return Insight(
      network: network, trace: trace, shown: Self.choose(trace, images, count), samples: images)
  }

  /// The first test images of the data that the run saw.
  private func testImages(of run: ReportRun) throws -> Dataset {
    if loaded?.config != run.config.data {
      let splits = try run.config.data.load(
        dataRoot: options.dataRoot, memory: options.memory)
      loaded = (run.config.data, splits, splits.checksum)
    }
    guard let loaded, loaded.splits.test.count > 0 else {
      throw Absence(sentence: "there are no test images")
    }
    if let begun = run.environment?["datasetChecksum"]?.string, begun != loaded.checksum {
      throw Absence(sentence: "the data found here is not what it was trained on")
    }
    return loaded.splits.test.prefix(Self.simulated)
  }

  /// The first image, the first that was taken for another class, and the first of other classes.
  private static func choose(_ trace: Trace, _ images: Dataset, _ count: Int) -> [Int] {
    var chosen = [0]
    let mistake = images.labels.indices.first {
      trace.output.mostActive(sample: $0) != Int(images.labels[$0])
    }
    if let mistake, count > 1, mistake > 0 { chosen.append(mistake) }
    for index in images.labels.indices where chosen.count < count {
      if !chosen.contains(where: { images.labels[$0] == images.labels[index] }) {
        chosen.append(index)
      }
    }
    return chosen.sorted()
  }
}

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
    /// Every test image.
    let all: Dataset
    /// What all of them say; nil where not asked for.
    let survey: ReportSurvey?
    /// Which inputs earned what; nil where samples are no images.
    let maps: Maps?
  }

  /// Reward maps of a run.
  struct Maps {
    let names: (reward: String, gradient: String)
    let channels: Int
    let rows: Int
    let columns: Int
    /// Of each image that is shown, for the answer, and for its label where that is another.
    let shown: [Int: (answer: RewardMaps.Map, label: RewardMaps.Map?)]
    /// Means over many test images.
    let byClass: ClassMaps
    /// The weights of the first connection, as PyTorch has them.
    let firstWeights: [Float]
  }

  /// Why there is nothing to show, in a sentence.
  struct Absence: Error {
    var sentence: String
  }

  /// Images that are simulated; a few of them are shown.
  private static let simulated = 16
  /// Images that means of reward maps are over, at most.
  private static let mapped = 300
  private let options: RunOptions
  private var loaded: (config: DataConfig, splits: DatasetSplits, checksum: String)?

  private let onProgress: (_ done: Int, _ total: Int) -> Void

  /// - Parameter onProgress: Called while all test images are simulated.
  init(
    options: RunOptions, onProgress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    (self.options, self.onProgress) = (options, onProgress)
  }

  /// Looks into a run.
  ///
  /// - Parameters:
  ///   - count: Images that are shown.
  ///   - isWhole: Whether all test images are simulated, too.
  /// - Throws: ``Absence``, whatever the cause: a report does without.
  func look(
    into run: ReportRun, images count: Int, isWhole: Bool = false
  ) throws(Absence) -> Insight {
    do {
      return try simulate(run, images: count, isWhole: isWhole)
    } catch let absence as Absence {
      throw absence
    } catch {
      throw Absence(sentence: userMessage(for: error))
    }
  }

  private func simulate(_ run: ReportRun, images count: Int, isWhole: Bool) throws -> Insight {
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
    if isWhole {
      need.add(ReportSurvey.bytes(network: network, threads: options.workers.threads))
    }
    let isMapped = config.data.isOfImages
    if isMapped {
      let threads = options.workers.threads
      need.add(
        RewardMaps.bytes(
          config, network: network, capacity: ClassMaps.capacity, threads: threads)
          + ClassMaps.bytes(network: network, threads: threads))
    }
    try need.check(options.memory)
    let parameters = Parameters(zerosFor: network)
    try directory.readCheckpoint { try Checkpoint.readParameters(from: $0, into: parameters) }
    let whole = try testImages(of: run)
    let images = whole.prefix(Self.simulated)
    let samples = Samples(images, pixels: config.data.pixels)
    let trace = Trace(network: network, capacity: images.count, membranes: .all)
    samples.load(Array(0..<images.count)[...], into: trace, using: options.workers)
    // The chance of evaluation's first batch: the spikes are those that the accuracy rests on.
    Simulator(network: network, capacity: images.count, workers: options.workers).simulate(
      trace, parameters: parameters, samples: images.count,
      chance: .init(seed: config.seed, batch: 1 << 32))
    let shown = Self.choose(trace, images, count)
    let survey =
      isWhole
      ? ReportSurvey(
        of: Samples(whole, pixels: config.data.pixels), network: network, parameters: parameters,
        seed: config.seed, workers: options.workers
      ) { onProgress($0, whole.count) } : nil
    return Insight(
      network: network, trace: trace, shown: shown, samples: images, all: whole, survey: survey,
      maps: isMapped
        ? try maps(of: config, trace, parameters, labels: images.labels, shown, whole) : nil)
  }

  /// Which pixels earned the answers.
  private func maps(
    of config: ExperimentConfig, _ trace: Trace, _ parameters: Parameters, labels: [UInt8],
    _ shown: [Int], _ whole: Dataset
  ) throws -> Maps? {
    guard case .image(let channels, let rows, let columns) = whole.shape else { return nil }
    let maps = try RewardMaps(
      config, network: trace.network, parameters: parameters, capacity: ClassMaps.capacity,
      workers: options.workers)
    let labels = labels.map(Int.init)
    let answers = labels.indices.map { trace.predictedClass(sample: $0) }
    let (ofAnswers, ofLabels) = (
      maps.find(trace, classes: answers), maps.find(trace, classes: labels)
    )
    let some = Samples(whole.prefix(Self.mapped), pixels: config.data.pixels)
    return Maps(
      names: ("reward by \(maps.ruleName)", maps.gradientName), channels: channels, rows: rows,
      columns: columns,
      shown: Dictionary(
        uniqueKeysWithValues: shown.map {
          ($0, (ofAnswers[$0], answers[$0] == labels[$0] ? nil : ofLabels[$0]))
        }),
      byClass: ClassMaps(
        maps, of: some, first: some.count, parameters: parameters, seed: config.seed,
        workers: options.workers),
      firstWeights: parameters.layers[0].weightRows)
  }

  /// The test images of the data that the run saw.
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
    return loaded.splits.test
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

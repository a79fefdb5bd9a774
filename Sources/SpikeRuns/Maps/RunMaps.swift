import SpikeData
import SpikeFiles
import SpikeKernels
import SpikeSim
import SpikeTraining

/// Which pixels earned the answers to a run's test images, mean by class: what `spikelab inspect --maps`
/// adds.
public struct RunMaps {
  /// Test images that means are over, at most.
  private static let most = 1000
  private let maps: ClassMaps
  private let names: (reward: String, gradient: String)
  private let rows: Int
  private let columns: Int

  /// Simulates the first test images of a run.
  ///
  /// - Parameters:
  ///   - path: The run's folder.
  ///   - options: Where runs are kept and what they may use.
  ///   - note: Called with what cannot be made sure of.
  /// - Throws: ``UnfitImage/noImages(dataset:)``; what ``TrainedNetwork`` throws.
  public init(
    existing path: String, options: RunOptions, note: (String) -> Void = { _ in }
  ) throws {
    let directory = try RunDirectory(existing: path)
    let (config, threads) = (directory.config, options.workers.threads)
    guard case .image(_, let rows, let columns) = config.data.source.dataset.shape else {
      throw UnfitImage.noImages(dataset: config.data.source.dataset.name)
    }
    (self.rows, self.columns) = (rows, columns)
    let trained = try TrainedNetwork(
      directory, memory: options.memory, threads: threads, note: note)
    let samples = try trained.testSamples(dataRoot: options.dataRoot, note: note)
    var need = MemoryNeed()
    need.add(
      RewardMaps.bytes(
        config, network: trained.network, capacity: ClassMaps.capacity, threads: threads))
    need.add(ClassMaps.bytes(network: trained.network, threads: threads))
    try need.check(options.memory)
    let rewards = try RewardMaps(
      config, network: trained.network, parameters: trained.parameters,
      capacity: ClassMaps.capacity, workers: options.workers)
    names = ("reward by \(rewards.ruleName)", rewards.gradientName)
    maps = ClassMaps(
      rewards, of: samples, first: Self.most, parameters: trained.parameters, seed: config.seed,
      workers: options.workers)
  }

  /// A row of pictures for each class that has right answers, and for each that has wrong ones.
  public var text: String {
    var lines = [
      "",
      "which pixels earned the answers to the first \(counted(maps.samples, "test image")), mean by class",
      "\(names.reward); \(names.gradient)", MapPicture.key,
    ]
    for (word, parts) in [("right", maps.right), ("wrong", maps.wrong)] {
      for (c, part) in parts.enumerated() where part.count > 0 {
        lines += [
          "", "\(word) \(part.count == 1 ? "answer" : "answers"), class \(c): \(part.count)",
          MapPicture.row([
            MapPicture("reward", part.map.reward, rows: rows, columns: columns),
            MapPicture("gradient", part.map.gradient, rows: rows, columns: columns),
          ]),
        ]
      }
    }
    return lines.joined(separator: "\n")
  }
}

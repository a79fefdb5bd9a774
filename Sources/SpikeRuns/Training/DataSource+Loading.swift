import SpikeConfig
import SpikeData
import SpikeFiles

extension DataConfig {
  /// Loads the samples that the config asks for.
  ///
  /// - Parameters:
  ///   - dataRoot: The folder to look for files in; nil for `SPIKELAB_DATA` or the cache.
  ///   - memory: What may be taken for them.
  /// - Throws: ``UnusableData`` when a split is shorter than asked for or validation takes all,
  ///   `DataError` when files are absent, faulty or too large; ``InsufficientMemory``.
  public func load(
    dataRoot: String?, memory: MemoryBudget = MemoryBudget()
  ) throws -> DatasetSplits {
    let dataset = source.dataset
    let skipped = skip ?? 0
    let first = train.map { $0 + skipped }
    let splits = try dataset.load(
      dataRoot: dataRoot, first: SplitLimits(train: first, test: test), memory: memory)
    for (key, wanted, found) in [
      skip == nil
        ? ("data.train", first, splits.train.count)
        : ("data.skip and data.train", first ?? skipped + 1, splits.train.count),
      ("data.test", test, splits.test.count),
    ] {
      if let wanted, wanted > found {
        throw UnusableData.tooFew(key: key, dataset: dataset.name, wanted: wanted, found: found)
      }
    }
    let images = train ?? splits.train.count - skipped
    if let validation, validation >= images {
      throw UnusableData.nothingToTrainOn(
        dataset: dataset.name, validation: validation, found: images)
    }
    // Part of a split is a copy.
    var copied = [(first, splits.train), (test, splits.test)].reduce(0.0) { sum, split in
      guard let wanted = split.0, wanted < split.1.count else { return sum }
      return sum + split.1.bytes(0..<wanted)
    }
    if skip != nil { copied += splits.train.bytes(skipped..<skipped + images) }
    if copied > 0, let shortage = memory.shortage(of: copied) {
      throw InsufficientMemory(shortage: shortage)
    }
    return splits.prefix(
      train: skipped + images, test: test ?? splits.test.count
    ).skipping(train: skipped)
  }
}

/// A config asks for other images than a data set has.
public enum UnusableData: UserError, Hashable {
  /// More than there are.
  ///
  /// - Parameters:
  ///   - key: The key in the config.
  ///   - dataset: The data set.
  ///   - wanted: Images asked for.
  ///   - found: Images there are.
  case tooFew(key: String, dataset: String, wanted: Int, found: Int)
  /// All for validation, so that none would be left to train on.
  case nothingToTrainOn(dataset: String, validation: Int, found: Int)

  /// One sentence.
  public var message: String {
    switch self {
    case .tooFew(let key, let dataset, let wanted, let found):
      "\(key) asks for \(wanted) images, but \(dataset) has \(found)"
    case .nothingToTrainOn(let dataset, let validation, let found):
      "data.validation keeps \(validation) images back, but \(dataset) has \(found) to train on: "
        + "fewer are allowed"
    }
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

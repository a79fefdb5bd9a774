import SpikeData

extension DataConfig {
  /// Loads the images that the config asks for.
  ///
  /// - Parameters:
  ///   - dataRoot: The folder to look for files in; nil for `SPIKELAB_DATA` or the cache.
  ///   - memory: What may be taken for them.
  /// - Throws: ``UnusableData`` when a split is shorter than asked for, `DataError` when files are
  ///   absent, faulty or too large; ``InsufficientMemory``.
  public func load(
    dataRoot: String?, memory: MemoryBudget = MemoryBudget()
  ) throws -> DatasetSplits {
    let splits: DatasetSplits =
      switch source {
      case .mnist: try .load(.mnist, dataRoot: dataRoot, memory: memory)
      // An image does not depend on how many there are: only those asked for are drawn.
      case .digits(let seed):
        ProceduralDigits(seed: seed).splits(
          train: min(train ?? 10_000, 10_000), test: min(test ?? 2_000, 2_000))
      }
    for (key, wanted, found) in [
      ("data.train", train, splits.train.count), ("data.test", test, splits.test.count),
    ] {
      if let wanted, wanted > found {
        throw UnusableData(key: key, dataset: source.name, wanted: wanted, found: found)
      }
    }
    // Part of a split is a copy.
    let copied = [(train, splits.train), (test, splits.test)].reduce(0.0) { sum, split in
      guard let wanted = split.0, wanted < split.1.count else { return sum }
      return sum + Double(wanted) * Double(split.1.imageSize + 1)
    }
    if copied > 0, let shortage = memory.shortage(of: copied) {
      throw InsufficientMemory(shortage: shortage)
    }
    return splits.prefix(
      train: train ?? splits.train.count, test: test ?? splits.test.count)
  }
}

/// A config asks for more images than a data set has.
public struct UnusableData: UserError, Hashable {
  /// The key in the config.
  public var key: String
  /// The data set.
  public var dataset: String
  /// Images asked for.
  public var wanted: Int
  /// Images there are.
  public var found: Int

  /// One sentence.
  public var message: String {
    "\(key) asks for \(wanted) images, but \(dataset) has \(found)"
  }

  /// ``ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

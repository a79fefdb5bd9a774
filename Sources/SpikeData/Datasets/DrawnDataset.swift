import SpikeFiles

/// A data set that is drawn from a seed, not read from files. A sample does not depend on how many there are.
public protocol DrawnDataset: NamedDataset {
  /// So many samples to train on and to test with; a smaller split is the beginning of a larger one.
  func splits(train: Int, test: Int) -> DatasetSplits
}

extension DrawnDataset {
  /// 10,000 and 2,000.
  public var counts: (train: Int, test: Int) { (10_000, 2_000) }
  /// They are drawn.
  public var needsFiles: Bool { false }

  /// Draws those that are needed.
  public func load(
    from root: DataRoot, first: SplitLimits, memory: MemoryBudget
  ) throws(DataError) -> DatasetSplits {
    splits(
      train: min(first.train ?? counts.train, counts.train),
      test: min(first.test ?? counts.test, counts.test))
  }
}

import SpikeFiles

/// A data set with a name: what its samples are, how many there are, and how they are loaded.
///
/// Everything that has to know, from a network's input to a report, asks this.
public protocol NamedDataset: Sendable {
  /// The name in configs and folders: `mnist`.
  var name: String { get }

  /// The name for people: `MNIST`.
  var title: String { get }

  /// What one sample is.
  var shape: SampleShape { get }

  /// The number of classes: outputs that the last layer of a network must have.
  var classes: Int { get }

  /// Samples to train on and to test with that there are; files may hold fewer.
  var counts: (train: Int, test: Int) { get }

  /// Samples to train on of files as published; nil where there is no such number: of samples that are made, and of
  /// files of one's own.
  var publishedTrainingSamples: Int? { get }

  /// Samples to train on that there are; nil where that depends on files that are not here.
  ///
  /// - Parameters:
  ///   - root: Where to look for files.
  ///   - test: How many are to test with; nil for as many as there are unless told.
  func trainingSamples(in root: DataRoot, test: Int?) -> Int?

  /// Whether the first place to look for files has them all.
  func isPresent(in root: DataRoot) -> Bool

  /// Whether it is read from files, so that it may be absent.
  var needsFiles: Bool { get }

  /// Loads the samples, at least as many as asked for, where there are as many.
  ///
  /// - Parameters:
  ///   - root: Where to look for files.
  ///   - first: How many of each split are needed, from the first; nil for all.
  ///   - memory: What may be taken for them.
  /// - Throws: ``SpikeFiles/DataError/datasetNotFound(dataset:searched:canBeFetched:)`` with every place looked in, and what
  ///   is wrong with a file.
  func load(
    from root: DataRoot, first: SplitLimits, memory: MemoryBudget
  ) throws(DataError) -> DatasetSplits
}

/// How many samples of each split are needed, from the first; nil for all.
public struct SplitLimits: Sendable, Hashable {
  /// Samples to train on.
  public var train: Int?
  /// Samples to test with.
  public var test: Int?

  /// Limits; none unless told.
  public init(train: Int? = nil, test: Int? = nil) { (self.train, self.test) = (train, test) }
}

extension NamedDataset {
  /// As many as ``counts`` says, of files.
  public var publishedTrainingSamples: Int? { needsFiles ? counts.train : nil }

  /// As many as ``counts`` says.
  public func trainingSamples(in root: DataRoot, test: Int?) -> Int? { counts.train }

  /// Of data sets that need none.
  public func isPresent(in root: DataRoot) -> Bool { !needsFiles }

  /// Loads the samples from a folder the user may have named.
  ///
  /// - Parameters:
  ///   - dataRoot: The only folder to look in; nil for `SPIKELAB_DATA` or the cache folder.
  ///   - first: How many of each split are needed; all unless told.
  ///   - memory: What may be taken for them.
  /// - Throws: As ``load(from:first:memory:)``.
  public func load(
    dataRoot: String?, first: SplitLimits = SplitLimits(), memory: MemoryBudget = MemoryBudget()
  ) throws(DataError) -> DatasetSplits {
    try load(from: DataRoot(dataRoot), first: first, memory: memory)
  }
}

import SpikeFiles

/// The samples to train on and those to test with.
public struct DatasetSplits: Sendable, Hashable {
  /// The samples to train on.
  public let train: Dataset

  /// The samples to test with.
  public let test: Dataset

  /// Makes the two splits of one data set.
  ///
  /// - Throws: ``SpikeFiles/DataError/inconsistent(part:expected:found:)`` if they differ in what a sample
  ///   is or in number of classes.
  public init(train: Dataset, test: Dataset) throws(DataError) {
    guard train.shape == test.shape, train.classes == test.classes else {
      throw .inconsistent(
        part: "shape and classes of \(test.name)",
        expected: "\(train.shape) of \(train.classes) classes as \(train.name)",
        found: "\(test.shape) of \(test.classes)")
    }
    (self.train, self.test) = (train, test)
  }

  /// Makes the two splits of a data set of images.
  ///
  /// - Throws: As ``init(train:test:)-(Dataset,_)``.
  public init(train: ImageDataset, test: ImageDataset) throws(DataError) {
    try self.init(train: .images(train), test: .images(test))
  }

  /// The first samples of each split, or all if there are fewer.
  ///
  /// - Precondition: neither number is negative.
  public func prefix(train trainLimit: Int, test testLimit: Int) -> DatasetSplits {
    DatasetSplits(checked: train.prefix(trainLimit), test.prefix(testLimit))
  }

  /// The splits without the first samples to train on.
  ///
  /// - Precondition: There are as many.
  public func skipping(train count: Int) -> DatasetSplits {
    DatasetSplits(checked: train.suffix(train.count - count), test)
  }

  private init(checked train: Dataset, _ test: Dataset) {
    (self.train, self.test) = (train, test)
  }

  /// The SHA-256, in hexadecimal, of both splits' checksums: which data a result rests on.
  ///
  /// - Complexity: O(size); not stored, so ask once.
  public var checksum: String {
    sha256(of: Array((train.checksum + test.checksum).utf8))
  }
}

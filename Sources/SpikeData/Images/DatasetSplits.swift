import SpikeFiles

/// The images to train on and those to test with.
public struct DatasetSplits: Sendable, Hashable {
  /// The images to train on.
  public let train: ImageDataset

  /// The images to test with.
  public let test: ImageDataset

  /// Makes the two splits of one data set.
  ///
  /// - Throws: ``DataError/inconsistent(part:expected:found:)`` if they differ in size of images or
  ///   number of classes.
  public init(train: ImageDataset, test: ImageDataset) throws(DataError) {
    let (first, second) = (train.format, test.format)
    guard first == second else {
      throw .inconsistent(
        part: "rows, columns and classes of \(test.name)", expected: "\(first) as \(train.name)",
        found: "\(second)")
    }
    (self.train, self.test) = (train, test)
  }

  /// The first images of each split, or all if there are fewer.
  ///
  /// - Precondition: neither number is negative.
  public func prefix(train trainLimit: Int, test testLimit: Int) -> DatasetSplits {
    DatasetSplits(checked: train.prefix(trainLimit), test.prefix(testLimit))
  }

  private init(checked train: ImageDataset, _ test: ImageDataset) {
    (self.train, self.test) = (train, test)
  }

  /// The SHA-256, in hexadecimal, of both splits' checksums: which data a result rests on.
  ///
  /// - Complexity: O(size); not stored, so ask once.
  public var checksum: String {
    sha256(of: Array((train.checksum + test.checksum).utf8))
  }
}

extension ImageDataset {
  /// What two splits of one data set share.
  fileprivate var format: [Int] { [rows, columns, classes] }
}

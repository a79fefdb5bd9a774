import SpikeFiles

/// Samples of one shape, each with the number of its class.
public protocol LabelledSamples: Sendable, Hashable {
  /// What the samples are, for reports: `mnist train`.
  var name: String { get }

  /// What one of them is.
  var shape: SampleShape { get }

  /// The number of classes; labels are below it.
  var classes: Int { get }

  /// The class of each sample, each in 0 ..< ``classes``.
  var labels: [UInt8] { get }

  /// The SHA-256 of sizes, samples and labels in hexadecimal: which data a result rests on. It does
  /// not depend on names, files or compression.
  ///
  /// - Complexity: O(size); not stored, so ask once.
  var checksum: String { get }

  /// Some of the samples, a copy.
  ///
  /// - Precondition: The range is within 0 ..< ``count``.
  func part(_ range: Range<Int>) -> Self

  /// Bytes that such a copy takes.
  func bytes(_ range: Range<Int>) -> Double
}

extension LabelledSamples {
  /// The number of samples.
  public var count: Int { labels.count }

  /// The first `limit` samples, or all if there are fewer.
  ///
  /// - Precondition: `limit` is not negative.
  /// - Complexity: O(`limit`).
  public func prefix(_ limit: Int) -> Self {
    precondition(limit >= 0, "a data set of \(limit) samples does not exist")
    return limit >= count ? self : part(0..<limit)
  }

  /// The last `limit` samples, or all if there are fewer.
  ///
  /// - Precondition: `limit` is not negative.
  /// - Complexity: O(`limit`).
  public func suffix(_ limit: Int) -> Self {
    precondition(limit >= 0, "a data set of \(limit) samples does not exist")
    return limit >= count ? self : part(count - limit..<count)
  }

  /// Makes sure that labels are below the number of classes.
  ///
  /// - Parameter source: The file the labels come from, for messages.
  /// - Throws: ``SpikeFiles/DataError/labelOutOfRange(path:index:label:classes:)``.
  static func check(_ labels: [UInt8], below classes: Int, source: String) throws(DataError) {
    guard let index = labels.firstIndex(where: { $0 >= classes }) else { return }
    throw .labelOutOfRange(
      path: source, index: index, label: Int(labels[index]), classes: classes)
  }
}

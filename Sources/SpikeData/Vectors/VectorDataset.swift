import SpikeFiles

/// Labelled vectors of one length: numbers that are fed as they are.
public struct VectorDataset: LabelledSamples {
  /// What the vectors are, for reports.
  public let name: String

  /// Numbers in a vector.
  public let length: Int

  /// The number of classes; labels are below it.
  public let classes: Int

  /// The vectors one after the other, all finite.
  public let values: [Float]

  /// The class of each vector, each in 0 ..< ``classes``.
  public let labels: [UInt8]

  /// What one vector is.
  public var shape: SampleShape { .vector(length: length) }

  /// Makes a data set of vectors and their labels.
  ///
  /// - Parameters:
  ///   - name: What the vectors are, for reports.
  ///   - length: Numbers in a vector, at least 1.
  ///   - classes: The number of classes, 1 … 256.
  ///   - values: The vectors, one after the other.
  ///   - labels: A label for each vector.
  ///   - source: The file they come from, for messages (default: `name`).
  /// - Throws: ``SpikeFiles/DataError/inconsistent(part:expected:found:)`` if the sizes do not fit together or a
  ///   number is not finite; ``SpikeFiles/DataError/labelOutOfRange(path:index:label:classes:)``.
  /// - Complexity: O(size).
  public init(
    name: String, length: Int, classes: Int, values: [Float], labels: [UInt8],
    source: String? = nil
  ) throws(DataError) {
    guard length >= 1, (1...256).contains(classes) else {
      throw .inconsistent(
        part: "\(name): length, classes", expected: "at least 1, classes at most 256",
        found: "\(length), \(classes)")
    }
    guard let size = Tensor.elementCount(of: [labels.count, length]), size == values.count else {
      throw .inconsistent(
        part: "\(name): values", expected: "\(length) for each of \(labels.count) labels",
        found: "\(values.count)")
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .inconsistent(
        part: "\(source ?? name): value \(index % length) of sample \(index / length)",
        expected: "a finite number", found: "\(values[index])")
    }
    try Self.check(labels, below: classes, source: source ?? name)
    (self.name, self.length, self.classes) = (name, length, classes)
    (self.values, self.labels) = (values, labels)
  }

  private init(_ range: Range<Int>, of whole: VectorDataset) {
    (name, length, classes) = (whole.name, whole.length, whole.classes)
    values = Array(whole.values[range.lowerBound * length..<range.upperBound * length])
    labels = Array(whole.labels[range])
  }

  /// Some of the vectors.
  public func part(_ range: Range<Int>) -> VectorDataset { VectorDataset(range, of: self) }

  /// Bytes that some of the vectors and their labels take.
  public func bytes(_ range: Range<Int>) -> Double {
    Double(range.count) * (4 * Double(length) + 1)
  }

  /// The SHA-256 of sizes, values and labels in hexadecimal.
  public var checksum: String {
    var hash = SHA256()
    hash.update(IDX.header([count, length], kind: 0xd00))
    for value in values { hash.update(value.bitPattern.bigEndianBytes) }
    hash.update(labels)
    return hexadecimal(hash.digest())
  }
}

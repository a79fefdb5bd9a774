import SpikeFiles

/// An IDX file of unsigned bytes, the format MNIST is published in: a magic number whose last byte
/// is the number of dimensions, the dimensions (32 bits each, big-endian), the values.
public struct IDX: Sendable, Hashable {
  /// The size of each dimension: `[count]` for labels, `[count, rows, columns]` for images.
  public let dimensions: [Int]

  /// The values, row-major, the product of the dimensions of them.
  public let values: [UInt8]

  /// What a file is expected to hold.
  public enum Content: String, Sendable, CaseIterable {
    /// Images: magic 0x00000803, dimensions `[count, rows, columns]`.
    case images
    /// Labels: magic 0x00000801, dimension `[count]`.
    case labels

    var dimensionCount: Int { self == .images ? 3 : 1 }
    var magic: UInt32 { 0x800 + UInt32(dimensionCount) }
    var headerSize: Int { 4 + 4 * dimensionCount }
  }

  /// Values of given dimensions.
  ///
  /// - Precondition: there are 1 to 3 dimensions, each within 0 ..< 2³², and their product is the
  ///   number of values.
  public init(dimensions: [Int], values: [UInt8]) {
    precondition((1...3).contains(dimensions.count))
    precondition(dimensions.allSatisfy { 0 <= $0 && $0 <= UInt32.max })
    precondition(Tensor.elementCount(of: dimensions) == values.count)
    (self.dimensions, self.values) = (dimensions, values)
  }

  /// The file's bytes.
  ///
  /// - Complexity: O(size).
  public func encoded() -> [UInt8] {
    Self.header(dimensions) + values
  }

  /// The bytes that stand before the values.
  ///
  /// - Parameter kind: The kind of the values in the third byte; bytes unless told.
  static func header(_ dimensions: [Int], kind: UInt32 = 0x800) -> [UInt8] {
    ([kind + UInt32(dimensions.count)] + dimensions.map { UInt32($0) }).flatMap(\.bigEndianBytes)
  }
}

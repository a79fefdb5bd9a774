/// An array of numbers with a shape, as stored in a ``TensorFile``: row-major, the last dimension
/// fastest, as PyTorch lays it out.
public struct Tensor: Sendable, Hashable {
  /// The size of each dimension; empty for a single number.
  public let shape: [Int]

  /// The elements, `shape`'s product of them.
  public let values: TensorValues

  /// Makes a tensor of a shape.
  ///
  /// - Precondition: `shape` has no negative size and its product is the number of values.
  public init(shape: [Int], values: TensorValues) {
    precondition(
      Tensor.elementCount(of: shape) == values.count,
      "\(values.count) values do not fill shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// The number of elements of a shape; nil if a size is negative or the product overflows.
  package static func elementCount(of shape: [Int]) -> Int? {
    var product = 1
    for size in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      if size < 0 || overflow { return nil }
      product = next
    }
    return product
  }
}

/// The elements of a ``Tensor``, in one of the types SpikeLab stores.
public enum TensorValues: Sendable, Hashable {
  /// Weights, membranes, rewards.
  case float32([Float])
  /// Labels and counts.
  case int32([Int32])
  /// States of generators.
  case uint64([UInt64])
  /// Pixels.
  case uint8([UInt8])

  /// The number of elements.
  public var count: Int {
    switch self {
    case .float32(let values): values.count
    case .int32(let values): values.count
    case .uint64(let values): values.count
    case .uint8(let values): values.count
    }
  }

  /// The elements' type.
  public var type: TensorType {
    switch self {
    case .float32: .float32
    case .int32: .int32
    case .uint64: .uint64
    case .uint8: .uint8
    }
  }
}

/// An element type of ``TensorValues``; the raw value is its name in the safetensors format.
public enum TensorType: String, Sendable, CaseIterable {
  /// IEEE 754 binary32.
  case float32 = "F32"
  /// Signed 32-bit integers.
  case int32 = "I32"
  /// Unsigned 64-bit integers.
  case uint64 = "U64"
  /// Unsigned bytes.
  case uint8 = "U8"

  /// The size of an element in bytes.
  public var size: Int {
    switch self {
    case .float32, .int32: 4
    case .uint64: 8
    case .uint8: 1
    }
  }
}

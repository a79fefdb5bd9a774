/// What an HDF5 file holds: groups, and data sets in them. Attributes are not written.
package indirect enum HDF5Node {
  /// Named members, in the order in which they are written.
  case group([(name: String, node: HDF5Node)])
  /// Values in a shape; no shape for a single value.
  case dataset(shape: [Int], HDF5Values)

  /// A single text.
  package static func text(_ text: String) -> HDF5Node { .dataset(shape: [], .texts([text])) }
  /// A single whole number.
  package static func integer(_ number: Int) -> HDF5Node {
    .dataset(shape: [], .int64([Int64(number)]))
  }
  /// A list of whole numbers.
  package static func integers(_ numbers: [Int]) -> HDF5Node {
    .dataset(shape: [numbers.count], .int64(numbers.map(Int64.init)))
  }
}

/// The values of a data set, row-major.
package enum HDF5Values {
  /// IEEE 754 binary32.
  case float32([Float])
  /// IEEE 754 binary64.
  case float64([Double])
  /// Signed 64-bit integers.
  case int64([Int64])
  /// UTF-8 texts, all as long as the longest: padded with zeros.
  case texts([String])

  var count: Int {
    switch self {
    case .float32(let values): values.count
    case .float64(let values): values.count
    case .int64(let values): values.count
    case .texts(let values): values.count
    }
  }

  /// Bytes of one value.
  var size: Int {
    switch self {
    case .float32: 4
    case .float64, .int64: 8
    case .texts(let values): max(1, values.lazy.map(\.utf8.count).max() ?? 1)
    }
  }

  /// The values one after another, little-endian.
  func append(to bytes: inout [UInt8]) {
    switch self {
    case .float32(let values): for value in values { bytes.append(word: value.bitPattern) }
    case .float64(let values): for value in values { bytes.append(word: value.bitPattern) }
    case .int64(let values): for value in values { bytes.append(word: value) }
    case .texts(let values):
      let size = size
      for value in values {
        bytes += value.utf8
        bytes += [UInt8](repeating: 0, count: size - value.utf8.count)
      }
    }
  }

  /// The datatype message: class and version, class bits, size, properties.
  var type: [UInt8] {
    var bytes: [UInt8]
    switch self {
    case .float32: bytes = [0x11, 0x20, 31, 0]
    case .float64: bytes = [0x11, 0x20, 63, 0]
    case .int64: bytes = [0x10, 0x08, 0, 0]
    case .texts: bytes = [0x13, 0x11, 0, 0]
    }
    bytes.append(word: UInt32(size))
    func floating(bits: UInt16, exponent: UInt8, mantissa: UInt8, bias: UInt32) {
      bytes.append(word: UInt16(0))
      bytes.append(word: bits)
      bytes += [mantissa, exponent, 0, mantissa]
      bytes.append(word: bias)
    }
    switch self {
    case .float32: floating(bits: 32, exponent: 8, mantissa: 23, bias: 127)
    case .float64: floating(bits: 64, exponent: 11, mantissa: 52, bias: 1023)
    case .int64:
      bytes.append(word: UInt16(0))
      bytes.append(word: UInt16(64))
    case .texts: break
    }
    return bytes
  }
}

extension [UInt8] {
  /// Adds a number, little-endian.
  mutating func append(word: some FixedWidthInteger) {
    var rest = word
    for _ in 0..<word.bitWidth / 8 {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }
}

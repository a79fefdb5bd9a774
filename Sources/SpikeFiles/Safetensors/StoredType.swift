/// The element types of safetensors files that can be read, those SpikeLab converts included.
enum StoredType: String, CaseIterable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case uint64 = "U64"
  case uint8 = "U8"

  var size: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16: 2
    case .uint8: 1
    }
  }

  /// The elements in a range of bytes, converted to the nearest type of ``TensorValues``; or, as
  /// the error, a value that the type cannot hold.
  func decode(_ bytes: [UInt8], _ range: Range<Int>) -> Result<TensorValues, Unrepresentable> {
    switch self {
    case .float32: return .success(.float32(littleEndian(bytes, range, as: Float.self)))
    case .int32: return .success(.int32(littleEndian(bytes, range, as: Int32.self)))
    case .uint64: return .success(.uint64(littleEndian(bytes, range, as: UInt64.self)))
    case .uint8: return .success(.uint8(Array(bytes[range])))
    case .float16:
      let halves = littleEndian(bytes, range, as: UInt16.self)
      return .success(.float32(halves.map(Float.init(binary16:))))
    case .bfloat16:
      let halves = littleEndian(bytes, range, as: UInt16.self)
      return .success(.float32(halves.map { Float(bitPattern: UInt32($0) << 16) }))
    case .float64:
      let doubles = littleEndian(bytes, range, as: Double.self)
      if let large = doubles.first(where: { $0.isFinite && !Float($0).isFinite }) {
        return .failure(Unrepresentable(value: "\(large)", range: "finite float32 values"))
      }
      return .success(.float32(doubles.map { Float($0) }))
    case .int64:
      let wide = littleEndian(bytes, range, as: Int64.self)
      if let large = wide.first(where: { Int32(exactly: $0) == nil }) {
        return .failure(Unrepresentable(value: "\(large)", range: "values that fit int32"))
      }
      return .success(.int32(wide.map { Int32(truncatingIfNeeded: $0) }))
    }
  }

  /// A stored value that has no equal, nor a near one, in the type it is converted to.
  struct Unrepresentable: Error {
    var value: String
    var range: String
  }
}

extension Float {
  /// The value of an IEEE 754 binary16 pattern; exact. (Swift's `Float16` is not everywhere.)
  init(binary16 bits: UInt16) {
    let (exponent, fraction) = (UInt32(bits >> 10) & 0x1f, UInt32(bits) & 0x3ff)
    let magnitude: Float =
      switch exponent {
      case 0: Float(fraction) * 0x1p-24
      case 0x1f: Float(bitPattern: 0x7f80_0000 | fraction << 13)
      default: Float(bitPattern: (exponent + 112) << 23 | fraction << 13)
      }
    self = bits & 0x8000 == 0 ? magnitude : -magnitude
  }
}

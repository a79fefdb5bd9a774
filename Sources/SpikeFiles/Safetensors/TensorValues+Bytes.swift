#if _endian(big)
  #error("tensor files are little-endian; this machine would need bytes swapped here")
#endif

extension TensorValues {
  /// Adds the elements' bytes.
  func appendLittleEndian(to bytes: inout [UInt8]) {
    switch self {
    case .float32(let values): unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    case .int32(let values): unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    case .uint64(let values): unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    case .uint8(let values): bytes.append(contentsOf: values)
    }
  }
}

extension TensorValues {
  /// Calls the body with the elements as they stand in files.
  func withLittleEndianBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    switch self {
    case .float32(let values): unsafe values.withUnsafeBytes(body)
    case .int32(let values): unsafe values.withUnsafeBytes(body)
    case .uint64(let values): unsafe values.withUnsafeBytes(body)
    case .uint8(let values): unsafe values.withUnsafeBytes(body)
    }
  }
}

/// The whole elements of a plain number type that a range of bytes holds.
///
/// - Precondition: `range` lies in `bytes` and is a multiple of the element's size long.
func littleEndian<Element: BitwiseCopyable>(
  _ bytes: [UInt8], _ range: Range<Int>, as type: Element.Type
) -> [Element] {
  let size = MemoryLayout<Element>.size
  precondition(bytes.indices.contains(range) && range.count % size == 0)
  return unsafe [Element](unsafeUninitializedCapacity: range.count / size) { target, count in
    unsafe bytes.withUnsafeBytes { source in
      unsafe UnsafeMutableRawBufferPointer(target).copyMemory(from: .init(rebasing: source[range]))
    }
    count = range.count / size
  }
}

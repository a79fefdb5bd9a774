import CSpikeSystem

/// SHA-256 as FIPS 180-4 defines it, of bytes that may come in pieces.
public struct SHA256 {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// Bytes that do not fill a block yet.
  private var rest: [UInt8] = []
  private var length: UInt64 = 0

  /// Begins with no bytes.
  public init() {}

  /// Takes in further bytes.
  ///
  /// - Complexity: O(`bytes.count`).
  public mutating func update(_ bytes: some Collection<UInt8>) {
    // One step into the collection: callers are other modules, where this is not specialised.
    let isContiguous: Void? = bytes.withContiguousStorageIfAvailable { bytes in
      unsafe update(contiguous: bytes)
    }
    if isContiguous == nil {
      unsafe Array(bytes).withUnsafeBufferPointer { unsafe update(contiguous: $0) }
    }
  }

  private mutating func update(contiguous bytes: UnsafeBufferPointer<UInt8>) {
    length += UInt64(bytes.count)
    let missing = rest.isEmpty ? 0 : min(64 - rest.count, bytes.count)
    unsafe rest += bytes.prefix(missing)
    if rest.count == 64 {
      unsafe rest.withUnsafeBufferPointer { unsafe takeIn($0) }
      rest = []
    }
    let following = unsafe bytes.dropFirst(missing)
    let whole = unsafe following.count / 64 * 64
    if whole > 0 { unsafe takeIn(UnsafeBufferPointer(rebasing: following.prefix(whole))) }
    unsafe rest += following.dropFirst(whole)
  }

  private mutating func takeIn(_ blocks: UnsafeBufferPointer<UInt8>) {
    unsafe state.withUnsafeMutableBufferPointer {
      unsafe spike_sha256_blocks($0.baseAddress, blocks.baseAddress, blocks.count / 64)
    }
  }

  /// The digest of all bytes so far, 32 bytes.
  public func digest() -> [UInt8] {
    var last = self
    // A bit of 1, zeros up to the last eight bytes of a block, and the length in bits (5.1.1).
    var padding: [UInt8] = [0x80]
    padding += [UInt8](repeating: 0, count: Int((119 - length % 64) % 64))
    padding += (0..<8).reversed().map { byte in
      UInt8(truncatingIfNeeded: (length << 3) >> (8 * UInt64(byte)))
    }
    last.update(padding)
    return last.state.flatMap { word in
      (0..<4).reversed().map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
    }
  }

  /// The digest of some bytes.
  public static func digest(of bytes: some Collection<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.digest()
  }
}

import CZlib

/// Decompresses gzip files by zlib.
package enum Gzip {
  /// Whether bytes start as a gzip file does.
  package static func isCompressed(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x1f, 0x8b])
  }

  /// What came of decompressing.
  package enum Outcome: Equatable {
    /// All of the content; the checksum and length at the end were right.
    case content([UInt8])
    /// The first `limit` bytes; there are more.
    case exceeded([UInt8])
    /// The file is broken.
    case corrupt(String)
  }

  /// Decompresses a gzip file, of one member or several.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - limit: The most bytes of content; memory is bounded by it, whatever the file claims.
  ///   - expected: The content's likely size, to allocate once.
  /// - Complexity: O(content), at most `limit`.
  package static func inflate(_ bytes: [UInt8], limit: Int, expected: Int = 0) -> Outcome {
    var output: [UInt8] = []
    // One byte more tells that there is more than allowed; to grow for it would double the memory.
    output.reserveCapacity(min(limit, expected) + 1)
    var remaining = bytes[...]
    repeat {
      var member = GzipMember()
      defer { member.close() }
      guard member.open() else { return .corrupt("zlib cannot start") }
      switch member.inflate(remaining, into: &output, limit: limit) {
      case .ended(let consumed): remaining = remaining.dropFirst(consumed)
      case .exceeded: return .exceeded(output)
      case .corrupt(let reason): return .corrupt(reason)
      }
    } while remaining.starts(with: [0x1f, 0x8b])
    return remaining.isEmpty
      ? .content(output) : .corrupt("\(remaining.count) bytes after the end of the gzip data")
  }
}

/// Decompresses what zlib compressed without gzip's header, as in PNG files.
package enum ZlibStream {
  /// Decompresses a stream that must fill all of the bytes.
  ///
  /// - Parameter limit: The most bytes of content; memory is bounded by it, whatever the stream claims.
  /// - Complexity: O(content), at most `limit`.
  package static func inflate(_ bytes: [UInt8], limit: Int) -> Gzip.Outcome {
    var member = GzipMember()
    defer { member.close() }
    guard member.open(hasHeader: false) else { return .corrupt("zlib cannot start") }
    var output: [UInt8] = []
    switch member.inflate(bytes[...], into: &output, limit: limit) {
    case .ended(bytes.count): return .content(output)
    case .ended(let consumed): return .corrupt("\(bytes.count - consumed) bytes after its end")
    case .exceeded: return .exceeded(output)
    case .corrupt(let reason): return .corrupt(reason)
    }
  }
}

/// zlib's state for one member of a gzip file: the only code that touches its pointers.
@safe private struct GzipMember {
  private var stream = unsafe z_stream()
  private var format = "gzip"

  enum Step {
    case ended(consumed: Int)
    case exceeded
    case corrupt(String)
  }

  /// - Parameter hasHeader: Whether gzip's header stands before, or zlib's shorter one.
  mutating func open(hasHeader: Bool = true) -> Bool {
    format = hasHeader ? "gzip" : "zlib"
    // 15 bits of window, +16: a gzip wrapper, no other.
    let bits: Int32 = hasHeader ? 15 + 16 : 15
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    return unsafe inflateInit2_(&stream, bits, ZLIB_VERSION, size) == Z_OK
  }

  mutating func close() { _ = unsafe inflateEnd(&stream) }

  mutating func inflate(
    _ input: ArraySlice<UInt8>, into output: inout [UInt8], limit: Int
  ) -> Step {
    var consumed = 0
    while true {
      let before = output.count
      // One byte more than allowed tells a file that ends at the limit from one that goes on.
      // Deflate shrinks by 1032 at most: thousands of empty members take no large room each.
      let rest = (input.count - consumed).multipliedReportingOverflow(by: 1032)
      let room = min(limit - before + 1, rest.overflow ? .max : rest.partialValue + 1024, 1 << 18)
      let status = step(input.dropFirst(consumed), into: &output, room: room, &consumed)
      if output.count > limit {
        output.removeLast(output.count - limit)
        return .exceeded
      }
      switch status {
      case Z_STREAM_END: return .ended(consumed: consumed)
      case Z_OK where output.count > before || consumed < input.count: continue
      case Z_OK, Z_BUF_ERROR: return .corrupt("the \(format) data ends too early")
      case Z_MEM_ERROR: return .corrupt("zlib has no memory")
      default: return .corrupt(message)
      }
    }
  }

  /// Lets zlib fill at most `room` bytes.
  private mutating func step(
    _ input: ArraySlice<UInt8>, into output: inout [UInt8], room: Int, _ consumed: inout Int
  ) -> Int32 {
    var status = Z_OK
    let offered = min(input.count, 1 << 30)
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: room) { target, count in
      unsafe input.withUnsafeBufferPointer { source in
        unsafe stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe stream.avail_in = UInt32(offered)
        unsafe stream.next_out = target.baseAddress
        unsafe stream.avail_out = UInt32(room)
        status = unsafe CZlib.inflate(&stream, Z_NO_FLUSH)
        count = unsafe room - Int(stream.avail_out)
        consumed += unsafe offered - Int(stream.avail_in)
      }
    }
    output.append(contentsOf: chunk)
    return status
  }

  private var message: String {
    guard let text = unsafe stream.msg else { return "corrupt \(format) data" }
    return unsafe "corrupt \(format) data (\(String(cString: text)))"
  }
}

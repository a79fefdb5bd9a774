import CZlib

/// Compresses bytes as one gzip member, for tests of readers.
public func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var stream = unsafe z_stream()
  let size = unsafe Int32(MemoryLayout<z_stream>.size)
  let opened = unsafe deflateInit2_(
    &stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
  precondition(opened == Z_OK)
  defer { _ = unsafe deflateEnd(&stream) }
  let room = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
  var input = bytes
  return unsafe [UInt8](unsafeUninitializedCapacity: room) { target, count in
    unsafe input.withUnsafeMutableBufferPointer { source in
      unsafe stream.next_in = source.baseAddress
      unsafe stream.avail_in = UInt32(source.count)
      unsafe stream.next_out = target.baseAddress
      unsafe stream.avail_out = UInt32(room)
      let ended = unsafe deflate(&stream, Z_FINISH)
      precondition(ended == Z_STREAM_END)
      count = unsafe room - Int(stream.avail_out)
    }
  }
}

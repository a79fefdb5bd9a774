#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Appends bytes to a file, which is made if it is not there. When that fails, the file is cut back
/// to what it held.
///
/// - Parameter synced: Whether to wait until the bytes are on the disk.
/// - Throws: ``FileError``.
func append(_ bytes: [UInt8], to path: String, synced: Bool) throws(FileError) {
  let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { throw FileError(.write, path, errno: errno) }
  defer { close(descriptor) }
  let end = lseek(descriptor, 0, SEEK_END)
  var failure = writeAll(bytes, to: descriptor)
  if failure == nil, synced, fsync(descriptor) != 0 { failure = errno }
  guard let failure else { return }
  if end >= 0 { _ = ftruncate(descriptor, end) }
  throw FileError(.write, path, errno: failure)
}

/// Writes all bytes.
///
/// - Returns: The system's error number, or nil when everything was written.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 {
      if errno == EINTR { continue }
      return errno
    }
    rest = rest.dropFirst(count)
  }
  return nil
}

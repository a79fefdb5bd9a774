import Foundation

/// Reads a whole regular file.
///
/// A directory, pipe or device is refused rather than waited for. A file that shrinks or grows
/// while it is read is read as far as it goes; its format's own checks decide.
///
/// - Parameters:
///   - path: The file.
///   - limit: The largest size accepted, in bytes.
///   - place: Whether the path may end in a link.
/// - Throws: ``DataError/unreadable(path:reason:)``.
/// - Complexity: O(size), one allocation.
public func readBytes(
  of path: String, limit: Int = 1 << 34, _ place: FilePlace = .named
) throws(DataError) -> [UInt8] {
  let descriptor: Int32
  do throws(SystemError) {
    descriptor = try RegularFile.descriptor(of: path, O_RDONLY, place)
  } catch {
    throw .unreadable(path: path, reason: error.reason)
  }
  defer { _ = close(descriptor) }
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else {
    throw .unreadable(path: path, reason: lastSystemError())
  }
  guard status.st_size <= limit else {
    throw .unreadable(
      path: path, reason: "\(status.st_size) bytes, more than the \(limit) expected at most")
  }
  // What is read is decoded into as much again. Small files are not worth the question.
  if status.st_size > 1 << 28, let available = availableMemory(), 2 * status.st_size > available {
    throw .unreadable(
      path: path,
      reason: "\(status.st_size) bytes are too many for the \(available) bytes of free memory")
  }
  var failure: String?
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
    while count < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
      let got = unsafe read(descriptor, rest.baseAddress, rest.count)
      if got < 0 && errno == EINTR { continue }
      if got < 0 { failure = lastSystemError() }
      if got <= 0 { break }
      count += got
    }
  }
  if let failure { throw .unreadable(path: path, reason: failure) }
  return bytes
}

/// The system's words for `errno`, taken before anything else can change it.
func lastSystemError() -> String {
  let code = errno
  return unsafe String(cString: strerror(code))
}

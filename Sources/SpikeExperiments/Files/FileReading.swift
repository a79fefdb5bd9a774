#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Reads a whole file.
///
/// - Parameters:
///   - path: The file.
///   - limit: Most bytes that are read; a larger file is an error.
/// - Throws: ``FileError`` in the user's words: absent, a folder, not permitted, too large.
func readFile(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
  if path.utf8.contains(0) {
    throw FileError(.read, path, reason: "the name holds a null character")
  }
  // Non-blocking, or opening a named pipe without a writer would wait for ever.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { throw FileError(.read, path, errno: errno) }
  defer { close(descriptor) }
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else {
    throw FileError(.read, path, errno: errno)
  }
  switch status.st_mode & S_IFMT {
  case S_IFREG: break
  case S_IFDIR: throw FileError(.read, path, reason: "it is a folder, not a file")
  default: throw FileError(.read, path, reason: "it is not a regular file")
  }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = unsafe read(descriptor, &chunk, chunk.count)
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { throw FileError(.read, path, errno: errno) }
    if count == 0 { return bytes }
    bytes.append(contentsOf: chunk[..<count])
    guard bytes.count <= limit else {
      throw FileError(.read, path, reason: "it is larger than \(limit) bytes")
    }
  }
}

extension FileError {
  /// A failure in the system's words.
  init(_ operation: Operation, _ path: String, errno code: Int32) {
    self.init(operation, path, reason: unsafe String(cString: strerror(code)))
  }
}

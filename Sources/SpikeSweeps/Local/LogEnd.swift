import SpikeFiles

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file's size in bytes; 0 where there is none.
func fileSize(_ path: String) -> Int {
  var status = stat()
  return unsafe lstat(path, &status) == 0 ? Int(status.st_size) : 0
}

/// The last lines of a log, made fit for a terminal.
///
/// - Parameters:
///   - start: Where to begin, in bytes; what stands before is of an earlier attempt.
///   - count: Most lines.
func logEnd(_ path: String, from start: Int, lines count: Int = 10) -> [String] {
  guard let descriptor = try? RegularFile.descriptor(of: path, O_RDONLY, .enclosed) else {
    return []
  }
  defer { close(descriptor) }
  let size = fileSize(path)
  let begin = max(start, size - 16_384)
  guard size > begin, lseek(descriptor, off_t(begin), SEEK_SET) >= 0 else { return [] }
  var bytes = [UInt8](repeating: 0, count: size - begin)
  let found = unsafe bytes.withUnsafeMutableBytes {
    unsafe read(descriptor, $0.baseAddress, $0.count)
  }
  guard found > 0 else { return [] }
  return String(decoding: bytes.prefix(found), as: UTF8.self).split(separator: "\n")
    .suffix(count).map { String(JSONText.printable(String($0)).prefix(200)) }
}

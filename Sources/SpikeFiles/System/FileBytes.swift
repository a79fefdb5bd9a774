import Foundation

/// Reads a whole regular file.
///
/// A directory, pipe or device is refused rather than waited for. A file that shrinks or grows
/// while it is read is read as far as it goes; its format's own checks decide.
///
/// - Parameters:
///   - path: The file.
///   - limit: The largest size accepted, in bytes.
///   - memory: What may be taken for it.
///   - copies: How often the content will be in memory, decoded too.
///   - place: Whether the path may end in a link.
/// - Throws: ``DataError/unreadable(path:reason:)``, ``DataError/tooLarge(path:_:)``.
/// - Complexity: O(size), one allocation.
public func readBytes(
  of path: String, limit: Int = 1 << 34, _ place: FilePlace = .named,
  memory: MemoryBudget = MemoryBudget(), copies: Double = 2
) throws(DataError) -> [UInt8] {
  let descriptor: Int32
  do throws(SystemError) {
    descriptor = try RegularFile.descriptor(of: path, O_RDONLY, place)
  } catch {
    let file = error.code == ENOTDIR ? fileAmongFolders(of: path) : nil
    throw .unreadable(
      path: path, reason: file.map { "\($0) is a file, not a folder" } ?? error.reason)
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
  // Small files are not worth the question.
  if status.st_size > 1 << 24,
    let shortage = memory.shortage(of: copies * Double(status.st_size))
  {
    throw .tooLarge(path: path, shortage)
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

/// What stands in a path as a folder and is none.
private func fileAmongFolders(of path: String) -> String? {
  path.indices.lazy.filter { path[$0] == "/" && $0 > path.startIndex }
    .map { String(path[..<$0]) }
    .first { folder in
      var isFolder: ObjCBool = false
      return unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
}

/// The system's words for `errno`, taken before anything else can change it.
func lastSystemError() -> String {
  let code = errno
  return unsafe String(cString: strerror(code))
}

import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Replaces a file as a whole: whoever reads it, even after a crash or a power cut at any moment,
/// finds the old content or the new, never a part.
///
/// The bytes go to a temporary file in the same folder, which is synced and renamed; then the
/// folder is synced, so that the rename lasts too. On an error the old file is untouched and the
/// temporary file removed. A process that is killed half-way leaves its temporary file, a name
/// that begins with `.` and ends in `.tmp`.
///
/// - Throws: ``FileError``.
func writeAtomically(_ bytes: [UInt8], to path: String) throws(FileError) {
  let (folder, name) = splitPath(path)
  let number = temporaryFiles.add(1, ordering: .relaxed).newValue
  let temporary = "\(folder)/.\(name).\(getpid()).\(number).tmp"
  do throws(FileError) {
    try createFile(temporary, holding: bytes, reportedAs: path)
    guard unsafe rename(temporary, path) == 0 else { throw FileError(.write, path, errno: errno) }
  } catch {
    _ = unsafe unlink(temporary)
    throw error
  }
  try syncFolder(folder)
}

/// Writes a JSON value as ``writeAtomically(_:to:)`` does, laid out for people.
func writeAtomically(_ value: JSONValue, to path: String) throws(FileError) {
  try writeAtomically(Array(value.prettyText.utf8), to: path)
}

/// Numbers the temporary files of this process.
private let temporaryFiles = Atomic<Int>(0)

/// Makes a file that did not exist, writes and syncs it.
///
/// - Parameter reportedAs: The path that errors name.
func createFile(
  _ path: String, holding bytes: [UInt8], reportedAs reported: String
) throws(FileError) {
  let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { throw FileError(.write, reported, errno: errno) }
  var failure = writeAll(bytes, to: descriptor) ?? syncFile(descriptor)
  // Network file systems report a full disk only here.
  if close(descriptor) != 0 && failure == nil { failure = errno }
  if let failure { throw FileError(.write, reported, errno: failure) }
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

/// Waits until a file's bytes are on the disk.
///
/// - Returns: The system's error number, or nil.
func syncFile(_ descriptor: Int32) -> Int32? {
  #if canImport(Darwin)
    // Darwin's fsync leaves the bytes in the drive's cache.
    if fcntl(descriptor, F_FULLFSYNC) == 0 { return nil }
  #endif
  return fsync(descriptor) == 0 ? nil : errno
}

/// Waits until a folder's entries are on the disk.
func syncFolder(_ path: String) throws(FileError) {
  let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError(.write, path, errno: errno) }
  defer { close(descriptor) }
  // Some network file systems cannot sync folders and say so; they are durable on close.
  if let failure = syncFile(descriptor), failure != EINVAL, failure != ENOTSUP {
    throw FileError(.write, path, errno: failure)
  }
}

/// A path's folder (`.` when it names none) and last component.
func splitPath(_ path: String) -> (folder: String, name: String) {
  guard let slash = path.lastIndex(of: "/") else { return (".", path) }
  let folder = path[..<slash]
  return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
}

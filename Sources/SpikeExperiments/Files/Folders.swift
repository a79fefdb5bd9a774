#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Makes a folder and those above it that are missing.
///
/// - Throws: ``FileError`` that names the folder asked for and, when another one is in the way,
///   that one.
func createFolder(_ path: String) throws(FileError) {
  let ends = path.indices.filter { path[$0] == "/" } + [path.endIndex]
  for end in ends where end > path.startIndex {
    let made = String(path[..<end])
    if unsafe mkdir(made, 0o755) == 0 { continue }
    let code = errno
    switch kind(of: made) {
    case .folder: continue
    case .other:
      let culprit = made == path ? "it" : JSONText.printable(made)
      throw FileError(.createFolder, path, reason: "\(culprit) is a file, not a folder")
    case .absent: throw FileError(.createFolder, path, errno: code)
    }
  }
}

/// What stands at a path.
public enum FileKind: Hashable, Sendable {
  /// Nothing.
  case absent
  /// A folder, or a link to one.
  case folder
  /// A file of any kind.
  case other
}

/// What stands at a path.
public func kind(of path: String) -> FileKind {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else { return .absent }
  return status.st_mode & S_IFMT == S_IFDIR ? .folder : .other
}

/// Removes a file; one that is not there is fine.
func removeFile(_ path: String) throws(FileError) {
  guard unsafe unlink(path) == 0 || errno == ENOENT else {
    throw FileError(.remove, path, errno: errno)
  }
}

/// The names in a folder, sorted, without `.` and `..`; empty when it cannot be read.
func names(inFolder path: String) -> [String] {
  guard let stream = unsafe opendir(path) else { return [] }
  defer { unsafe closedir(stream) }
  var names: [String] = []
  while let entry = unsafe readdir(stream) {
    let name = unsafe withUnsafePointer(to: entry.pointee.d_name) { tuple in
      unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names.sorted()
}

import Foundation

/// Reads a whole file.
///
/// - Parameters:
///   - path: The file.
///   - limit: Most bytes that are read; a larger file is an error.
///   - place: A file in the folder of a run or sweep, unless told, and so not through a link.
/// - Throws: ``FileError``: absent, a folder, a link, not permitted, too large.
package func readFile(
  _ path: String, limit: Int, _ place: FilePlace = .enclosed
) throws(FileError) -> [UInt8] {
  if path.utf8.contains(0) {
    throw FileError(.read, path, reason: "the name holds a null character")
  }
  if kind(of: path) == .folder {
    throw FileError(.read, path, reason: "it is a folder, not a file")
  }
  do {
    return try readBytes(of: path, limit: limit, place)
  } catch {
    throw FileError(.read, error)
  }
}

/// Reads a file that the system makes up, such as those in `/proc`: their size is said to be 0.
package func readSystemFile(_ path: String) -> String? {
  (try? Data(contentsOf: URL(fileURLWithPath: path))).map { String(decoding: $0, as: UTF8.self) }
}

/// Replaces a file by a JSON value, laid out for people, as a whole: whoever reads it, even after a
/// power cut at any moment, finds the old content or the new.
package func writeAtomically(_ value: JSONValue, to path: String) throws(FileError) {
  try replaceFile(path, by: value.prettyText)
}

/// Replaces a file by a text as a whole.
package func replaceFile(_ path: String, by text: String) throws(FileError) {
  do {
    try SpikeFiles.writeAtomically(text, to: path)
  } catch {
    throw FileError(.write, error)
  }
}

/// Makes a folder and those above it that are missing.
package func createFolder(_ path: String) throws(FileError) {
  do {
    try makeDirectory(path)
  } catch {
    throw FileError(.createFolder, error)
  }
}

/// Why no file can be made in a folder; nil where one can.
package func refusalToWrite(in folder: String) -> String? {
  unsafe access(folder, W_OK | X_OK) == 0 ? nil : lastSystemError()
}

/// Removes a file; one that is not there is fine.
package func removeFile(_ path: String) throws(FileError) {
  do throws(SystemError) {
    try FileSystem.remove(path)
  } catch {
    if error.code != ENOENT { throw FileError(.remove, path, error) }
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

/// Bytes of a file; nil where there is none.
package func sizeOfFile(_ path: String) -> Int? {
  var status = stat()
  guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  return Int(status.st_size)
}

/// The names in a folder, sorted; empty when it cannot be read.
package func names(inFolder path: String) -> [String] {
  ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
}

extension FileError {
  /// A failure in the system's words.
  package init(_ operation: Operation, _ path: String, _ error: SystemError) {
    self.init(operation, path, reason: error.reason)
  }

  /// A failure in the system's words.
  package init(_ operation: Operation, _ path: String, errno code: Int32) {
    self.init(operation, path, reason: unsafe String(cString: strerror(code)))
  }

  /// A failure that a reader or writer of files met.
  package init(_ operation: Operation, _ error: DataError) {
    switch error {
    case .unreadable(let path, let reason), .unwritable(let path, let reason):
      self.init(operation, path, reason: reason)
    default: self.init(operation, "a file", reason: "\(error)")
    }
  }
}

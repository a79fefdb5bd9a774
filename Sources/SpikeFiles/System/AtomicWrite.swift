import Foundation

/// Makes sure that nothing but a regular file would be replaced at a path: no device, pipe or socket,
/// which a rename would remove, and no link, of which it is not known whether it or the file it leads to
/// is meant.
///
/// - Throws: ``DataError/unwritable(path:reason:)``. Nothing at the path is no fault.
public func checkReplaceable(_ path: String) throws(DataError) {
  var status = stat()
  guard unsafe lstat(path, &status) == 0 else { return }
  let found: String
  switch status.st_mode & S_IFMT {
  case S_IFREG: return
  case S_IFDIR: throw .unwritable(path: path, reason: "it is a folder, not a file")
  case S_IFLNK:
    throw .unwritable(
      path: path,
      reason: "it is a symbolic link, and only regular files are replaced; name the file it leads "
        + "to")
  case S_IFIFO: found = "a pipe"
  case S_IFSOCK: found = "a socket"
  default: found = "a device"
  }
  throw .unwritable(path: path, reason: "it is \(found), and only regular files are replaced")
}

/// The same of a file that a user named.
///
/// - Throws: ``FileError`` with ``ExitStatus/usage``.
package func checkNamedFile(_ path: String) throws(FileError) {
  do {
    try checkReplaceable(path)
  } catch {
    var error = FileError(.write, error)
    error.exitStatus = .usage
    throw error
  }
}

/// Writes a file so that, whatever happens, `path` holds either its old content or all of the new.
///
/// The bytes go to a temporary file in the same directory, which is synced and renamed over
/// `path`; then the directory is synced, so that the new name survives a loss of power. On any
/// failure the temporary file is removed. A new file has mode 0644 less the umask. Only a regular file
/// is ever replaced, see ``checkReplaceable(_:)``.
///
/// - Parameters:
///   - bytes: The whole content.
///   - path: The file; its directory must exist.
///   - overwriting: Whether an existing file is replaced (default) or an error.
///   - folder: Where the temporary file is made, on the same disk; beside the file unless told.
/// - Throws: ``DataError/unwritable(path:reason:)``, ``DataError/alreadyExists(path:)``.
/// - Complexity: O(`bytes.count`).
public func writeAtomically(
  _ bytes: [UInt8], to path: String, overwriting: Bool = true, through folder: String? = nil
) throws(DataError) {
  try checkReplaceable(path)
  let (directory, name) = splitPath(path)
  let temporary = try TemporaryFile(in: folder ?? directory, named: name, for: path)
  do throws(DataError) {
    try temporary.append(bytes)
    try temporary.commit(overwriting: overwriting)
  } catch {
    temporary.discard()
    throw error
  }
}

/// Writes a text file in UTF-8 as ``writeAtomically(_:to:overwriting:through:)`` writes bytes.
///
/// - Throws: ``DataError/unwritable(path:reason:)``, ``DataError/alreadyExists(path:)``.
public func writeAtomically(
  _ text: String, to path: String, overwriting: Bool = true
) throws(DataError) {
  try writeAtomically(Array(text.utf8), to: path, overwriting: overwriting)
}

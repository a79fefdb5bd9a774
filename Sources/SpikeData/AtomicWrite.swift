/// Writes a file so that, whatever happens, `path` holds either its old content or all of the new.
///
/// The bytes go to a temporary file in the same directory, which is synced and renamed over
/// `path`; then the directory is synced, so that the new name survives a loss of power. On any
/// failure the temporary file is removed. A new file has mode 0644 less the umask.
///
/// - Parameters:
///   - bytes: The whole content.
///   - path: The file; its directory must exist.
///   - overwriting: Whether an existing file is replaced (default) or an error.
/// - Throws: ``DataError/unwritable(path:reason:)``, ``DataError/alreadyExists(path:)``.
/// - Complexity: O(`bytes.count`).
public func writeAtomically(
  _ bytes: [UInt8], to path: String, overwriting: Bool = true
) throws(DataError) {
  let (directory, name) = splitPath(path)
  let temporary = try TemporaryFile(in: directory, named: name, for: path)
  do throws(DataError) {
    try temporary.append(bytes)
    try temporary.commit(overwriting: overwriting)
  } catch {
    temporary.discard()
    throw error
  }
}

/// Writes a text file in UTF-8 as ``writeAtomically(_:to:overwriting:)`` writes bytes.
///
/// - Throws: ``DataError/unwritable(path:reason:)``, ``DataError/alreadyExists(path:)``.
public func writeAtomically(
  _ text: String, to path: String, overwriting: Bool = true
) throws(DataError) {
  try writeAtomically(Array(text.utf8), to: path, overwriting: overwriting)
}

import Foundation

/// Makes a directory, and those it lies in, unless it exists.
///
/// - Throws: ``DataError/unwritable(path:reason:)``.
public func makeDirectory(_ path: String) throws(DataError) {
  var isDirectory: ObjCBool = false
  if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
    if isDirectory.boolValue { return }
    throw .unwritable(path: path, reason: "it is not a directory")
  }
  let parent = (path as NSString).deletingLastPathComponent
  if !parent.isEmpty && parent != path { try makeDirectory(parent) }
  // Another process may make it at the same moment: that is success too.
  guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else {
    throw .unwritable(path: path, reason: lastSystemError())
  }
}

/// Whether anything stands under a path.
func fileExists(_ path: String) -> Bool {
  FileManager.default.fileExists(atPath: path)
}

import Foundation

/// Makes a directory, and those it lies in, unless it exists. Each is there after a loss of power.
///
/// - Throws: ``DataError/unwritable(path:reason:)``.
public func makeDirectory(_ path: String) throws(DataError) {
  var isDirectory: ObjCBool = false
  if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
    if isDirectory.boolValue { return }
    throw .unwritable(path: path, reason: "it is not a directory")
  }
  let parent = splitPath(path).folder
  if parent != path { try makeDirectory(parent) }
  do throws(SystemError) {
    try FileSystem.makeFolder(path)
    try FileSystem.syncFolder(parent)
  } catch {
    // Another process may make it at the same moment: that is success too.
    if error.code != EEXIST { throw .unwritable(path: path, reason: error.reason) }
  }
}

/// The folder a path lies in, "." for a bare name, and its last component.
///
/// `NSString.deletingLastPathComponent` crashes on a name of one character (Foundation of Swift 6.3
/// on Linux).
func splitPath(_ path: String) -> (folder: String, name: String) {
  var rest = path[...]
  while rest.count > 1 && rest.last == "/" { rest.removeLast() }
  guard let slash = rest.lastIndex(of: "/") else { return (".", String(rest)) }
  let name = String(rest[rest.index(after: slash)...])
  return (slash == rest.startIndex ? "/" : String(rest[..<slash]), name)
}

/// Bytes of a regular file; nil where there is none.
package func regularFileSize(_ path: String) -> Int? {
  var status = stat()
  guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  return Int(status.st_size)
}

/// Whether anything stands under a path.
package func fileExists(_ path: String) -> Bool {
  FileManager.default.fileExists(atPath: path)
}

import Foundation

extension FileSystem {
  /// The names in a folder, sorted; none when it is not there. It fails when they cannot be read: a name
  /// that is overlooked may be what matters.
  package static func names(in path: String) throws(SystemError) -> [String] {
    willLook(at: path)
    guard let folder = unsafe opendir(path) else {
      if errno == ENOENT { return [] }
      throw SystemError(code: errno)
    }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    errno = 0
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw SystemError(code: errno) }
    return names.sorted()
  }
}

/// Appends bytes to a file, which is made if it is not there. When that fails, the file is cut back
/// to what it held.
///
/// - Parameter synced: Whether to wait until the bytes, and the name of a new file, are on the disk.
/// - Throws: ``FileError``.
package func append(_ bytes: [UInt8], to path: String, synced: Bool) throws(FileError) {
  do throws(SystemError) {
    let file = try OutputFile(path, .atEnd)
    let size = file.size
    do throws(SystemError) {
      try file.append(bytes)
      if synced { try file.sync() }
      if synced && size == 0 { try FileSystem.syncFolder(folder(of: path)) }
    } catch {
      if let size { try? file.truncate(to: size) }
      throw error
    }
  } catch {
    throw FileError(.write, path, error)
  }
}

/// The folder a file lies in, "." for a bare name.
package func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

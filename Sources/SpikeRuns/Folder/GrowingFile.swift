import SpikeFiles

/// A file that one writer after another continues, each in a copy of its own.
///
/// A writer that lost the run to another may be anywhere in a call that appends. So the file is not
/// shared: the first line of a writer publishes a copy of what was there, with that line, under the
/// file's name, and further lines go to that copy alone, which stays open. What an earlier writer still
/// appends goes to a file that nobody reads any more.
final class GrowingFile {
  /// Where it is read.
  let path: String
  private let staging: StagingFolder
  private var file: OutputFile?

  /// Nothing is written yet.
  init(_ path: String, _ staging: StagingFolder) { (self.path, self.staging) = (path, staging) }

  /// Whether there is a copy of this writer's own.
  var isBegun: Bool { file != nil }

  /// Replaces the file, durably, by one of this writer's own.
  ///
  /// - Throws: ``SpikeFiles/FileError``; the file is what it was then.
  func begin(with bytes: [UInt8]) throws(FileError) {
    file = nil
    let name = path.split(separator: "/").last ?? ""
    do throws(SystemError) {
      let own = try OutputFile("\(staging.path)/\(name)", .new)
      do throws(SystemError) {
        try own.append(bytes)
        try own.sync()
        try own.move(to: path)
        file = own
        try FileSystem.syncFolder(folder(of: path))
      } catch {
        if file == nil { try? FileSystem.remove(own.path) }
        throw error
      }
    } catch {
      throw FileError(.write, path, error)
    }
  }

  /// Appends to this writer's own. When that fails, it is cut back to what it held.
  ///
  /// - Parameter synced: Whether to wait until the bytes are on the disk.
  /// - Precondition: It was begun.
  /// - Throws: ``SpikeFiles/FileError``.
  func append(_ bytes: [UInt8], synced: Bool) throws(FileError) {
    guard let file else { preconditionFailure("\(path) was not begun") }
    do throws(SystemError) {
      let size = file.size
      do throws(SystemError) {
        try file.append(bytes)
        if synced { try file.sync() }
      } catch {
        if let size { try? file.truncate(to: size) }
        throw error
      }
    } catch {
      throw FileError(.write, path, error)
    }
  }
}

import Foundation

/// An unfinished file on the same disk as the one it will become.
///
/// It has one owner, which calls ``commit(overwriting:)`` or ``discard()`` in the end.
final class TemporaryFile {
  let path: String
  private let target: String
  private let file: OutputFile

  /// Creates an empty file in `directory`. Its name starts with a dot and holds random digits, so
  /// that two processes (also on two hosts that share the directory) never meet in it.
  init(in directory: String, named name: String, for target: String) throws(DataError) {
    self.target = target
    let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
    // A name near the system's limit of 255 bytes would not fit with the suffix.
    path = directory + "/.\(name.prefix(48)).\(suffix).partial"
    do throws(SystemError) {
      file = try OutputFile(path, .new)
    } catch {
      throw .unwritable(path: target, reason: error.reason)
    }
  }

  func append(_ bytes: [UInt8]) throws(DataError) {
    do throws(SystemError) {
      try file.append(bytes)
    } catch {
      throw .unwritable(path: target, reason: error.reason)
    }
  }

  /// Makes the content durable and gives the file its final name, durably too.
  func commit(overwriting: Bool) throws(DataError) {
    do throws(SystemError) {
      try file.sync()
      try file.finish()
      var isNamed = false
      if !overwriting { isNamed = try takeFreeName() }
      if !isNamed { try FileSystem.move(path, to: target) }
      try FileSystem.syncFolder(splitPath(target).folder)
    } catch {
      if error.code == EEXIST && !overwriting { throw .alreadyExists(path: target) }
      throw .unwritable(path: target, reason: error.reason)
    }
  }

  /// Gives the file its final name if nothing has it.
  ///
  /// - Returns: Whether that was possible; some network and memory-card file systems have no links,
  ///   and a rename must do there.
  /// - Throws: `EEXIST` where something has the name.
  private func takeFreeName() throws(SystemError) -> Bool {
    do throws(SystemError) {
      try FileSystem.addName(target, to: path)
    } catch {
      if fileExists(target) { throw SystemError(code: EEXIST) }
      guard [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS].contains(error.code) else { throw error }
      return false
    }
    try? FileSystem.remove(path)
    return true
  }

  /// Removes what was written. Safe to call after a failed commit.
  func discard() { try? FileSystem.remove(path) }
}

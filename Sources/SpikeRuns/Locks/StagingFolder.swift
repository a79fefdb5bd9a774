import SpikeFiles

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A folder inside a run's, out of which alone its owner publishes files of the run: they are written
/// here and renamed to where they are read.
///
/// Whoever takes a run over first takes this folder away, and then reads. From then on nothing that the
/// earlier owner still does can change the run: the source of a late rename is gone.
struct StagingFolder {
  /// The run's folder.
  let run: String
  /// What tells the owner from all others.
  let token: String

  /// How the names of all staging folders begin.
  static let prefix = ".staging."

  /// The folder.
  var path: String { Self.path(of: token, in: run) }
  /// The owner, and the file whose time says that it lives.
  var holderPath: String { Self.holderPath(token, in: run) }

  /// Where a holder's folder is.
  static func path(of token: String, in run: String) -> String { "\(run)/\(prefix)\(token)" }

  /// Where a holder's own record is.
  static func holderPath(_ token: String, in run: String) -> String {
    path(of: token, in: run) + "/holder"
  }

  /// Whether a text can be a token: it becomes part of a path.
  static func isToken(_ text: String) -> Bool {
    (1...16).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// Makes the folder of a new owner.
  ///
  /// - Parameter record: The owner's record.
  init(in run: String, token: String, record: [UInt8]) throws(SystemError) {
    (self.run, self.token) = (run, token)
    try FileSystem.makeFolder(path)
    do throws(SystemError) {
      try write(record, to: holderPath)
    } catch {
      remove()
      throw error
    }
  }

  /// Writes a new file and syncs it: an empty lock after a loss of power would be nobody's.
  private func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
    let file = try OutputFile(path, .new)
    try file.append(bytes)
    try file.sync()
    try file.finish()
  }

  /// Whether it is still there: nobody has taken the run over.
  var exists: Bool { kind(of: holderPath) == .other }

  // MARK: Publishing

  /// Replaces a file of the run as a whole, durably.
  ///
  /// - Throws: ``SpikeFiles/FileError``; nothing was published then.
  func publish(_ bytes: [UInt8], to path: String) throws(FileError) {
    do {
      try SpikeFiles.writeAtomically(bytes, to: path, through: self.path)
    } catch {
      throw FileError(.write, error)
    }
  }

  /// Removes a file of the run; one that is not there is fine.
  ///
  /// - Throws: ``SpikeFiles/FileError``, also for a folder.
  func withdraw(_ path: String) throws(FileError) {
    switch kind(of: path) {
    case .absent: return
    case .folder: throw FileError(.remove, path, reason: "it is a folder, not a file")
    case .other: break
    }
    let aside = "\(self.path)/withdrawn"
    do throws(SystemError) {
      try FileSystem.move(path, to: aside)
      try FileSystem.syncFolder(run)
      try FileSystem.remove(aside)
    } catch {
      throw FileError(.remove, path, error)
    }
  }

  /// Removes a file or folder of the run; what is not there is fine.
  func withdrawAny(_ path: String) throws(SystemError) {
    let aside = "\(self.path)/withdrawn"
    do throws(SystemError) {
      try FileSystem.move(path, to: aside)
    } catch {
      if error.code == ENOENT, exists { return }
      throw error
    }
    try Self.removeAll(aside)
  }

  // MARK: The lock

  /// Makes the lock with the owner's record, if there is none.
  ///
  /// - Returns: Whether it did.
  func takeFree(_ lock: String) throws(SystemError) -> Bool {
    do throws(SystemError) {
      try FileSystem.addName(lock, to: holderPath)
      return true
    } catch {
      if error.code == EEXIST { return false }
      // Some network and memory-card file systems have no links. Two may come to replace each
      // other's lock there; the sweep that follows leaves one of them.
      guard [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS].contains(error.code) else { throw error }
      if kind(of: lock) != .absent { return false }
      try replace(lock)
      return true
    }
  }

  /// Puts the owner's record in place of whatever lock there is.
  func replace(_ lock: String) throws(SystemError) {
    let copy = "\(path)/lock"
    do throws(SystemError) {
      try FileSystem.addName(copy, to: holderPath)
    } catch {
      if error.code == ENOENT { throw error }
      if error.code != EEXIST {
        let record = (try? readFile(holderPath, limit: 1 << 16)) ?? []
        try write(record, to: copy)
      }
    }
    try FileSystem.move(copy, to: lock)
    // Renaming one name of a file to another one of it does nothing.
    try? FileSystem.remove(copy)
  }

  /// Takes the lock away.
  func takeBack(_ lock: String) throws(SystemError) {
    try FileSystem.move(lock, to: "\(path)/returned")
  }

  // MARK: Others'

  /// Takes away the folder of another owner, whole.
  ///
  /// - Returns: Whether it was this call that did; nobody else can have then.
  func take(_ name: String) throws(SystemError) -> Bool {
    do throws(SystemError) {
      try FileSystem.move(
        "\(run)/\(name)", to: "\(path)/taken-\(name.dropFirst(Self.prefix.count))")
      return true
    } catch {
      // EINVAL: the other has taken this one at the same moment.
      if error.code == ENOENT || error.code == EINVAL { return false }
      throw error
    }
  }

  /// Takes away every other staging folder, and removes what was in all that were taken. When that is
  /// done, no earlier owner can publish any more.
  func takeAllOthers() throws(SystemError) {
    for name in try FileSystem.names(in: run)
    where name.hasPrefix(Self.prefix) && name != "\(Self.prefix)\(token)" {
      _ = try take(name)
    }
    for name in try FileSystem.names(in: path) where name.hasPrefix("taken-") {
      try Self.removeAll("\(path)/\(name)")
    }
  }

  /// Removes the folder and what is in it, as far as it can.
  func remove() { try? Self.removeAll(path) }

  /// Removes whatever stands at a path; links are not followed. A file that a late writer still makes
  /// in a folder on its way out is removed as well: at the end the folder is gone.
  ///
  /// What NFS keeps of a removed file, as `.nfs…`, for as long as somebody has it open, stays: nobody
  /// can rename it to anything by the name that he knows.
  private static func removeAll(_ path: String) throws(SystemError) {
    while true {
      do throws(SystemError) {
        return try FileSystem.remove(path)
      } catch {
        if error.code == ENOENT { return }
        guard [EISDIR, EPERM].contains(error.code), isFolder(path) else { throw error }
      }
      let names = try FileSystem.names(in: path)
      for name in names where !name.hasPrefix(".nfs") { try removeAll("\(path)/\(name)") }
      do throws(SystemError) {
        return try FileSystem.removeFolder(path)
      } catch {
        if error.code == ENOENT { return }
        guard [ENOTEMPTY, EEXIST].contains(error.code) else { throw error }
        if names.contains(where: { $0.hasPrefix(".nfs") }) { return }
      }
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

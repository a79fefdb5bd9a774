import SpikeData

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The right to write to a run directory, held by one process at a time, between machines too.
///
/// The lock is a file that says who holds it. It appears whole or not at all: its content is
/// written under another name and linked to the lock's, which fails when there is one already and,
/// unlike exclusive creation, cannot leave an empty file behind. A lock whose holder is dead is
/// taken over.
struct RunLock {
  private let path: String
  private let content: [UInt8]

  /// Takes the lock.
  ///
  /// - Parameter path: The lock file.
  /// - Throws: ``RunError`` when another process holds it, ``FileError``.
  static func acquire(_ path: String) throws -> RunLock {
    let own = Array((ProcessIdentity.current.json.lineText + "\n").utf8)
    // Each pass takes the lock, finds a living holder, or meets another process doing the same.
    for _ in 0..<100 {
      if try create(own, at: path) { return RunLock(path: path, content: own) }
      try removeIfAbandoned(path)
    }
    throw FileError(.lock, path, reason: "others keep taking it")
  }

  /// Gives the lock back. One that is no longer ours is left alone.
  func release() {
    if let found = try? readFile(path, limit: 1 << 16), found == content {
      _ = unsafe unlink(path)
    }
  }

  /// Who holds a lock, or nil when nobody does who could be alive.
  ///
  /// - Throws: ``FileError`` when there is a lock and it cannot be read.
  static func holder(_ path: String) throws -> ProcessIdentity? {
    guard kind(of: path) != .absent else { return nil }
    let bytes = try readFile(path, limit: 1 << 16)
    guard let json = try? JSONDocument(parsing: bytes).root, let holder = ProcessIdentity(json)
    else {
      throw FileError(.lock, path, reason: "it is damaged; delete it if no process writes there")
    }
    return holder.isAlive == false ? nil : holder
  }

  /// Makes the lock unless there is one.
  private static func create(_ content: [UInt8], at path: String) throws -> Bool {
    do {
      try writeAtomically(content, to: path, overwriting: false)
      return true
    } catch {
      if case .alreadyExists = error { return false }
      throw FileError(.lock, error)
    }
  }

  /// Removes the lock of a dead process.
  ///
  /// Two processes may find the same dead holder. Only who has the system's lock on that very file
  /// may remove it, and only while the path still leads to it, so neither can remove the other's
  /// new one.
  private static func removeIfAbandoned(_ path: String) throws {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return }
      throw FileError(.lock, path, errno: errno)
    }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX) == 0 else { throw FileError(.lock, path, errno: errno) }
    var (opened, current) = (stat(), stat())
    guard unsafe fstat(descriptor, &opened) == 0, unsafe stat(path, &current) == 0,
      opened.st_ino == current.st_ino, opened.st_dev == current.st_dev
    else { return }
    if let holder = try holder(path) {
      let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
      throw RunError.running(directory: folder, holder: holder)
    }
    guard unsafe unlink(path) == 0 || errno == ENOENT else {
      throw FileError(.lock, path, errno: errno)
    }
  }
}

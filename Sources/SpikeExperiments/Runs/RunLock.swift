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
      if try link(own, to: path) { return RunLock(path: path, content: own) }
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

  private static func link(_ content: [UInt8], to path: String) throws -> Bool {
    let (folder, name) = splitPath(path)
    let host = ProcessIdentity.current.host.filter { $0 != "/" }
    let temporary = "\(folder)/.\(name).\(host).\(getpid()).\(UInt32.random(in: 0...(.max))).tmp"
    try createFile(temporary, holding: content, reportedAs: path)
    defer { _ = unsafe unlink(temporary) }
    let result = systemLink(temporary, path)
    let code = errno
    // Over NFS the answer may be lost although the link was made; the count of links is right.
    var status = stat()
    if unsafe stat(temporary, &status) == 0, status.st_nlink == 2 { return true }
    guard result != 0, code == EEXIST else { throw FileError(.lock, path, errno: code) }
    return false
  }

  /// `link(2)` under a name of its own.
  private static func systemLink(_ existing: String, _ new: String) -> Int32 {
    #if canImport(Darwin)
      unsafe Darwin.link(existing, new)
    #else
      unsafe Glibc.link(existing, new)
    #endif
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
      throw RunError.running(directory: splitPath(path).folder, holder: holder)
    }
    guard unsafe unlink(path) == 0 || errno == ENOENT else {
      throw FileError(.lock, path, errno: errno)
    }
  }
}

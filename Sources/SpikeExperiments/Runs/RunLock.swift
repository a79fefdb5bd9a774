import SpikeData

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The right to write to a run directory, held by one process at a time, between machines too. It is
/// also the claim by which the coordinators of a sweep share its runs.
///
/// The lock is a file that says who holds it. It appears whole or not at all: its content is
/// written under another name and linked to the lock's, which fails when there is one already and,
/// unlike exclusive creation, cannot leave an empty file behind. While it is held, a heartbeat
/// renews the file's time. A lock is taken over when its holder is dead: for a process of this
/// machine the system knows; for one of another, when no heartbeat came for
/// ``LockHeartbeat/patience`` seconds of the file server's clock.
struct RunLock {
  private let path: String
  private let content: [UInt8]
  private let heartbeat: LockHeartbeat

  /// Takes the lock.
  ///
  /// - Parameter path: The lock file.
  /// - Throws: ``RunError`` when another process holds it, ``FileError``.
  static func acquire(_ path: String) throws -> RunLock {
    let own = Array((LockHolder.new().json.lineText + "\n").utf8)
    // Each pass takes the lock, finds a living holder, or meets another process doing the same.
    for _ in 0..<100 {
      if try create(own, at: path) {
        do {
          return RunLock(
            path: path, content: own, heartbeat: try LockHeartbeat(path: path, content: own))
        } catch {
          try? FileSystem.remove(path)
          throw error
        }
      }
      try removeIfAbandoned(path)
    }
    throw FileError(.lock, path, reason: "others keep taking it")
  }

  /// Gives the lock back. One that is no longer ours is left alone.
  func release() {
    heartbeat.stop()
    if isHeld { try? FileSystem.remove(path) }
  }

  /// Whether the lock is still ours: a process that was suspended for minutes may have lost it.
  var isHeld: Bool { (try? readFile(path, limit: 1 << 16)) == content }

  /// Who holds a lock, or nil when nobody does who could be alive.
  ///
  /// - Throws: ``FileError`` when there is a lock and it cannot be read.
  static func holder(_ path: String) throws -> ProcessIdentity? {
    guard let (_, holder) = try read(path) else { return nil }
    return isAlive(holder, path) ? holder.process : nil
  }

  private static func isAlive(_ holder: LockHolder, _ path: String) -> Bool {
    if let isAlive = holder.process.isAlive { return isAlive }
    return !(holder.hasHeartbeat && LockHeartbeat.isStale(path))
  }

  private static func read(_ path: String) throws -> (bytes: [UInt8], holder: LockHolder)? {
    let bytes: [UInt8]
    do {
      guard kind(of: path) != .absent else { return nil }
      bytes = try readFile(path, limit: 1 << 16)
    } catch {
      // Given back between the two calls.
      if kind(of: path) == .absent { return nil }
      throw error
    }
    guard let json = try? JSONDocument(parsing: bytes).root, let holder = LockHolder(json) else {
      throw FileError(.lock, path, reason: "it is damaged; delete it if no process writes there")
    }
    return (bytes, holder)
  }

  /// Makes the lock unless there is one.
  private static func create(_ content: [UInt8], at path: String) throws -> Bool {
    do {
      try writeAtomically(content, to: path, overwriting: false)
      return true
    } catch {
      if case .alreadyExists = error { return false }
      // It may have come to stand there even so: nobody would give it back.
      if (try? readFile(path, limit: 1 << 16)) == content { try? FileSystem.remove(path) }
      throw FileError(.lock, error)
    }
  }

  /// Removes the lock of a dead process.
  ///
  /// Two processes may find the same dead holder. On one machine, and where the file system carries
  /// locks between machines, only who has the system's lock on that very file goes on, and only
  /// while the path still leads to it. Where it does not, the rename decides: it succeeds once for
  /// a file, and who finds that he moved another than the one he judged puts it back.
  private static func removeIfAbandoned(_ path: String) throws {
    let descriptor: Int32
    do throws(SystemError) {
      descriptor = try RegularFile.descriptor(of: path, O_RDONLY, .enclosed)
    } catch {
      if error.code == ENOENT { return }
      throw FileError(.lock, path, error)
    }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_EX) != 0, ![ENOLCK, ENOTSUP, EOPNOTSUPP, ENOSYS].contains(errno) {
      throw FileError(.lock, path, errno: errno)
    }
    var (opened, current) = (stat(), stat())
    guard unsafe fstat(descriptor, &opened) == 0, unsafe lstat(path, &current) == 0,
      opened.st_ino == current.st_ino, opened.st_dev == current.st_dev
    else { return }
    guard let (judged, holder) = try read(path) else { return }
    let place = folder(of: path)
    if isAlive(holder, path) { throw RunError.running(directory: place, holder: holder.process) }
    let name = String(UInt64.random(in: 0...(.max)), radix: 16)
    let aside = "\(place)/.abandoned-lock.\(name).partial"
    do throws(SystemError) {
      try FileSystem.move(path, to: aside)
    } catch {
      if error.code == ENOENT { return }
      throw FileError(.lock, path, error)
    }
    if (try? readFile(aside, limit: 1 << 16)) ?? judged != judged {
      try? FileSystem.addName(path, to: aside)
    }
    try? FileSystem.remove(aside)
  }
}

/// What a lock file says.
struct LockHolder {
  var process: ProcessIdentity
  /// Tells this lock from an earlier one of the same process.
  var token: String
  /// Whether the holder renews the lock; those of version 0.1.0's first runs did not.
  var hasHeartbeat: Bool

  static func new() -> LockHolder {
    LockHolder(
      process: .current, token: String(UInt64.random(in: 0...(.max)), radix: 16),
      hasHeartbeat: true)
  }

  var json: JSONValue {
    var object = process.json.object ?? JSONObject()
    object["token"] = .string(token)
    object["heartbeat"] = .number(LockHeartbeat.interval)
    return JSONValue(.object(object))
  }

  private init(process: ProcessIdentity, token: String, hasHeartbeat: Bool) {
    (self.process, self.token, self.hasHeartbeat) = (process, token, hasHeartbeat)
  }

  init?(_ json: JSONValue) {
    guard let process = ProcessIdentity(json) else { return nil }
    self.init(
      process: process, token: json["token"]?.string ?? "",
      hasHeartbeat: json["heartbeat"]?.integer != nil)
  }
}

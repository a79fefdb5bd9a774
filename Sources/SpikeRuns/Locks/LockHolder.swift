import SpikeFiles

/// What a lock file says of who holds it.
struct LockHolder: Hashable {
  /// The process.
  var process: ProcessIdentity
  /// Tells this lock from every other one, and names the holder's staging folder.
  var token: String
  /// Whether the holder renews the lock; those of version 0.1.0's first runs did not.
  var hasHeartbeat: Bool
  /// Whether the holder has a staging folder; those of earlier versions did not.
  var hasStaging: Bool

  /// This process, with a token that no other lock has.
  static func new() -> LockHolder {
    LockHolder(
      process: .current, token: String(UInt64.random(in: 1...(.max)), radix: 16),
      hasHeartbeat: true, hasStaging: true)
  }

  private init(process: ProcessIdentity, token: String, hasHeartbeat: Bool, hasStaging: Bool) {
    (self.process, self.token) = (process, token)
    (self.hasHeartbeat, self.hasStaging) = (hasHeartbeat, hasStaging)
  }

  /// The content of the lock file.
  func json(heartbeat seconds: Double) -> JSONValue {
    var object = process.json.object ?? JSONObject()
    object["token"] = .string(token)
    object["heartbeat"] = .number(seconds)
    object["staging"] = true
    return JSONValue(.object(object))
  }

  /// Reads the content of a lock file; nil when it is none.
  init?(_ json: JSONValue) {
    guard let process = ProcessIdentity(json) else { return nil }
    let token = json["token"]?.string ?? ""
    var hasStaging = false
    // The token becomes part of a path.
    if case .boolean(true) = json["staging"]?.content { hasStaging = StagingFolder.isToken(token) }
    self.init(
      process: process, token: token, hasHeartbeat: json["heartbeat"]?.double != nil,
      hasStaging: hasStaging)
  }
}

/// A lock file as it was read.
struct LockRecord: Hashable {
  /// Its bytes.
  var bytes: [UInt8]
  /// What they say.
  var holder: LockHolder

  /// Reads a lock; nil when there is none.
  ///
  /// - Throws: ``SpikeFiles/FileError`` when there is one that cannot be read.
  static func read(_ path: String) throws(FileError) -> LockRecord? {
    let bytes: [UInt8]
    FileSystem.willLook(at: path)
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
    return LockRecord(bytes: bytes, holder: holder)
  }
}

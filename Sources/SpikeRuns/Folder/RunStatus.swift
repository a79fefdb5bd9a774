import SpikeFiles

/// What `status.json` says: how a run stands, for people and programs that look in from outside.
public struct RunStatus: Hashable, Sendable {
  /// How a run stands.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// A process is at work, or was when it died.
    case running
    /// Finished.
    case done
    /// An error ended it.
    case failed
    /// A signal stopped it; it can be resumed.
    case interrupted
  }

  /// The version of the run directory's layout that this program writes and the newest it reads.
  public static let format = 2

  /// How the run stands.
  public var state: State
  /// The process that wrote the status.
  public var process: ProcessIdentity
  /// How many times the run was begun or resumed, from 1.
  public var attempt: Int
  /// When this attempt began, in UTC: `2025-03-09T14:05:00Z`.
  public var started: String
  /// When the status was written.
  public var updated: String
  /// The message of the error that ended the run, if one did.
  public var error: String?

  /// Makes a status.
  package init(
    state: State,
    process: ProcessIdentity,
    attempt: Int,
    started: String,
    updated: String,
    error: String? = nil
  ) {
    self.state = state
    self.process = process
    self.attempt = attempt
    self.started = started
    self.updated = updated
    self.error = error
  }
}

extension RunStatus {
  package var json: JSONValue {
    [
      "format": .number(Self.format), "state": .string(state.rawValue),
      "pid": .number(process.pid), "host": .string(process.host),
      "attempt": .number(attempt), "started": .string(started), "updated": .string(updated),
      "error": error.map(JSONValue.string) ?? .null,
    ]
  }

  /// Reads a status file; nil when there is none.
  package static func read(_ path: String) throws -> RunStatus? {
    guard kind(of: path) != .absent else { return nil }
    return try RunStatus(try readJSON(path, format: Self.format), file: path)
  }

  /// Reads the content of a status file, of whichever format.
  ///
  /// - Throws: ``RunError`` when it is none.
  init(_ json: JSONValue, file path: String) throws(RunError) {
    guard let state = json["state"]?.string.flatMap(State.init), let host = json["host"]?.string,
      let pid = json["pid"]?.integer, let attempt = json["attempt"]?.integer, attempt >= 0
    else {
      throw RunError.unreadable(file: path, reason: "it is no status of a run")
    }
    self.init(
      state: state,
      process: ProcessIdentity(host: JSONText.printable(host), pid: pid, beginning: nil),
      attempt: attempt, started: json["started"]?.string ?? "",
      updated: json["updated"]?.string ?? "",
      error: (json["error"]?.string).map(JSONText.printable))
  }
}

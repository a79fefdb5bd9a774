/// A file or folder could not be used.
public struct FileError: UserError, Hashable {
  /// What was tried.
  public enum Operation: String, Hashable, Sendable {
    /// Opening a file, for whatever is to be done with it.
    case open
    /// Reading a file.
    case read
    /// Writing a file.
    case write
    /// Making a folder.
    case createFolder = "create the folder"
    /// Removing a file.
    case remove
    /// Starting a program.
    case start
    /// Reserving a run directory for this process.
    case lock
  }

  /// What was tried.
  public var operation: Operation
  /// The file or folder.
  public var path: String
  /// Why it failed, in the system's words or ours.
  public var reason: String
  /// What the shell is told.
  public var exitStatus: ExitStatus

  /// Describes a failure.
  ///
  /// - Parameters:
  ///   - operation: What was tried.
  ///   - path: The file or folder.
  ///   - reason: Why it failed.
  ///   - exitStatus: ``ExitStatus/someFailed`` unless told.
  public init(
    _ operation: Operation, _ path: String, reason: String, exitStatus: ExitStatus = .someFailed
  ) {
    self.operation = operation
    self.path = path
    self.reason = reason
    self.exitStatus = exitStatus
  }

  /// `cannot write results/x: No space left on device`.
  public var message: String {
    "cannot \(operation.rawValue) \(JSONText.printable(path)): \(reason)"
  }
}

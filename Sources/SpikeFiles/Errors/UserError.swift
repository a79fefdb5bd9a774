/// An error that a user can cause and mend.
///
/// Conforming types carry the data (path, what was found, what is allowed) and put it into one
/// message that needs no further explanation.
public protocol UserError: Error, Sendable, CustomStringConvertible {
  /// What is wrong and what to do about it; no line break at the end.
  var message: String { get }
  /// What the shell is told.
  var exitStatus: ExitStatus { get }
}

extension UserError {
  /// The message.
  public var description: String { message }
}

/// The message to print for any error.
///
/// - Returns: A ``UserError``'s message, or the error's own description.
public func userMessage(for error: any Error) -> String {
  (error as? any UserError)?.message ?? "\(error)"
}

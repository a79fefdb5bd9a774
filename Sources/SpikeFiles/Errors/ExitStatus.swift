/// What a command tells the shell when it ends.
///
/// `Documentation/ExitCodes.md` is the user's table of these.
public enum ExitStatus: Int32, Sendable, CaseIterable {
  /// Everything asked for is done.
  case done = 0
  /// A run failed, or a file could not be read or written: the request was right, carrying it out
  /// was not possible.
  case someFailed = 1
  /// The request is wrong: an unknown option, a faulty config, data that is not there. Nothing
  /// was started.
  case usage = 2
  /// Stopped half-way by a signal; the same command continues. The number is BSD's EX_TEMPFAIL.
  case interrupted = 75
}

extension ExitStatus {
  /// What the shell is told when an error ends a command.
  ///
  /// A ``UserError`` says it itself; cancellation is an interruption; anything else is a failure.
  public init(for error: any Error) {
    switch error {
    case let error as any UserError: self = error.exitStatus
    case is CancellationError: self = .interrupted
    default: self = .someFailed
    }
  }
}

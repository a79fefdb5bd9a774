import SpikeFiles

/// Slurm cannot be used as asked.
public enum SlurmError: UserError, Hashable {
  /// A command of Slurm is not there.
  case absent(command: String)
  /// A command of Slurm failed.
  case refused(command: String, reason: String)
  /// The sweep uses halving, whose comparisons need a coordinator.
  case halving
  /// A file is no batch, or a task of it was not named.
  case noTask(file: String, reason: String)

  /// What is wrong and what to do.
  public var message: String {
    switch self {
    case .absent(let command):
      "Slurm's \(command) is not here; run this on a machine that submits to Slurm, or without "
        + "--launcher slurm"
    case .refused(let command, let reason):
      // Without the line break that its words end with.
      "\(command) failed: \(JSONText.printable(JSONText.cut(reason.trimmed)))"
    case .halving:
      "successive halving compares runs while they train, which job arrays do not: leave out "
        + "\"halving\", or run the sweep in one job with --launcher local"
    case .noTask(let file, let reason): "\(JSONText.printable(file)): \(reason)"
    }
  }

  /// ``SpikeFiles/ExitStatus/someFailed`` when Slurm refused, ``SpikeFiles/ExitStatus/usage`` otherwise.
  public var exitStatus: ExitStatus {
    if case .refused = self { .someFailed } else { .usage }
  }
}

extension String {
  /// Without white space at the end.
  fileprivate var trimmed: String {
    String(reversed().drop { $0.isWhitespace }.reversed())
  }
}

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
      "\(command) failed: \(Self.lines(of: reason))"
    case .halving:
      "successive halving compares runs while they train, which job arrays do not: leave out "
        + "\"halving\", or run the sweep in one job with --launcher local"
    case .noTask(let file, let reason): "\(JSONText.printable(file)): \(reason)"
    }
  }

  /// What a command said, on one line. The last lines of many say why: those before are of its attempts.
  private static func lines(of text: String) -> String {
    text.split(whereSeparator: \.isNewline).suffix(3)
      .map { JSONText.printable(JSONText.cut(String($0))) }.joined(separator: "; ")
  }

  /// ``SpikeFiles/ExitStatus/someFailed`` when Slurm refused, ``SpikeFiles/ExitStatus/usage`` otherwise.
  public var exitStatus: ExitStatus {
    if case .refused = self { .someFailed } else { .usage }
  }
}

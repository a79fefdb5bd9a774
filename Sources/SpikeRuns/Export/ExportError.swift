import SpikeFiles

/// Why a run cannot be exported.
public enum ExportError: UserError, Hashable {
  /// A format has no words for a part of the network; `place` counts `network.layers`.
  case unsupported(place: Int, what: String, why: String)
  /// A file would be overwritten that no export wrote.
  case foreign(path: String, kind: String)

  /// What is wrong and what to do.
  public var message: String {
    switch self {
    case .unsupported(let place, let what, let why): "network.layers[\(place)] \(what): \(why)"
    case .foreign(let path, let kind):
      "\(JSONText.printable(path)) exists and is no \(kind) of ours; choose another name, or --force "
        + "replaces it"
    }
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

import SpikeFiles

/// Everything that is wrong with a config, found in one pass.
public struct ConfigError: UserError, Hashable {
  /// The faults in the order of the file, those of overrides after them; never empty.
  public var faults: [ConfigFault]

  /// Most faults a message lists.
  static let mostShown = 40

  package init(_ faults: [ConfigFault]) {
    precondition(!faults.isEmpty)
    self.faults = faults
  }

  /// One line per fault and one that says how many there are.
  public var message: String {
    var lines = faults.prefix(Self.mostShown).map(\.description)
    if faults.count > Self.mostShown {
      lines.append("… and \(faults.count - Self.mostShown) more")
    }
    let more = faults.count >= FaultList.most ? " or more" : ""
    if faults.count > 1 { lines.append("\(faults.count) faults\(more); nothing was run") }
    return lines.joined(separator: "\n")
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

/// One thing that is wrong with a config.
public struct ConfigFault: Hashable, Sendable, CustomStringConvertible {
  /// What kind of fault it is.
  public enum Kind: Hashable, Sendable {
    /// The text is not JSON.
    case syntax
    /// A key stands in one object twice.
    case duplicateKey
    /// No such key here.
    case unknownKey
    /// The key belongs to another choice, such as another learning rule.
    case inapplicableKey
    /// A key that has no default is absent.
    case missingKey
    /// A value of another type than the key's.
    case wrongType
    /// A number beyond its bounds, or too few or too many elements.
    case outOfRange
    /// A string that names nothing known here.
    case unknownValue
    /// Values that are right on their own and wrong together.
    case contradiction
    /// A layer that does not fit those before it; ``ConfigFault/found`` says why.
    case unfitLayer
    /// A file that the config names, and that cannot be used; ``ConfigFault/found`` says why.
    case unusableFile
    /// A `key.path=value` that cannot be applied.
    case override
  }

  /// Where a fault stands.
  public enum Location: Hashable, Sendable {
    /// In a file, at a position of it.
    case file(String, SourcePosition)
    /// In a `key.path=value` of the command line, given whole.
    case override(String)
    /// In no one place of the file: a default does not fit the rest.
    case defaults(String)
  }

  /// What kind of fault it is.
  public var kind: Kind
  /// Where it stands.
  public var location: Location
  /// The path of the key; empty for the whole document.
  public var path: String
  /// What was found, in words or as JSON.
  public var found: String
  /// What is allowed there; empty where ``found`` says all there is to say.
  public var allowed: String
  /// The known name that was probably meant.
  public var suggestion: String?

  /// `file:line:column: key.path: found …, allowed …`, and a suggestion when there is one.
  public var description: String {
    var text =
      switch location {
      case .file(let file, let position):
        "\(JSONText.printable(file)):\(position.line):\(position.column): "
      case .override(let assignment): "override \(JSONText.printable(JSONText.cut(assignment))): "
      case .defaults(let file): "\(JSONText.printable(file)): "
      }
    if !path.isEmpty { text += "\(path): " }
    text +=
      kind == .unfitLayer || kind == .unusableFile
      ? found : "found \(found), \(kind == .syntax ? "expected" : "allowed") \(allowed)"
    if let suggestion { text += "; did you mean \"\(suggestion)\"?" }
    return text
  }
}

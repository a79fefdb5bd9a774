import SpikeFiles

/// A config file: one experiment, or several variants of one to compare.
///
/// Reading checks everything there is to check before anything runs: syntax, keys, types, bounds,
/// and what must hold between them. All faults are reported at once, as ``ConfigError``.
public struct ConfigFile: Hashable, Sendable {
  /// The file, as the user named it; `quick-start.json` for the built-in one.
  public var path: String
  /// The `name` in the file; the variants' names begin with it.
  public var name: String
  /// Whether the file lists variants.
  public var isComparison: Bool
  /// The experiments in the order of the file: one, or one per variant. Never empty; no two have
  /// the same ``ExperimentConfig/hash``.
  public var experiments: [ExperimentConfig]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - overrides: `key.path=value` texts, applied in order. Those whose path begins with
  ///     `variants` change one variant; others change the experiment or every variant alike.
  ///   - checksClasses: Whether the last layer must have an output for each class of the data set;
  ///     false where other tensors take the data set's place.
  /// - Throws: ``SpikeFiles/FileError`` with ``SpikeFiles/ExitStatus/usage`` when the file cannot be read, ``ConfigError``
  ///   when it or an override is faulty.
  public static func load(
    _ path: String, overrides: [String] = [], checksClasses: Bool = true
  ) throws -> ConfigFile {
    try load(path, .named, overrides: overrides, checksClasses: checksClasses)
  }

  /// The same, of a file that the user named or of one in a run's folder.
  package static func load(
    _ path: String, _ place: FilePlace, overrides: [String] = [], checksClasses: Bool = true
  ) throws -> ConfigFile {
    let bytes: [UInt8]
    do {
      bytes = try readFile(path, limit: JSONDocument.largestText, place)
    } catch {
      var error = error
      error.exitStatus = .usage
      let config = path.hasSuffix("/") ? path + "config.json" : path + "/config.json"
      if kind(of: path) == .folder, kind(of: config) == .other {
        error.reason = "it is the folder of a run, whose config is \(JSONText.printable(config))"
      }
      throw error
    }
    var loader = ConfigLoader(file: path, checksClasses: checksClasses)
    return try loader.load(bytes, overrides: overrides)
  }

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - bytes: The text in UTF-8.
  ///   - file: What messages call it.
  ///   - overrides: As for ``load(_:overrides:checksClasses:)``.
  /// - Throws: ``ConfigError``.
  public static func parse(
    _ bytes: [UInt8], file: String, overrides: [String] = []
  ) throws(ConfigError) -> ConfigFile {
    var loader = ConfigLoader(file: file, checksClasses: true)
    return try loader.load(bytes, overrides: overrides)
  }

  /// Reads a text.
  ///
  /// - Throws: ``ConfigError``.
  public static func parse(
    _ text: String, file: String, overrides: [String] = []
  ) throws(ConfigError) -> ConfigFile {
    try parse(Array(text.utf8), file: file, overrides: overrides)
  }

  /// The file's one experiment.
  ///
  /// - Parameter variant: Which variant, by its own name; needed when there are several.
  /// - Throws: ``VariantError`` when a variant must be named, or there is none of that name.
  public func single(variant: String? = nil) throws(VariantError) -> ExperimentConfig {
    let names = isComparison ? experiments.map { String($0.name.dropFirst(name.count + 1)) } : []
    if let variant {
      guard let place = names.firstIndex(of: variant) else {
        throw VariantError(path: path, wanted: variant, variants: names)
      }
      return experiments[place]
    }
    guard experiments.count == 1 else {
      throw VariantError(path: path, wanted: nil, variants: names)
    }
    return experiments[0]
  }
}

/// A config has other variants than the one experiment asked for.
public struct VariantError: UserError, Hashable {
  /// The config file.
  public var path: String
  /// The variant asked for, if one was.
  public var wanted: String?
  /// The variants the file has.
  public var variants: [String]

  /// What the file holds, and what to do.
  public var message: String {
    let file = JSONText.printable(path)
    guard let wanted else {
      return "\(file) compares \(variants.count) variants (\(variants.joined(separator: ", "))); "
        + "run them all with `spikelab compare \(file)` or name one by --variant"
    }
    let shown = JSONText.quoted(JSONText.cut(wanted))
    if variants.isEmpty { return "\(file) has no variants, so none is called \(shown)" }
    let guess = Suggestion.nearest(to: wanted, among: variants).map { "; did you mean \"\($0)\"?" }
    return "\(file) has no variant \(shown), only \(variants.joined(separator: ", "))"
      + (guess ?? "")
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

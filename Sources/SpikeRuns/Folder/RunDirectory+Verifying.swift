import SpikeConfig
import SpikeFiles
import SpikeTraining

extension RunDirectory {
  /// Makes sure that the folder is this experiment's: that the config in it is.
  ///
  /// - Throws: ``RunError/otherConfig(file:expected:found:)``; ``SpikeConfig/ConfigError``, ``RunError`` or
  ///   ``SpikeFiles/FileError`` when the config in it cannot be read, or a newer version wrote it.
  func verifyConfig() throws {
    guard kind(of: configPath) != .absent else { return }
    let bytes = try readFile(configPath, limit: JSONDocument.largestText)
    // What this version writes for this experiment needs not be taken apart.
    if bytes == Array(config.resolved.prettyText.utf8) { return }
    // A newer version's config may have keys that this one does not know: its status says so first.
    _ = try RunStatus.read(statusPath)
    let found = try ConfigFile.parse(bytes, file: configPath, overrides: []).single().hash
    guard found == hash else {
      throw RunError.otherConfig(file: configPath, expected: hash, found: found)
    }
  }

  /// Makes sure that the folder's name, where it is a hash, is that of the config in it.
  ///
  /// - Throws: ``RunError/otherConfig(file:expected:found:)``.
  func verifyName() throws(RunError) {
    let name = String(path.split(separator: "/").last ?? "")
    let isHash =
      name.utf8.count == hash.utf8.count
      && name.allSatisfy { $0.isHexDigit && !$0.isUppercase }
    guard isHash, name != hash else { return }
    throw .otherConfig(file: configPath, expected: name, found: hash)
  }

  /// The final numbers of a finished run; nil for any other.
  ///
  /// - Throws: ``SpikeFiles/FileError`` or ``RunError`` when they cannot be read, or are another experiment's.
  public func summary() throws -> JSONValue? {
    FileSystem.willLook(at: summaryPath)
    // Not `? nil :`, which would be JSON's null.
    guard kind(of: summaryPath) != .absent else { return .none }
    let json = try readJSON(summaryPath, format: RunSummary.format)
    if json["format"]?.integer ?? 1 > 1 {
      for key in ["config", "checkpoint"] where json[key]?.string == nil {
        throw RunError.unreadable(file: summaryPath, reason: "\(key) is missing or of another type")
      }
    }
    if let found = json["config"]?.string, found != hash {
      throw RunError.otherConfig(file: summaryPath, expected: hash, found: found)
    }
    return json
  }

  /// Reads the checkpoint, which is made sure to be as it was written, to be this experiment's and, of
  /// a finished run, the one that the summary is about.
  ///
  /// - Parameters:
  ///   - note: Called where an older version wrote it, without a checksum.
  ///   - body: Takes it in. Called before the hash of its config is compared: a checkpoint of another
  ///     network is told best by its tensors.
  /// - Throws: ``RunError``; `DataError` when it cannot be read or is damaged; what the body throws. What
  ///   the body took is of no use then.
  package func readCheckpoint(
    note: (String) -> Void = { _ in }, _ body: (TensorFile) throws -> Void
  ) throws {
    // The summary first: a run that ends meanwhile has its last checkpoint by then.
    let wanted = try summary()?["checkpoint"]?.string
    FileSystem.willLook(at: checkpointPath)
    guard hasCheckpoint else { throw RunError.noCheckpoint(directory: path) }
    let file = try TensorFile(reading: checkpointPath, .enclosed)
    if try !Checkpoint.verify(file), wanted == nil {
      note(
        "\(checkpointPath) is of an older version and has no checksum: whether it is as it was "
          + "written is not known")
    }
    try body(file)
    if let found = file.metadata[Checkpoint.configKey], found != hash {
      throw RunError.otherConfig(file: checkpointPath, expected: hash, found: found)
    }
    let found = file.metadata[TensorFile.checksumKey] ?? "none"
    if let wanted, wanted != found {
      throw RunError.otherCheckpoint(file: checkpointPath, expected: wanted, found: found)
    }
  }
}

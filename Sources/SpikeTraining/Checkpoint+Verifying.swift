import SpikeFiles

extension Checkpoint {
  /// Refuses what a newer version wrote, and what is not as it was written. A file that another program
  /// made is taken as it is.
  ///
  /// - Returns: Whether the file has a checksum, which version 1 did not.
  /// - Throws: `DataError`.
  @discardableResult
  public static func verify(_ file: TensorFile) throws(DataError) -> Bool {
    // One flipped bit can make one of these keys unknown, not both.
    let isOurs = file.metadata["format"] == format
    guard isOurs || file.metadata[TensorFile.checksumKey] != nil else { return false }
    // Files without a version are the first ones.
    let found = isOurs ? file.metadata["version"] ?? "1" : "\(version)"
    guard let number = Int(found), number <= version else {
      throw .newerVersion(path: file.path, found: found, supported: version)
    }
    if number == 1 && file.metadata[TensorFile.checksumKey] == nil { return false }
    guard try file.verifyChecksum() else {
      throw .malformed(
        path: file.path, part: "metadata", expected: "a version and a checksum", found: "not both")
    }
    return true
  }
}

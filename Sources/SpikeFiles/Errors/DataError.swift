/// What can go wrong with a user's files, data sets and downloads.
///
/// Every case carries what a program needs to react (path, expected, found); ``description`` is
/// one message a person can act on.
public enum DataError: Error, Hashable {
  /// A file could not be opened or read; `reason` is the system's.
  case unreadable(path: String, reason: String)

  /// A file could not be written; what stood under `path` before is intact.
  case unwritable(path: String, reason: String)

  /// A file that was to be written exists, and overwriting was not asked for.
  case alreadyExists(path: String)

  /// A file's content is not what its format demands; `part` names the place in it.
  case malformed(path: String, part: String, expected: String, found: String)

  /// What a file holds takes more memory than there is, or may be taken.
  case tooLarge(path: String, MemoryBudget.Shortage)

  /// A file has a version that a newer version of this program wrote.
  case newerVersion(path: String, found: String, supported: Int)

  /// A file holds something else than when its checksum was written.
  case damaged(path: String, expected: String, found: String)

  /// A label lies outside 0 ..< `classes`; `index` is the sample's.
  case labelOutOfRange(path: String, index: Int, label: Int, classes: Int)

  /// A tensor file has no tensor of that name; `present` are the names it has.
  case tensorMissing(path: String, tensor: String, present: [String])

  /// A tensor file has a tensor that shows it to belong to something larger, such as a network
  /// with more layers, or, where the network `hasLayer`, one whose layer has biases.
  case tensorUnexpected(path: String, tensor: String, hasLayer: Bool)

  /// A tensor has another shape than the program needs.
  case tensorShape(path: String, tensor: String, expected: [Int], found: [Int])

  /// A tensor has another element type than the program needs.
  case tensorType(path: String, tensor: String, expected: TensorType, found: TensorType)

  /// Values that were to form a data set do not fit together; `part` names the quantity.
  case inconsistent(part: String, expected: String, found: String)

  /// A data set's files are in none of the directories searched.
  case datasetNotFound(dataset: String, searched: [SearchedDirectory], canBeFetched: Bool)

  /// No mirror served `file`; `directory` is where it was to be put.
  case downloadFailed(file: String, directory: String, attempts: [FailedDownload])
}

/// A directory in which a data set's files were looked for.
public struct SearchedDirectory: Sendable, Hashable {
  /// The directory as it was tried.
  public var path: String

  /// The files of the data set that it lacks.
  public var missing: [String]

  /// Whether some of the files, though not all, are there.
  public var isPartial: Bool

  /// Describes one directory that was tried.
  public init(path: String, missing: [String], isPartial: Bool) {
    self.path = path
    self.missing = missing
    self.isPartial = isPartial
  }
}

/// One mirror's failure to serve a file.
public struct FailedDownload: Sendable, Hashable {
  /// The address that was asked.
  public var address: String

  /// Why it did not do, in words.
  public var reason: String

  /// Describes one attempt.
  public init(address: String, reason: String) {
    self.address = address
    self.reason = reason
  }
}

extension DataError: CustomStringConvertible {
  /// One message for a person: what is wrong, where, and where possible what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "cannot read \(path): \(reason)"
    case .unwritable(let path, let reason):
      "cannot write \(path): \(reason)"
    case .alreadyExists(let path):
      "\(path) exists; --overwrite replaces it"
    case .malformed(let path, let part, let expected, let found):
      "\(path): \(part): expected \(expected), found \(found)"
    case .tooLarge(let path, let shortage): Self.tooLarge(path, shortage)
    case .newerVersion(let path, let found, let supported):
      "\(path): it has version \(found), written by a newer version of SpikeLab; this one reads up "
        + "to \(supported)"
    case .damaged(let path, let expected, let found):
      "\(path): it is damaged, or was changed: its checksum is \(found.prefix(16))…, and it says "
        + "\(JSONText.shown(String(expected.prefix(16))))…"
    case .labelOutOfRange(let path, let index, let label, let classes):
      "\(path): label \(label) of sample \(index) is outside 0 ..< \(classes)"
    case .tensorMissing(let path, let tensor, let present):
      "\(path): no tensor '\(JSONText.shown(tensor))'; it has \(Self.list(present))"
    case .tensorUnexpected(let path, let tensor, let hasLayer):
      "\(path): tensor '\(JSONText.shown(tensor))': expected none, "
        + (hasLayer ? "its layer has no such parameter" : "the network has fewer layers")
    case .tensorShape(let path, let tensor, let expected, let found):
      "\(path): tensor '\(JSONText.shown(tensor))': expected shape \(expected), found \(found)"
    case .tensorType(let path, let tensor, let expected, let found):
      "\(path): tensor '\(JSONText.shown(tensor))': expected \(expected.rawValue) values, found \(found.rawValue)"
    case .inconsistent(let part, let expected, let found):
      "\(part): expected \(expected), found \(found)"
    case .datasetNotFound(let dataset, let searched, let canBeFetched):
      Self.notFound(dataset, searched, canBeFetched: canBeFetched)
    case .downloadFailed(let file, let directory, let attempts):
      Self.notDownloaded(file, directory, attempts)
    }
  }

  private static func tooLarge(_ path: String, _ shortage: MemoryBudget.Shortage) -> String {
    let bound =
      switch shortage.bound {
      case .free: "are free"
      case .limit: "are allowed by --memory-limit"
      case .share: "are this worker's share of the free memory"
      }
    return "cannot read \(path): its content takes \(Int(shortage.needed)) bytes of memory, and "
      + "\(shortage.available) \(bound)"
  }

  private static func list(_ names: [String]) -> String {
    if names.isEmpty { return "none" }
    let shown = names.prefix(12).map(JSONText.shown).joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }

  private static func notFound(
    _ dataset: String, _ searched: [SearchedDirectory], canBeFetched: Bool
  ) -> String {
    let places = searched.map { place in
      place.isPartial
        ? "  \(place.path) (lacks \(place.missing.joined(separator: ", ")))" : "  \(place.path)"
    }
    if !canBeFetched, ["idx", "events"].contains(dataset) {
      return """
        data set '\(dataset)' not found; looked in
        \(places.joined(separator: "\n"))
        data.folder names its folder: from the config's own folder, from the data root (--data-root or \
        SPIKELAB_DATA), or by an absolute path.
        """
    }
    let fetch = canBeFetched ? "Run 'spikelab data fetch \(dataset)', or name" : "Name"
    return """
      data set '\(dataset)' not found; looked in
      \(places.joined(separator: "\n"))
      \(fetch) the folder that holds its files (plain or .gz) by --data-root or \
      SPIKELAB_DATA, or use the embedded data set 'digits'.
      """
  }

  private static func notDownloaded(
    _ file: String, _ directory: String, _ attempts: [FailedDownload]
  ) -> String {
    let reasons = attempts.map { "  \($0.address): \($0.reason)" }
    return """
      could not download \(file); tried
      \(reasons.joined(separator: "\n"))
      Without a network: copy the files (plain or .gz) to \(directory), or name the folder that \
      holds them by --data-root or SPIKELAB_DATA, or use the embedded data set 'digits'.
      """
  }
}

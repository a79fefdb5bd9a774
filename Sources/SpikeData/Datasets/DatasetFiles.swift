import Foundation
import SpikeFiles

/// The files that a data set consists of, and where they may be.
struct DatasetFiles: Sendable, Hashable {
  /// The data set's name.
  let dataset: String
  /// The files, by name.
  let names: [String]
  /// Folders that may hold them, inside of the root where they are not absolute; an empty one is the
  /// root itself.
  var folders: [String]
  /// Whether `spikelab data fetch` knows where they are published.
  let canBeFetched: Bool

  /// Finds the files, plain or with `.gz`, in the first folder that has all of them.
  ///
  /// - Returns: The path of each.
  /// - Throws: ``SpikeFiles/DataError/datasetNotFound(dataset:searched:canBeFetched:)``.
  func locate(in root: DataRoot) throws(DataError) -> [String: String] {
    var searched: [SearchedDirectory] = []
    for folder in folders {
      let inside = folder.isEmpty ? root.path : root.path + "/" + folder
      let directory = folder.hasPrefix("/") ? folder : inside
      var found: [String: String] = [:]
      for name in names { found[name] = Self.path(of: name, in: directory) }
      let missing = names.filter { found[$0] == nil }
      if missing.isEmpty { return found }
      searched.append(
        SearchedDirectory(path: directory, missing: missing, isPartial: !found.isEmpty))
    }
    throw .datasetNotFound(
      dataset: dataset, searched: searched, canBeFetched: canBeFetched)
  }

  /// The path of a file in a directory, plain or else with `.gz`; nil if neither is there.
  static func path(of name: String, in directory: String) -> String? {
    let plain = directory + "/" + name
    return [plain, plain + ".gz"].first(where: fileExists)
  }
}

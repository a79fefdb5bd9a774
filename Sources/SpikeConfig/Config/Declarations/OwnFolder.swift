import Foundation
import SpikeData
import SpikeFiles

/// The folder of a data set of one's own: as a config spells it, and where that config lies.
public struct OwnFolder: Hashable, Sendable {
  /// The folder as it is spelt: part of a run's identity.
  public var name: String
  /// The folder of the config beside which the data were found; nil where they are looked for below the data
  /// root alone. No part of a run's identity: data that move take their runs with them.
  public var configFolder: String?

  /// A folder below the data root, or an absolute one.
  public init(_ name: String, configFolder: String? = nil) {
    (self.name, self.configFolder) = (name, configFolder)
  }

  init(_ resolved: ResolvedReader) {
    self.init(
      resolved["folder"].string, configFolder: resolved.optional("configFolder")?.string)
  }

  /// Where to look, in order; what is not absolute lies below the data root.
  var places: [String] {
    name.hasPrefix("/") ? [name] : (configFolder.map { ["\($0)/\(name)"] } ?? []) + [name]
  }

  /// What a config says of it.
  var members: [(String, JSONValue?)] {
    [("folder", .string(name)), ("configFolder", configFolder.map(JSONValue.string))]
  }

  static let key = SchemaKey.required(
    "folder", .text,
    "The folder of the files: from the config's own folder where they are there, else from the data root; or "
      + "absolute."
  ).example("mine")

  static let configKey = SchemaKey.optional(
    "configFolder", .text,
    "The config's own folder, where the files were found from there. Written into the config of a run; no part "
      + "of its identity. The data root alone when absent."
  ).example("/home/me/digits")
}

extension DataSource {
  /// The folder of a data set of one's own.
  var ownFolder: OwnFolder? {
    get {
      switch self {
      case .idx(let folder, _, _, _): folder
      case .events(let folder, _, _, _, _, _): folder
      default: nil
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .idx(_, let rows, let columns, let classes):
        self = .idx(folder: newValue, rows: rows, columns: columns, classes: classes)
      case .events(_, let channels, let rows, let columns, let classes, let framing):
        self = .events(
          folder: newValue, channels: channels, rows: rows, columns: columns, classes: classes,
          framing: framing)
      default: break
      }
    }
  }

  /// Notes that the files lie beside a config, where they do.
  ///
  /// - Parameter file: The config as it was named.
  mutating func find(beside file: String) {
    guard var folder = ownFolder, folder.configFolder == nil, !folder.name.hasPrefix("/") else {
      return
    }
    let place = URL(fileURLWithPath: file).standardizedFileURL.deletingLastPathComponent().path
    // What a config cannot say would not be read again.
    guard place.unicodeScalars.count <= 200, JSONText.printable(place) == place else { return }
    folder.configFolder = place
    var found = self
    found.ownFolder = folder
    if found.dataset.isPresent(in: DataRoot(place)) { self = found }
  }
}

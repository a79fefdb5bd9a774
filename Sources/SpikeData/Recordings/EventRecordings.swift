import SpikeFiles

/// Recordings of one's own, event by event, in CSV files or NumPy's `.npz`: a folder `train` and a folder
/// `test`, each with a folder a class.
public struct EventRecordings: NamedDataset {
  /// Places of the folder, from the data root unless they are absolute: the first that has both splits is
  /// taken.
  public let folders: [String]
  /// Channels of the plane, such as the polarities.
  public let channels: Int
  /// Its height.
  public let rows: Int
  /// Its width.
  public let columns: Int
  /// The number of classes: folders in each split.
  public let classes: Int
  /// How recordings become the spikes of the steps.
  public let framing: EventFraming

  /// Describes recordings.
  public init(
    folder: String, channels: Int, rows: Int, columns: Int, classes: Int, framing: EventFraming
  ) {
    self.init(
      folders: [folder], channels: channels, rows: rows, columns: columns, classes: classes,
      framing: framing)
  }

  /// Describes recordings at one of several places.
  public init(
    folders: [String], channels: Int, rows: Int, columns: Int, classes: Int, framing: EventFraming
  ) {
    (self.folders, self.channels, self.rows) = (folders, channels, rows)
    (self.columns, self.classes, self.framing) = (columns, classes, framing)
  }

  /// `events`.
  public var name: String { "events" }
  /// `event recordings`.
  public var title: String { "event recordings" }
  /// What the framing leaves of the plane.
  public var shape: SampleShape {
    .events(channels: channels, rows: framing.framed(rows), columns: framing.framed(columns))
  }
  /// As many as a folder may hold.
  public var counts: (train: Int, test: Int) { (1_000_000, 1_000_000) }
  /// None.
  public var publishedTrainingSamples: Int? { nil }
  /// Known once they are read.
  public func trainingSamples(in root: DataRoot, test: Int?) -> Int? { nil }
  /// It is read from files.
  public var needsFiles: Bool { true }

  /// Reads the recordings, of each split as many as are needed, in the order of their names.
  ///
  /// - Throws: ``SpikeFiles/DataError/datasetNotFound(dataset:searched:canBeFetched:)``;
  ///   ``SpikeFiles/DataError/unreadable(path:reason:)``; ``SpikeFiles/DataError/malformed(path:part:expected:found:)`` with the file
  ///   and the line or array; ``SpikeFiles/DataError/tooLarge(path:_:)``.
  public func load(
    from root: DataRoot, first: SplitLimits, memory: MemoryBudget
  ) throws(DataError) -> DatasetSplits {
    let searched = searched(in: root)
    guard let place = searched.first(where: { $0.missing.isEmpty })?.path else {
      throw .datasetNotFound(dataset: name, searched: searched, canBeFetched: false)
    }
    let (train, test) = try (classNames(place + "/train"), classNames(place + "/test"))
    guard train == test else {
      throw .malformed(
        path: place + "/test", part: "content",
        expected: "the folders of train: \(Self.list(train))", found: Self.list(test))
    }
    return try DatasetSplits(
      train: .events(read(place + "/train", train, "train", first.train, memory)),
      test: .events(read(place + "/test", test, "test", first.test, memory)))
  }

  private static func list(_ names: [String]) -> String {
    JSONText.cut(names.map(JSONText.printable).joined(separator: ", "))
  }

  /// Whether both splits are at the first place to look.
  public func isPresent(in root: DataRoot) -> Bool {
    searched(in: root).first?.missing.isEmpty ?? false
  }

  /// Every place to look, with the splits that it lacks.
  private func searched(in root: DataRoot) -> [SearchedDirectory] {
    folders.map { folder in
      let place = folder.hasPrefix("/") ? folder : root.path + "/" + folder
      let missing = ["train", "test"].filter { kind(of: place + "/" + $0) != .folder }
      return SearchedDirectory(path: place, missing: missing, isPartial: missing.count == 1)
    }
  }

  /// The folders of a split, one a class, in the order of the classes.
  private func classNames(_ folder: String) throws(DataError) -> [String] {
    let names: [String]
    do throws(SystemError) {
      names = try FileSystem.names(in: folder).filter { kind(of: folder + "/" + $0) == .folder }
    } catch {
      throw .unreadable(path: folder, reason: error.reason)
    }
    guard names.count == classes else {
      throw .malformed(
        path: folder, part: "content", expected: "\(classes) folders, one a class",
        found: "\(names.count)")
    }
    // Folders that are numbers come in the order of those.
    return names.sorted { one, other in
      guard let a = Int(one), let b = Int(other) else { return one < other }
      return a < b
    }
  }

  private func read(
    _ folder: String, _ names: [String], _ split: String, _ first: Int?, _ memory: MemoryBudget
  ) throws(DataError) -> EventDataset {
    let recordings = RecordingFolder(
      name: "events \(split)", folders: names.map { folder + "/" + $0 },
      extensions: [".csv", ".npz"], channels: channels, rows: rows, columns: columns,
      framing: framing)
    return try recordings.load(first: first, memory: memory) { path throws(DataError) in
      let bytes = try readBytes(of: path, memory: memory)
      let columns =
        path.hasSuffix(".npz")
        ? try NPZFile(bytes, path: path).columns()
        : try CSVEvents.columns(of: bytes, path: path)
      return try columns.events(rows: rows, columns: self.columns)
    }
  }
}

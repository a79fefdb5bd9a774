import SpikeFiles

/// N-MNIST (Orchard et al. 2015): MNIST's digits as a moving event camera saw them, 34 × 34 units and two
/// polarities, in the published folders `Train/0` … `Train/9` and `Test/0` … `Test/9`.
public struct NMNIST: NamedDataset {
  /// How recordings become the spikes of the steps.
  public let framing: EventFraming

  /// The data set, framed.
  public init(_ framing: EventFraming) { self.framing = framing }

  /// Height and width of the camera's plane.
  public static let size = 34

  /// `nmnist`.
  public var name: String { "nmnist" }
  /// `N-MNIST`.
  public var title: String { "N-MNIST" }
  /// Two polarities of what the framing leaves of 34 × 34.
  public var shape: SampleShape {
    let size = framing.framed(Self.size)
    return .events(channels: 2, rows: size, columns: size)
  }
  /// The digits.
  public var classes: Int { 10 }
  /// As published; folders may hold fewer.
  public var counts: (train: Int, test: Int) { (60_000, 10_000) }
  /// It is read from files.
  public var needsFiles: Bool { true }

  /// Where to get it: its host asks for a click, so that no program can fetch it.
  public static let source = """
    N-MNIST cannot be fetched by a program: its host asks for a click. Take Train.zip and Test.zip from \
    https://www.garrickorchard.com/datasets/n-mnist and unpack them in a folder nmnist of the data root, so \
    that it holds Train/0 … Train/9 and Test/0 … Test/9.
    """

  /// Reads the recordings, of each split as many as are needed, in the order of their numbers.
  ///
  /// - Throws: ``SpikeFiles/DataError/datasetNotFound(dataset:searched:canBeFetched:)`` with every place looked in;
  ///   ``SpikeFiles/DataError/unreadable(path:reason:)``; ``SpikeFiles/DataError/malformed(path:part:expected:found:)`` if a file is
  ///   cut off within an event or has one outside of the plane; ``SpikeFiles/DataError/tooLarge(path:_:)``.
  /// - Complexity: O(events).
  public func load(
    from root: DataRoot, first: SplitLimits, memory: MemoryBudget
  ) throws(DataError) -> DatasetSplits {
    let folder = try Self.locate(in: root)
    return try DatasetSplits(
      train: .events(read(folder + "/Train", "train", first.train, memory)),
      test: .events(read(folder + "/Test", "test", first.test, memory)))
  }

  private func read(
    _ folder: String, _ split: String, _ first: Int?, _ memory: MemoryBudget
  ) throws(DataError) -> EventDataset {
    let recordings = RecordingFolder(
      name: "nmnist \(split)", folders: (0..<classes).map { "\(folder)/\($0)" },
      extensions: [".bin"], channels: 2, rows: Self.size, columns: Self.size, framing: framing)
    return try recordings.load(first: first, memory: memory) { path throws(DataError) in
      try NMNISTFile.read(path, memory)
    }
  }

  /// The folder that holds `Train` and `Test`: one of the data root, or that itself.
  static func locate(in root: DataRoot) throws(DataError) -> String {
    var searched: [SearchedDirectory] = []
    for folder in [root.path + "/nmnist", root.path + "/N-MNIST", root.path] {
      let missing = ["Train", "Test"].filter { kind(of: folder + "/" + $0) != .folder }
      if missing.isEmpty { return folder }
      searched.append(
        SearchedDirectory(path: folder, missing: missing, isPartial: missing.count == 1))
    }
    // The command says where to get it.
    throw .datasetNotFound(dataset: "nmnist", searched: searched, canBeFetched: true)
  }
}

import SpikeFiles

extension DatasetSplits {
  /// Loads a data set.
  ///
  /// MNIST is read from its four files, plain or gzip, in `mnist/`, in the root itself or in
  /// `MNIST/raw/`. The digits are drawn (0.1 s in a release build) from
  /// ``ProceduralDigits/defaultSeed`` and need no files.
  ///
  /// - Parameters:
  ///   - name: Which one.
  ///   - root: Where to look (default: `SPIKELAB_DATA` or the user's cache folder; see
  ///     ``DataRoot``).
  ///   - memory: What may be taken for it.
  /// - Throws: ``DataError/datasetNotFound(dataset:searched:)`` with every place looked in;
  ///   ``DataError/unreadable(path:reason:)``; ``DataError/tooLarge(path:_:)``;
  ///   ``DataError/malformed(path:part:expected:found:)`` if a file is no IDX file, images are not
  ///   28 × 28, or there are not as many labels as images (there may be fewer than MNIST's);
  ///   ``DataError/labelOutOfRange(path:index:label:classes:)``.
  /// - Complexity: O(size).
  public static func load(
    _ name: DatasetName, from root: DataRoot = DataRoot(), memory: MemoryBudget = MemoryBudget()
  ) throws(DataError) -> DatasetSplits {
    switch name {
    case .digits:
      return ProceduralDigits().splits()
    case .mnist:
      let files = try MNISTLocation(in: root)
      return try DatasetSplits(
        train: files.read(.trainImages, .trainLabels, name: "mnist train", memory: memory),
        test: files.read(.testImages, .testLabels, name: "mnist test", memory: memory))
    }
  }

  /// The folder that holds MNIST's first training file.
  ///
  /// - Throws: ``DataError/datasetNotFound(dataset:searched:)`` where all four are not together.
  public static func locateMNIST(_ root: DataRoot = DataRoot()) throws(DataError) -> String {
    let path = try MNISTLocation(in: root).paths[.trainImages] ?? root.path
    return String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
  }

  /// Loads a data set from a folder the user may have named; see ``load(_:from:)``.
  ///
  /// - Parameters:
  ///   - name: Which one.
  ///   - dataRoot: The only folder to look in; nil for `SPIKELAB_DATA` or the cache folder.
  ///   - memory: What may be taken for it.
  /// - Throws: As ``load(_:from:)``.
  public static func load(
    _ name: DatasetName, dataRoot: String?, memory: MemoryBudget = MemoryBudget()
  ) throws(DataError) -> DatasetSplits {
    try load(name, from: DataRoot(dataRoot), memory: memory)
  }

  /// Writes both splits as the four IDX files that MNIST consists of, each atomically.
  ///
  /// - Parameters:
  ///   - directory: Where to; made if absent.
  ///   - overwriting: Whether files that exist are replaced (default: they are an error, and then
  ///     nothing is written).
  /// - Returns: The paths written.
  /// - Throws: ``DataError/alreadyExists(path:)``, ``DataError/unwritable(path:reason:)``.
  @discardableResult
  public func write(
    to directory: String, overwriting: Bool = false
  ) throws(DataError) -> [String] {
    try makeDirectory(directory)
    let paths = MNISTFile.allCases.map { directory + "/" + $0.rawValue }
    for path in paths { try checkReplaceable(path) }
    if !overwriting, let existing = paths.first(where: fileExists) {
      throw .alreadyExists(path: existing)
    }
    for (file, path) in zip(MNISTFile.allCases, paths) {
      try writeAtomically(content(of: file).encoded(), to: path, overwriting: overwriting)
    }
    return paths
  }

  private func content(of file: MNISTFile) -> IDX {
    let split = file == .trainImages || file == .trainLabels ? train : test
    switch file.content {
    case .images:
      return IDX(dimensions: [split.count, split.rows, split.columns], values: split.pixels)
    case .labels:
      return IDX(dimensions: [split.count], values: split.labels)
    }
  }
}

import SpikeFiles

/// The four files MNIST is published as, and any data set in the same form.
public enum MNISTFile: String, CaseIterable, Sendable {
  /// Images to train on.
  case trainImages = "train-images-idx3-ubyte"
  /// Their labels.
  case trainLabels = "train-labels-idx1-ubyte"
  /// Images to test with.
  case testImages = "t10k-images-idx3-ubyte"
  /// Their labels.
  case testLabels = "t10k-labels-idx1-ubyte"

  /// What the file holds.
  public var content: IDX.Content {
    switch self {
    case .trainImages, .testImages: .images
    case .trainLabels, .testLabels: .labels
    }
  }
}

extension DatasetSplits {
  /// Writes both splits as the four IDX files that MNIST consists of, each atomically.
  ///
  /// - Parameters:
  ///   - directory: Where to; made if absent.
  ///   - overwriting: Whether files that exist are replaced (default: they are an error, and then
  ///     nothing is written).
  /// - Returns: The paths written.
  /// - Throws: ``SpikeFiles/DataError/alreadyExists(path:)``, ``SpikeFiles/DataError/unwritable(path:reason:)``.
  /// - Precondition: The samples are grey images.
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
    guard let images = split.images, images.channels == 1 else {
      preconditionFailure("IDX files as MNIST's hold grey images, not \(split.shape)")
    }
    switch file.content {
    case .images:
      return IDX(dimensions: [images.count, images.rows, images.columns], values: images.pixels)
    case .labels:
      return IDX(dimensions: [images.count], values: images.labels)
    }
  }
}

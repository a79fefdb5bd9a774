import SpikeFiles

/// Handwritten digits of LeCun, Cortes and Burges, 28 × 28 and grey, read from four IDX files, plain or
/// gzip.
public struct MNIST: NamedDataset {
  /// The data set.
  public init() {}

  /// `mnist`.
  public var name: String { "mnist" }
  /// `MNIST`.
  public var title: String { "MNIST" }
  /// Grey images of 28 × 28.
  public var shape: SampleShape { .image(channels: 1, rows: Self.size, columns: Self.size) }
  /// Ten digits.
  public var classes: Int { 10 }
  /// 60,000 and 10,000.
  public var counts: (train: Int, test: Int) { (60_000, 10_000) }
  /// It is read from files.
  public var needsFiles: Bool { true }

  private static let size = 28
  /// Its own folder, the root itself, and where torchvision puts them.
  private static let files = DatasetFiles(
    dataset: "mnist", names: MNISTFile.allCases.map(\.rawValue),
    folders: ["mnist", "", "MNIST/raw"])

  /// The folder that holds MNIST's first training file.
  ///
  /// - Throws: ``DataError/datasetNotFound(dataset:searched:)`` where all four are not together.
  public static func locate(in root: DataRoot = DataRoot()) throws(DataError) -> String {
    let path = try files.locate(in: root)[MNISTFile.trainImages.rawValue] ?? root.path
    return String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
  }

  /// Reads the four files, whole: there may be fewer images than MNIST's, as in an excerpt for a quick
  /// trial.
  ///
  /// - Throws: ``DataError/datasetNotFound(dataset:searched:)`` with every place looked in;
  ///   ``DataError/unreadable(path:reason:)``; ``DataError/tooLarge(path:_:)``;
  ///   ``DataError/malformed(path:part:expected:found:)`` if a file is no IDX file, images are not
  ///   28 × 28, or there are not as many labels as images;
  ///   ``DataError/labelOutOfRange(path:index:label:classes:)``.
  /// - Complexity: O(size).
  public func load(
    from root: DataRoot, first: SplitLimits, memory: MemoryBudget
  ) throws(DataError) -> DatasetSplits {
    let paths = try Self.files.locate(in: root)
    return try DatasetSplits(
      train: read(.trainImages, .trainLabels, paths, name: "mnist train", memory),
      test: read(.testImages, .testLabels, paths, name: "mnist test", memory))
  }

  /// Reads images and labels that belong together: at least one image, and a label for each.
  private func read(
    _ images: MNISTFile, _ labels: MNISTFile, _ paths: [String: String], name: String,
    _ memory: MemoryBudget
  ) throws(DataError) -> ImageDataset {
    let (picturePath, labelPath) = (paths[images.rawValue]!, paths[labels.rawValue]!)
    let pictures = try IDX(reading: picturePath, as: .images, memory: memory)
    let (count, size) = (pictures.dimensions[0], Array(pictures.dimensions[1...]))
    guard count >= 1, size == [Self.size, Self.size] else {
      throw .malformed(
        path: picturePath, part: "dimensions",
        expected: "[at least 1, \(Self.size), \(Self.size)]", found: "\(pictures.dimensions)")
    }
    let numbers = try IDX(reading: labelPath, as: .labels, memory: memory)
    guard numbers.dimensions == [count] else {
      throw .malformed(
        path: labelPath, part: "number of labels",
        expected: "\(count), one for each image of \(picturePath)",
        found: "\(numbers.dimensions[0])")
    }
    return try ImageDataset(
      name: name, rows: size[0], columns: size[1], classes: classes, pixels: pictures.values,
      labels: numbers.values, source: labelPath)
  }
}

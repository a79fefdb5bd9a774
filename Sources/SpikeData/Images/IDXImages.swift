import SpikeFiles

/// Grey images of one size in the four IDX files that MNIST is published as, plain or gzip.
public struct IDXImages: NamedDataset {
  /// The name in configs: `idx` of a folder of one's own.
  public let name: String
  /// The name for people.
  public let title: String
  /// The height of an image in pixels.
  public let rows: Int
  /// The width of an image in pixels.
  public let columns: Int
  /// The number of classes; labels are below it.
  public let classes: Int
  /// Images that there are; files may hold fewer.
  public let counts: (train: Int, test: Int)
  private let files: DatasetFiles

  /// Grey images.
  public var shape: SampleShape { .image(channels: 1, rows: rows, columns: columns) }
  /// They are read from files.
  public var needsFiles: Bool { true }

  /// A data set that is published in this form, in one of some folders of the data root.
  init(
    name: String, title: String, size: Int, classes: Int, counts: (train: Int, test: Int),
    folders: [String]
  ) {
    (self.name, self.title, self.classes, self.counts) = (name, title, classes, counts)
    (rows, columns) = (size, size)
    files = DatasetFiles(
      dataset: name, names: MNISTFile.allCases.map(\.rawValue), folders: folders,
      canBeFetched: true)
  }

  /// A folder of one's own.
  ///
  /// - Parameters:
  ///   - folder: The folder, from the data root unless it is absolute.
  ///   - rows: The height of an image.
  ///   - columns: The width of an image.
  ///   - classes: The number of classes.
  public init(folder: String, rows: Int, columns: Int, classes: Int) {
    self.init(folders: [folder], rows: rows, columns: columns, classes: classes)
  }

  /// A folder of one's own, at one of several places.
  ///
  /// - Parameters:
  ///   - folders: The places, from the data root unless they are absolute; the first that has all files is
  ///     taken.
  ///   - rows: The height of an image.
  ///   - columns: The width of an image.
  ///   - classes: The number of classes.
  public init(folders: [String], rows: Int, columns: Int, classes: Int) {
    (name, title) = ("idx", "IDX files")
    (self.rows, self.columns, self.classes) = (rows, columns, classes)
    counts = (Self.most, Self.most)
    files = DatasetFiles(
      dataset: "idx", names: MNISTFile.allCases.map(\.rawValue), folders: folders,
      canBeFetched: false)
  }

  /// Most images that a file may hold, of a pixel each.
  private static let most = IDX.largest

  /// The folder that holds the files.
  ///
  /// - Throws: ``SpikeFiles/DataError/datasetNotFound(dataset:searched:canBeFetched:)`` where all four are not
  ///   together.
  public func locate(in root: DataRoot = DataRoot()) throws(DataError) -> String {
    let path = try files.locate(in: root)[MNISTFile.trainImages.rawValue] ?? root.path
    return String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
  }

  /// Whether all four files are at the first place to look.
  public func isPresent(in root: DataRoot) -> Bool {
    var first = files
    first.folders = Array(files.folders.prefix(1))
    return (try? first.locate(in: root)) != nil
  }

  /// Of those that can be fetched.
  public var publishedTrainingSamples: Int? { files.canBeFetched ? counts.train : nil }

  /// As many as the file of training labels has, or as are published where it is not here.
  public func trainingSamples(in root: DataRoot, test: Int?) -> Int? {
    let path = try? files.locate(in: root)[MNISTFile.trainLabels.rawValue]
    let labels = path.flatMap { try? IDX(reading: $0, as: .labels, memory: MemoryBudget()) }
    return labels?.dimensions.first ?? (files.canBeFetched ? counts.train : nil)
  }

  /// Reads the four files, whole: there may be fewer images than published, as in an excerpt for a quick
  /// trial.
  ///
  /// - Throws: ``SpikeFiles/DataError/datasetNotFound(dataset:searched:canBeFetched:)`` with every place looked
  ///   in; ``SpikeFiles/DataError/unreadable(path:reason:)``; ``SpikeFiles/DataError/tooLarge(path:_:)``;
  ///   ``SpikeFiles/DataError/malformed(path:part:expected:found:)`` if a file is no IDX file, images are of
  ///   another size, or there are not as many labels as images;
  ///   ``SpikeFiles/DataError/labelOutOfRange(path:index:label:classes:)``.
  /// - Complexity: O(size).
  public func load(
    from root: DataRoot, first: SplitLimits, memory: MemoryBudget
  ) throws(DataError) -> DatasetSplits {
    let paths = try files.locate(in: root)
    return try DatasetSplits(
      train: read(.trainImages, .trainLabels, paths, split: "train", memory),
      test: read(.testImages, .testLabels, paths, split: "test", memory))
  }

  private func read(
    _ images: MNISTFile, _ labels: MNISTFile, _ paths: [String: String], split: String,
    _ memory: MemoryBudget
  ) throws(DataError) -> ImageDataset {
    try Self.read(
      images: paths[images.rawValue]!, labels: paths[labels.rawValue]!, rows: rows,
      columns: columns, classes: classes, name: "\(name) \(split)", memory: memory)
  }

  /// Reads images and labels that belong together: at least one image, and a label for each.
  ///
  /// - Throws: As ``load(from:first:memory:)``, without looking for files.
  public static func read(
    images picturePath: String, labels labelPath: String, rows: Int, columns: Int, classes: Int,
    name: String = "IDX files", memory: MemoryBudget = MemoryBudget()
  ) throws(DataError) -> ImageDataset {
    let pictures = try IDX(reading: picturePath, as: .images, memory: memory)
    let count = pictures.dimensions[0]
    guard count >= 1, Array(pictures.dimensions[1...]) == [rows, columns] else {
      throw .malformed(
        path: picturePath, part: "dimensions", expected: "[at least 1, \(rows), \(columns)]",
        found: "\(pictures.dimensions)")
    }
    let numbers = try IDX(reading: labelPath, as: .labels, memory: memory)
    guard numbers.dimensions == [count] else {
      throw .malformed(
        path: labelPath, part: "number of labels",
        expected: "\(count), one for each image of \(picturePath)",
        found: "\(numbers.dimensions[0])")
    }
    return try ImageDataset(
      name: name, rows: rows, columns: columns, classes: classes,
      pixels: pictures.values, labels: numbers.values, source: labelPath)
  }
}

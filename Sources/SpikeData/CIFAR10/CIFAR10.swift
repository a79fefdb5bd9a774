import SpikeFiles

/// CIFAR-10 of Krizhevsky (2009), photographs of ten kinds of things, 32 × 32 in colour, read from the
/// six files of its binary version, plain or gzip.
///
/// A file holds records of a label and the red, the green and the blue plane of an image, row by row.
public struct CIFAR10: NamedDataset {
  /// The data set.
  public init() {}

  /// `cifar10`.
  public var name: String { "cifar10" }
  /// `CIFAR-10`.
  public var title: String { "CIFAR-10" }
  /// Images of 3 × 32 × 32.
  public var shape: SampleShape { .image(channels: 3, rows: Self.size, columns: Self.size) }
  /// Ten kinds of things.
  public var classes: Int { 10 }
  /// 50,000 and 10,000.
  public var counts: (train: Int, test: Int) {
    (Self.trainFiles.count * Self.mostRecords, Self.mostRecords)
  }
  /// It is read from files.
  public var needsFiles: Bool { true }

  private static let size = 32
  /// Bytes of a record: a label, and a byte for each pixel and channel.
  static let recordSize = 1 + 3 * size * size
  /// Records of a file as published; it may have fewer.
  static let mostRecords = 10_000
  static let trainFiles = (1...5).map { "data_batch_\($0).bin" }
  static let testFile = "test_batch.bin"
  static let archiveFolder = "cifar-10-batches-bin"

  /// Its own folder, the root itself, and the one that the published archive has.
  private static let files = DatasetFiles(
    dataset: "cifar10", names: trainFiles + [testFile], folders: ["cifar10", "", archiveFolder],
    canBeFetched: true)

  /// The folder that holds the files.
  ///
  /// - Throws: ``SpikeFiles/DataError/datasetNotFound(dataset:searched:canBeFetched:)`` where they are not together.
  public static func locate(in root: DataRoot = DataRoot()) throws(DataError) -> String {
    let path = try files.locate(in: root)[testFile] ?? root.path
    return String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
  }

  /// Reads the files of the binary version, of the training files as many as are needed.
  ///
  /// A file may have fewer records than as published, as in an excerpt for a quick trial.
  ///
  /// - Throws: ``SpikeFiles/DataError/datasetNotFound(dataset:searched:canBeFetched:)`` with every place looked in;
  ///   ``SpikeFiles/DataError/unreadable(path:reason:)``; ``SpikeFiles/DataError/tooLarge(path:_:)``;
  ///   ``SpikeFiles/DataError/malformed(path:part:expected:found:)`` if a file has no record or more than 10,000,
  ///   or is no whole number of them; ``SpikeFiles/DataError/labelOutOfRange(path:index:label:classes:)`` with the
  ///   record in its file.
  /// - Complexity: O(size).
  public func load(
    from root: DataRoot, first: SplitLimits, memory: MemoryBudget
  ) throws(DataError) -> DatasetSplits {
    let paths = try Self.files.locate(in: root)
    var train = Records()
    for name in Self.trainFiles where train.labels.count < first.train ?? .max {
      try train.add(paths[name]!, classes: classes, memory)
    }
    var test = Records()
    try test.add(paths[Self.testFile]!, classes: classes, memory)
    return try DatasetSplits(
      train: images(train, name: "cifar10 train"), test: images(test, name: "cifar10 test"))
  }

  private func images(_ records: Records, name: String) throws(DataError) -> ImageDataset {
    try ImageDataset(
      name: name, channels: 3, rows: Self.size, columns: Self.size, classes: classes,
      pixels: records.pixels, labels: records.labels)
  }

  /// Labels and images of some files.
  private struct Records {
    var labels: [UInt8] = []
    var pixels: [UInt8] = []

    /// Adds the records of a file.
    mutating func add(
      _ path: String, classes: Int, _ memory: MemoryBudget
    ) throws(DataError) {
      let bytes = try CIFAR10.content(of: path, memory)
      let size = CIFAR10.recordSize
      let (count, rest) = bytes.count.quotientAndRemainder(dividingBy: size)
      guard rest == 0, (1...CIFAR10.mostRecords).contains(count) else {
        throw .malformed(
          path: path, part: "length",
          expected: "1 to \(CIFAR10.mostRecords) records of \(size) bytes",
          found: "\(bytes.count) bytes, \(count) records\(rest == 0 ? "" : " and \(rest) bytes")")
      }
      pixels.reserveCapacity(pixels.count + count * (size - 1))
      for record in 0..<count {
        let start = record * size
        guard bytes[start] < classes else {
          throw .labelOutOfRange(
            path: path, index: record, label: Int(bytes[start]), classes: classes)
        }
        labels.append(bytes[start])
        pixels += bytes[start + 1..<start + size]
      }
    }
  }

  /// The bytes of a file, decompressed where it is compressed.
  private static func content(
    of path: String, _ memory: MemoryBudget
  ) throws(DataError) -> [UInt8] {
    let bytes = try readBytes(of: path, memory: memory)
    guard Gzip.isCompressed(bytes) else { return bytes }
    let most = mostRecords * recordSize
    if let shortage = memory.shortage(of: 2 * Double(most)) {
      throw .tooLarge(path: path, shortage)
    }
    switch Gzip.inflate(bytes, limit: most) {
    case .content(let plain): return plain
    case .exceeded:
      throw .malformed(
        path: path, part: "length when decompressed", expected: "at most \(most) bytes",
        found: "more")
    case .corrupt(let reason):
      throw .malformed(path: path, part: "compression", expected: "gzip data", found: reason)
    }
  }
}

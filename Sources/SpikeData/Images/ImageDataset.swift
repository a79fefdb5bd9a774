import SpikeFiles

/// Labelled images of one size, one byte a pixel.
public struct ImageDataset: Sendable, Hashable {
  /// What the images are, for reports: `mnist train`.
  public let name: String

  /// The number of images.
  public let count: Int

  /// The height of an image in pixels.
  public let rows: Int

  /// The width of an image in pixels.
  public let columns: Int

  /// The number of classes; labels are below it.
  public let classes: Int

  /// The images one after the other, row-major: `count · rows · columns` bytes. 0 is background,
  /// 255 is full ink.
  public let pixels: [UInt8]

  /// The class of each image, each in 0 ..< ``classes``.
  public let labels: [UInt8]

  /// The pixels of one image: rows · columns.
  public var imageSize: Int { rows * columns }

  /// Makes a data set of images and their labels.
  ///
  /// - Parameters:
  ///   - name: What the images are, for reports.
  ///   - rows: The height of an image, at least 1.
  ///   - columns: The width of an image, at least 1.
  ///   - classes: The number of classes, 1 … 256.
  ///   - pixels: The images, row-major, one after the other.
  ///   - labels: A label for each image.
  ///   - source: The file the labels come from, for messages (default: `name`).
  /// - Throws: ``DataError/inconsistent(part:expected:found:)`` if the sizes do not fit together;
  ///   ``DataError/labelOutOfRange(path:index:label:classes:)``.
  /// - Complexity: O(count).
  public init(
    name: String, rows: Int, columns: Int, classes: Int, pixels: [UInt8], labels: [UInt8],
    source: String? = nil
  ) throws(DataError) {
    guard rows >= 1, columns >= 1, (1...256).contains(classes) else {
      throw .inconsistent(
        part: "\(name): rows, columns, classes", expected: "at least 1, classes at most 256",
        found: "\(rows), \(columns), \(classes)")
    }
    guard let size = Tensor.elementCount(of: [labels.count, rows, columns]), size == pixels.count
    else {
      throw .inconsistent(
        part: "\(name): pixels",
        expected: "\(rows) × \(columns) for each of \(labels.count) labels",
        found: "\(pixels.count)")
    }
    if let index = labels.firstIndex(where: { $0 >= classes }) {
      throw .labelOutOfRange(
        path: source ?? name, index: index, label: Int(labels[index]), classes: classes)
    }
    self.name = name
    (count, self.rows, self.columns, self.classes) = (labels.count, rows, columns, classes)
    (self.pixels, self.labels) = (pixels, labels)
  }

  private init(_ first: Int, of whole: ImageDataset) {
    (name, rows, columns, classes) = (whole.name, whole.rows, whole.columns, whole.classes)
    count = min(first, whole.count)
    pixels = Array(whole.pixels.prefix(count * whole.imageSize))
    labels = Array(whole.labels.prefix(count))
  }

  private init(last count: Int, of whole: ImageDataset) {
    (name, rows, columns, classes) = (whole.name, whole.rows, whole.columns, whole.classes)
    self.count = count
    pixels = Array(whole.pixels.suffix(count * whole.imageSize))
    labels = Array(whole.labels.suffix(count))
  }

  /// The first `limit` images, or all if there are fewer.
  ///
  /// - Precondition: `limit` is not negative.
  /// - Complexity: O(`limit`).
  public func prefix(_ limit: Int) -> ImageDataset {
    precondition(limit >= 0, "a data set of \(limit) images does not exist")
    return limit >= count ? self : ImageDataset(limit, of: self)
  }

  /// The last `limit` images, or all if there are fewer.
  ///
  /// - Precondition: `limit` is not negative.
  /// - Complexity: O(`limit`).
  public func suffix(_ limit: Int) -> ImageDataset {
    precondition(limit >= 0, "a data set of \(limit) images does not exist")
    return limit >= count ? self : ImageDataset(last: limit, of: self)
  }

  /// The pixels of one image, row-major.
  ///
  /// - Precondition: `index` is in 0 ..< ``count``.
  public func image(_ index: Int) -> ArraySlice<UInt8> {
    precondition(labels.indices.contains(index), "no image \(index) among \(count)")
    return pixels[(index * imageSize)..<((index + 1) * imageSize)]
  }

  /// The SHA-256 of sizes, pixels and labels in hexadecimal: which data a result rests on. It does
  /// not depend on names, files or compression.
  ///
  /// - Complexity: O(size); not stored, so ask once.
  public var checksum: String {
    var hash = SHA256()
    hash.update(IDX.header([count, rows, columns]))
    hash.update(pixels)
    hash.update(labels)
    return hexadecimal(hash.digest())
  }
}

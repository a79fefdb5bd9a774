import SpikeFiles

/// Labelled images of one size, one byte a pixel and channel.
public struct ImageDataset: LabelledSamples {
  /// What the images are, for reports: `mnist train`.
  public let name: String

  /// The channels of an image: 1 for grey, 3 for red, green and blue.
  public let channels: Int

  /// The height of an image in pixels.
  public let rows: Int

  /// The width of an image in pixels.
  public let columns: Int

  /// The number of classes; labels are below it.
  public let classes: Int

  /// The images one after the other, [channels][rows][columns] each. 0 is black, 255 is white or
  /// full colour.
  public let pixels: [UInt8]

  /// The class of each image, each in 0 ..< ``classes``.
  public let labels: [UInt8]

  /// The bytes of one image: channels · rows · columns.
  public var imageSize: Int { channels * rows * columns }

  /// What one image is.
  public var shape: SampleShape { .image(channels: channels, rows: rows, columns: columns) }

  /// Makes a data set of images and their labels.
  ///
  /// - Parameters:
  ///   - name: What the images are, for reports.
  ///   - channels: The channels of an image, at least 1 (default: grey).
  ///   - rows: The height of an image, at least 1.
  ///   - columns: The width of an image, at least 1.
  ///   - classes: The number of classes, 1 … 256.
  ///   - pixels: The images, one after the other, [channels][rows][columns] each.
  ///   - labels: A label for each image.
  ///   - source: The file the labels come from, for messages (default: `name`).
  /// - Throws: ``SpikeFiles/DataError/inconsistent(part:expected:found:)`` if the sizes do not fit together;
  ///   ``SpikeFiles/DataError/labelOutOfRange(path:index:label:classes:)``.
  /// - Complexity: O(count).
  public init(
    name: String, channels: Int = 1, rows: Int, columns: Int, classes: Int, pixels: [UInt8],
    labels: [UInt8], source: String? = nil
  ) throws(DataError) {
    guard channels >= 1, rows >= 1, columns >= 1, (1...256).contains(classes) else {
      throw .inconsistent(
        part: "\(name): channels, rows, columns, classes",
        expected: "at least 1, classes at most 256",
        found: "\(channels), \(rows), \(columns), \(classes)")
    }
    guard let size = Tensor.elementCount(of: [labels.count, channels, rows, columns]),
      size == pixels.count
    else {
      throw .inconsistent(
        part: "\(name): pixels",
        expected: "\(channels) × \(rows) × \(columns) for each of \(labels.count) labels",
        found: "\(pixels.count)")
    }
    try Self.check(labels, below: classes, source: source ?? name)
    self.name = name
    (self.channels, self.rows, self.columns, self.classes) = (channels, rows, columns, classes)
    (self.pixels, self.labels) = (pixels, labels)
  }

  private init(_ range: Range<Int>, of whole: ImageDataset) {
    (name, classes) = (whole.name, whole.classes)
    (channels, rows, columns) = (whole.channels, whole.rows, whole.columns)
    let size = whole.imageSize
    pixels = Array(whole.pixels[range.lowerBound * size..<range.upperBound * size])
    labels = Array(whole.labels[range])
  }

  /// Some of the images.
  public func part(_ range: Range<Int>) -> ImageDataset { ImageDataset(range, of: self) }

  /// Bytes that some of the images and their labels take.
  public func bytes(_ range: Range<Int>) -> Double { Double(range.count) * Double(imageSize + 1) }

  /// The bytes of one image, [channels][rows][columns].
  ///
  /// - Precondition: `index` is in 0 ..< ``count``.
  public func image(_ index: Int) -> ArraySlice<UInt8> {
    precondition(labels.indices.contains(index), "no image \(index) among \(count)")
    return pixels[(index * imageSize)..<((index + 1) * imageSize)]
  }

  /// The SHA-256 of sizes, pixels and labels in hexadecimal.
  public var checksum: String {
    var hash = SHA256()
    // Grey images are hashed as the IDX file that they would fill.
    hash.update(IDX.header([count] + (channels == 1 ? [] : [channels]) + [rows, columns]))
    hash.update(pixels)
    hash.update(labels)
    return hexadecimal(hash.digest())
  }
}

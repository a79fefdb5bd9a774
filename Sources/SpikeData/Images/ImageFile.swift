import SpikeFiles

/// An image of a file, one byte a pixel and channel: PNG of 8 bits without interlacing (`PNG.swift` reads those),
/// or PGM and PPM.
public struct ImageFile: Sendable, Hashable {
  /// 1 for grey, 3 for red, green and blue.
  public let channels: Int
  /// The height in pixels.
  public let rows: Int
  /// The width in pixels.
  public let columns: Int
  /// [channels][rows][columns]. 0 is black, 255 is white or full colour.
  public let pixels: [UInt8]

  /// Pixels that an image may have, at most: 2²⁴, far more than a network reads.
  static let mostPixels = 1 << 24

  /// An image of pixels that stand together: [rows][columns][channels].
  init(channels: Int, rows: Int, columns: Int, together bytes: [UInt8]) {
    (self.channels, self.rows, self.columns) = (channels, rows, columns)
    let plane = rows * columns
    pixels =
      channels == 1
      ? bytes : (0..<channels).flatMap { c in (0..<plane).map { bytes[$0 * channels + c] } }
  }

  private init(channels: Int, rows: Int, columns: Int, pixels: [UInt8]) {
    (self.channels, self.rows, self.columns, self.pixels) = (channels, rows, columns, pixels)
  }

  /// Reads a PNG, PGM or PPM file, told apart by its first bytes.
  ///
  /// - Throws: ``SpikeFiles/DataError/unreadable(path:reason:)``; ``SpikeFiles/DataError/tooLarge(path:_:)``;
  ///   ``SpikeFiles/DataError/malformed(path:part:expected:found:)`` if it is neither, or of a kind that is not read.
  public init(
    reading path: String, memory: MemoryBudget = MemoryBudget()
  ) throws(DataError) {
    let bytes = try readBytes(of: path, limit: 1 << 28, memory: memory, copies: 4)
    if bytes.starts(with: PNG.signature) {
      self = try PNG.image(of: bytes, path: path)
    } else if bytes.first == UInt8(ascii: "P") {
      self = try PortableMap.image(of: bytes, path: path)
    } else {
      throw .malformed(
        path: path, part: "first bytes", expected: "those of a PNG, PGM, PPM or IDX file",
        found: bytes.isEmpty ? "an empty file" : "others")
    }
  }

  /// Whether a file begins as an IDX file does, plain or gzip.
  ///
  /// - Throws: ``SpikeFiles/DataError/unreadable(path:reason:)``; ``SpikeFiles/DataError/tooLarge(path:_:)``.
  public static func isIDX(_ path: String) throws(DataError) -> Bool {
    let bytes = try readBytes(of: path)
    return Gzip.isCompressed(bytes) || bytes.starts(with: [0, 0, 8])
  }

  /// An image of an IDX file of images.
  ///
  /// - Precondition: It holds images, and so many.
  public init(of file: IDX, index: Int) {
    precondition(file.dimensions.count == 3 && (0..<file.dimensions[0]).contains(index))
    let (rows, columns) = (file.dimensions[1], file.dimensions[2])
    let pixels = Array(file.values[index * rows * columns..<(index + 1) * rows * columns])
    self.init(channels: 1, rows: rows, columns: columns, pixels: pixels)
  }

  /// The image in grey or in colour. Grey of colours is 0.299 red + 0.587 green + 0.114 blue.
  public func converted(toChannels count: Int) -> ImageFile {
    guard count != channels else { return self }
    let plane = rows * columns
    let converted =
      count == 1
      ? (0..<plane).map { place in
        let weighed = zip([299, 587, 114], 0..<3).reduce(500) {
          $0 + $1.0 * Int(pixels[$1.1 * plane + place])
        }
        return UInt8(weighed / 1000)
      } : (0..<count).flatMap { _ in pixels }
    return ImageFile(channels: count, rows: rows, columns: columns, pixels: converted)
  }

  /// Black for white, and white for black.
  public var inverted: ImageFile {
    ImageFile(channels: channels, rows: rows, columns: columns, pixels: pixels.map { 255 - $0 })
  }
}

import SpikeData
import SpikeKernels

/// Images as bytes, how they become values, and how they are changed in training.
struct ImageSamples: Sendable {
  private let bytes: Buffer<UInt8>
  private let channels: Int
  private let rows: Int
  private let columns: Int
  private let scale: PixelScale
  private let augmentation: Augmentation?
  private let seed: UInt64

  /// Copies images.
  ///
  /// - Parameter seed: The run's seed, which augmentation draws from.
  init(_ images: ImageDataset, _ scale: PixelScale, _ augmentation: Augmentation?, seed: UInt64) {
    bytes = Buffer(count: images.pixels.count, repeating: 0)
    bytes.all.assign(images.pixels)
    (channels, rows, columns) = (images.channels, images.rows, images.columns)
    (self.scale, self.augmentation, self.seed) = (scale, augmentation, seed)
  }

  /// Bytes that a copy takes.
  static func bytes(of images: ImageDataset) -> Double {
    Buffer<UInt8>.bytes(count: Double(images.count) * Double(images.imageSize))
  }

  /// The largest magnitude that a pixel may be fed as.
  var largest: Float { scale.largest }

  /// Writes the values of an image, [channels][rows][columns].
  ///
  /// - Parameter epoch: The epoch of a training, whose changes it gets; nil for none.
  func load(_ image: Int, epoch: Int?, into values: Region<Float>) {
    let change = epoch.flatMap { augmentation?.change(of: image, epoch: $0, seed: seed) }
    load(image, change ?? Augmentation.Change(), into: values)
  }

  /// Writes the values of an image after a change.
  func load(_ image: Int, _ change: Augmentation.Change, into values: Region<Float>) {
    let plane = rows * columns
    let pixels = bytes.region(image * channels * plane, channels * plane)
    if change == Augmentation.Change(), case .range = scale {
      // All channels are scaled alike.
      let (low, scale) = scale.line(channel: 0)
      return Kernels.scaleBytes(bytes: pixels, low: low, scale: scale, values: values)
    }
    for channel in 0..<channels {
      let (low, scale) = scale.line(channel: channel)
      let source = pixels.dropping(channel * plane, count: plane)
      let target = values.dropping(channel * plane, count: plane)
      if change == Augmentation.Change() {
        Kernels.scaleBytes(bytes: source, low: low, scale: scale, values: target)
      } else {
        write(source, low: low, scale: scale, change, into: target)
      }
    }
  }

  /// Writes the values of a channel, moved and mirrored.
  private func write(
    _ source: Region<UInt8>, low: Float, scale: Float, _ change: Augmentation.Change,
    into target: Region<Float>
  ) {
    // The columns that a row of the image fills.
    let first = min(columns, max(0, -change.columns))
    let filled = first..<max(first, min(columns, columns - change.columns))
    for row in 0..<rows {
      let values = target.dropping(row * columns, count: columns)
      // Black is what a byte of 0 becomes.
      values.fill(low)
      if (0..<rows).contains(row + change.rows), !filled.isEmpty {
        let start = (row + change.rows) * columns + first + change.columns
        Kernels.scaleBytes(
          bytes: source.dropping(start, count: filled.count), low: low, scale: scale,
          values: values.dropping(first, count: filled.count))
      }
      guard change.isMirrored else { continue }
      for column in 0..<columns / 2 {
        let other = columns - 1 - column
        (values[column], values[other]) = (values[other], values[column])
      }
    }
  }
}

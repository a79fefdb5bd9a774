import SpikeData
import SpikeKernels

/// Images as bytes, and how they become values.
struct ImageSamples: Sendable {
  private let bytes: Buffer<UInt8>
  private let channels: Int
  /// Pixels of a channel.
  private let plane: Int
  private let scale: PixelScale

  /// Copies images.
  init(_ images: ImageDataset, _ scale: PixelScale) {
    bytes = Buffer(count: images.pixels.count, repeating: 0)
    bytes.all.assign(images.pixels)
    (channels, plane) = (images.channels, images.rows * images.columns)
    self.scale = scale
  }

  /// Bytes that a copy takes.
  static func bytes(of images: ImageDataset) -> Double {
    Buffer<UInt8>.bytes(count: Double(images.count) * Double(images.imageSize))
  }

  /// The largest magnitude that a pixel may be fed as.
  var largest: Float { scale.largest }

  /// Writes the values of an image, [channels][rows][columns].
  func load(_ image: Int, into values: Region<Float>) {
    let pixels = bytes.region(image * channels * plane, channels * plane)
    for channel in 0..<channels {
      let (low, scale) = scale.line(channel: channel)
      Kernels.scaleBytes(
        bytes: pixels.dropping(channel * plane, count: plane), low: low, scale: scale,
        values: values.dropping(channel * plane, count: plane))
    }
  }
}

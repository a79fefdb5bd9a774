import SpikeData
import SpikeKernels
import SpikeSim

/// The images of a split as the training loop reads them, bytes until a batch needs them.
public struct Samples: Sendable {
  /// Number of images.
  public let count: Int
  /// Pixels of one image.
  public let size: Int
  /// The class of each image.
  public let labels: [Int]
  private let bytes: Buffer<UInt8>
  private let low: Float
  private let scale: Float

  /// The largest magnitude that a pixel may be fed as.
  var largest: Float { max(abs(low), abs(low + 255 * scale)) }

  /// Copies a split.
  ///
  /// - Parameter pixels: The values that black (0) and white (255) are fed as.
  public init(_ images: ImageDataset, pixels: ClosedRange<Float>) {
    count = images.count
    size = images.imageSize
    labels = images.labels.map(Int.init)
    bytes = Buffer(count: images.pixels.count, repeating: 0)
    bytes.all.assign(images.pixels)
    low = pixels.lowerBound
    scale = (pixels.upperBound - pixels.lowerBound) / 255
  }

  /// Bytes that a copy of so many images takes, labels included.
  package static func bytes(of count: Int, size: Int) -> Double {
    Buffer<UInt8>.bytes(count: Double(count) * Double(size)) + 8 * Double(count)
  }

  /// Writes some images into the input of a trace.
  public func load(_ images: ArraySlice<Int>, into trace: Trace, using workers: Workers) {
    load(images, into: trace.values, using: workers)
  }

  /// Writes some images into a batch: [images][size].
  public func load(_ images: ArraySlice<Int>, into batch: Buffer<Float>, using workers: Workers) {
    let (size, first) = (size, images.startIndex)
    workers.forEach(images.count) { position, _ in
      Kernels.scaleBytes(
        bytes: bytes.region(images[first + position] * size, size), low: low, scale: scale,
        values: batch.region(position * size, size))
    }
  }

  /// The values of the first images, scaled as ``load(_:into:using:)`` does: [count][size].
  ///
  /// - Precondition: There are as many.
  public func values(first count: Int) -> [Float] {
    precondition(count <= self.count, "the first \(count) of \(self.count) images")
    guard count > 0 else { return [] }
    let batch = Buffer<Float>(count: count * size, repeating: 0)
    load(Array(0..<count)[...], into: batch, using: Workers(threads: 1))
    return Array(batch.elements)
  }
}

import SpikeKernels

/// Memory of the same size for each of some samples, one after another.
///
/// The part of a sample is a buffer of its own: threads at work on different samples then count
/// references to different objects, and do not wait for each other's counts.
struct SampleBuffers<Element: BitwiseCopyable>: Sendable {
  /// The elements of all samples.
  let whole: Buffer<Element>
  /// Number of elements of a sample.
  let size: Int
  private let parts: [Buffer<Element>]

  /// Allocates `size` elements for each sample, each `value`.
  init(samples: Int, size: Int, repeating value: Element) {
    whole = Buffer(count: samples * size, repeating: value)
    self.size = size
    let whole = whole
    parts = (0..<samples).map { Buffer(sharing: whole, from: $0 * size, count: size) }
  }

  /// Bytes that so many elements for each of so many samples take.
  static func bytes(samples: Int, size: Int) -> Double {
    Buffer<Element>.bytes(count: Double(samples) * Double(size))
      + Double(samples) * Buffer<Element>.bytesOfName
  }

  /// Number of samples.
  var count: Int { parts.count }

  /// The elements of a sample.
  subscript(_ sample: Int) -> Region<Element> { parts[sample].all }

  /// The elements of some samples, one sample after another.
  subscript(_ samples: Range<Int>) -> Region<Element> {
    whole.region(samples.lowerBound * size, samples.count * size)
  }
}

import SpikeData
import SpikeKernels
import SpikeSim

/// The samples of a split as the training loop reads them: images are bytes until a batch needs them,
/// event streams a list of events.
public struct Samples: Sendable {
  /// Number of samples.
  public let count: Int
  /// Values or units of one sample.
  public let size: Int
  /// The class of each sample.
  public let labels: [Int]
  private let content: Content

  private enum Content: Sendable {
    case images(ImageSamples)
    case vectors(Buffer<Float>)
    case events(EventDataset)
  }

  /// Whether samples are values, rather than event streams.
  package var hasValues: Bool { if case .events = content { false } else { true } }

  /// The largest magnitude that a value may be fed as; 1 of spikes.
  let largest: Float

  /// Copies a split.
  ///
  /// - Parameters:
  ///   - samples: Which samples.
  ///   - pixels: What the bytes of images become.
  ///   - augmentation: How images are changed where they are loaded for an epoch; not at all unless told.
  ///   - seed: The run's seed, which augmentation draws from.
  public init(
    _ samples: Dataset, pixels: PixelScale, augmentation: Augmentation? = nil, seed: UInt64 = 0
  ) {
    count = samples.count
    size = samples.shape.size
    labels = samples.labels.map(Int.init)
    switch samples {
    case .images(let images):
      let images = ImageSamples(images, pixels, augmentation, seed: seed)
      (content, largest) = (.images(images), images.largest)
    case .vectors(let vectors):
      let values = Buffer<Float>(count: vectors.values.count, repeating: 0)
      values.all.assign(vectors.values)
      content = .vectors(values)
      largest = vectors.values.reduce(0) { max($0, abs($1)) }
    // Arrays of the data set, shared.
    case .events(let streams): (content, largest) = (.events(streams), 1)
    }
  }

  /// Copies images.
  ///
  /// - Parameters:
  ///   - images: The images.
  ///   - pixels: The values that black (0) and white (255) are fed as.
  public init(_ images: ImageDataset, pixels: ClosedRange<Float>) {
    self.init(
      .images(images), pixels: .range(low: pixels.lowerBound, high: pixels.upperBound))
  }

  /// Bytes that a copy of a split takes, labels included.
  package static func bytes(of samples: Dataset) -> Double {
    let content =
      switch samples {
      case .images(let images): ImageSamples.bytes(of: images)
      case .vectors(let vectors):
        Buffer<Float>.bytes(count: Double(vectors.count) * Double(vectors.length))
      case .events: 0.0
      }
    return content + 8 * Double(samples.count)
  }

  /// Writes some samples into the input of a trace.
  ///
  /// - Parameters:
  ///   - samples: Which samples.
  ///   - trace: Whose input is written.
  ///   - epoch: The epoch of a training, from 0, whose changes images get; none unless told.
  ///   - workers: The threads.
  public func load(
    _ samples: ArraySlice<Int>, into trace: Trace, epoch: Int? = nil, using workers: Workers
  ) {
    guard case .events(let streams) = content else {
      return load(samples, into: trace.values, epoch: epoch, using: workers)
    }
    guard case .spikes(let trains) = trace.input else {
      preconditionFailure("event streams for a network whose input are values")
    }
    let first = samples.startIndex
    workers.forEach(samples.count) { position, _ in
      trains.clear(sample: position)
      // What comes after the last step is not seen.
      for event in streams.stream(samples[first + position]) where event.step < trains.steps {
        trains.add(sample: position, step: Int(event.step), neuron: Int(event.unit))
      }
    }
  }

  /// Writes some samples into a batch: [samples][size].
  ///
  /// - Precondition: They are no event streams.
  public func load(
    _ samples: ArraySlice<Int>, into batch: Buffer<Float>, epoch: Int? = nil,
    using workers: Workers
  ) {
    let (size, first) = (size, samples.startIndex)
    workers.forEach(samples.count) { position, _ in
      let (sample, values) = (samples[first + position], batch.region(position * size, size))
      switch content {
      case .images(let images): images.load(sample, epoch: epoch, into: values)
      case .vectors(let vectors): values.copy(from: vectors.region(sample * size, size))
      case .events: preconditionFailure("event streams have no values")
      }
    }
  }

  /// The values of the first samples, unchanged, as `load` writes them: [count][size].
  ///
  /// - Precondition: There are as many, and they are no event streams.
  public func values(first count: Int) -> [Float] {
    precondition(count <= self.count, "the first \(count) of \(self.count) samples")
    guard count > 0 else { return [] }
    let batch = Buffer<Float>(count: count * size, repeating: 0)
    load(Array(0..<count)[...], into: batch, using: Workers(threads: 1))
    return Array(batch.elements)
  }
}

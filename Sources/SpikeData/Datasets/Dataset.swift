/// Labelled samples of one of the kinds there are.
public enum Dataset: Sendable, Hashable {
  /// Images, a byte for each pixel and channel.
  case images(ImageDataset)
  /// Vectors of numbers.
  case vectors(VectorDataset)
  /// Streams of events.
  case events(EventDataset)

  /// The samples, whatever their kind.
  public var samples: any LabelledSamples {
    switch self {
    case .images(let images): images
    case .vectors(let vectors): vectors
    case .events(let streams): streams
    }
  }

  /// The images; nil of another kind of samples.
  public var images: ImageDataset? { if case .images(let images) = self { images } else { nil } }

  /// What the samples are, for reports: `mnist train`.
  public var name: String { samples.name }
  /// What one sample is.
  public var shape: SampleShape { samples.shape }
  /// The number of samples.
  public var count: Int { samples.count }
  /// The number of classes; labels are below it.
  public var classes: Int { samples.classes }
  /// The class of each sample.
  public var labels: [UInt8] { samples.labels }
  /// See ``LabelledSamples/checksum``.
  public var checksum: String { samples.checksum }

  /// Bytes that a copy of some samples takes.
  package func bytes(_ range: Range<Int>) -> Double { samples.bytes(range) }

  /// The first `limit` samples, or all if there are fewer.
  ///
  /// - Precondition: `limit` is not negative.
  public func prefix(_ limit: Int) -> Dataset {
    switch self {
    case .images(let images): .images(images.prefix(limit))
    case .vectors(let vectors): .vectors(vectors.prefix(limit))
    case .events(let streams): .events(streams.prefix(limit))
    }
  }

  /// The last `limit` samples, or all if there are fewer.
  ///
  /// - Precondition: `limit` is not negative.
  public func suffix(_ limit: Int) -> Dataset {
    switch self {
    case .images(let images): .images(images.suffix(limit))
    case .vectors(let vectors): .vectors(vectors.suffix(limit))
    case .events(let streams): .events(streams.suffix(limit))
    }
  }
}

/// What one sample of a data set is.
public enum SampleShape: Sendable, Hashable, CustomStringConvertible {
  /// An image: a byte for each pixel and channel, [channels][rows][columns].
  case image(channels: Int, rows: Int, columns: Int)
  /// A vector of numbers, fed as they are.
  case vector(length: Int)
  /// A stream of events on a plane of units, [channels][rows][columns].
  case events(channels: Int, rows: Int, columns: Int)

  /// The shape as a network takes it: [channels, rows, columns] or [length].
  public var dimensions: [Int] {
    switch self {
    case .image(let channels, let rows, let columns), .events(let channels, let rows, let columns):
      [channels, rows, columns]
    case .vector(let length): [length]
    }
  }

  /// Values or units of a sample: the product of ``dimensions``.
  public var size: Int { dimensions.reduce(1, *) }

  /// `image [1, 28, 28]`.
  public var description: String {
    switch self {
    case .image: "image \(dimensions)"
    case .vector: "vector \(dimensions)"
    case .events: "events \(dimensions)"
    }
  }
}

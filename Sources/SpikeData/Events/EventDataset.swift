import SpikeFiles

/// A spike of an input: when, and which unit.
public struct SpikeEvent: Sendable, Hashable {
  /// The step of the simulation, from 0.
  public var step: UInt32
  /// The unit, counted [channels][rows][columns].
  public var unit: UInt32

  /// Describes a spike.
  public init(step: UInt32, unit: UInt32) { (self.step, self.unit) = (step, unit) }
}

/// Labelled streams of events on a plane of units: 8 bytes an event, however many steps there are.
public struct EventDataset: LabelledSamples {
  /// What the streams are, for reports.
  public let name: String

  /// What one stream is: the plane of its units.
  public let shape: SampleShape

  /// The number of classes; labels are below it.
  public let classes: Int

  /// The class of each stream, each in 0 ..< ``classes``.
  public let labels: [UInt8]

  /// The events of all streams, one stream after the other.
  public let events: [SpikeEvent]

  /// Where each stream begins among ``events``, and where the last one ends.
  private let bounds: [Int]

  /// Makes a data set of event streams and their labels.
  ///
  /// - Parameters:
  ///   - name: What the streams are, for reports.
  ///   - channels: Channels of the plane, such as the polarities of a sensor, at least 1.
  ///   - rows: Its height, at least 1.
  ///   - columns: Its width, at least 1.
  ///   - classes: The number of classes, 1 … 256.
  ///   - streams: The events of each sample, in any order; two of one unit at one step are one spike.
  ///   - labels: A label for each stream.
  ///   - source: The file they come from, for messages (default: `name`).
  /// - Throws: ``SpikeFiles/DataError/inconsistent(part:expected:found:)`` if the sizes do not fit together or an
  ///   event is of a unit outside of the plane;
  ///   ``SpikeFiles/DataError/labelOutOfRange(path:index:label:classes:)``.
  /// - Complexity: O(events).
  public init(
    name: String, channels: Int, rows: Int, columns: Int, classes: Int, streams: [[SpikeEvent]],
    labels: [UInt8], source: String? = nil
  ) throws(DataError) {
    guard channels >= 1, rows >= 1, columns >= 1, (1...256).contains(classes),
      let units = Tensor.elementCount(of: [channels, rows, columns]), units <= UInt32.max
    else {
      throw .inconsistent(
        part: "\(name): channels, rows, columns, classes",
        expected: "at least 1, fewer than 2³² units, classes at most 256",
        found: "\(channels), \(rows), \(columns), \(classes)")
    }
    guard streams.count == labels.count else {
      throw .inconsistent(
        part: "\(name): streams", expected: "one for each of \(labels.count) labels",
        found: "\(streams.count)")
    }
    for (sample, stream) in streams.enumerated() {
      guard let event = stream.first(where: { $0.unit >= units }) else { continue }
      throw .inconsistent(
        part: "\(source ?? name): an event of sample \(sample)",
        expected: "a unit in 0 ..< \(units)", found: "\(event.unit)")
    }
    try Self.check(labels, below: classes, source: source ?? name)
    (self.name, self.classes, self.labels) = (name, classes, labels)
    shape = .events(channels: channels, rows: rows, columns: columns)
    events = Array(streams.joined())
    bounds = streams.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
  }

  private init(_ range: Range<Int>, of whole: EventDataset) {
    (name, shape, classes) = (whole.name, whole.shape, whole.classes)
    labels = Array(whole.labels[range])
    let bounds = whole.bounds[range.lowerBound...range.upperBound]
    let first = whole.bounds[range.lowerBound]
    events = Array(whole.events[first..<whole.bounds[range.upperBound]])
    self.bounds = bounds.map { $0 - first }
  }

  /// The events of one stream.
  ///
  /// - Precondition: `index` is in 0 ..< ``count``.
  public func stream(_ index: Int) -> ArraySlice<SpikeEvent> {
    events[bounds[index]..<bounds[index + 1]]
  }

  /// Some of the streams.
  public func part(_ range: Range<Int>) -> EventDataset { EventDataset(range, of: self) }

  /// Bytes that some of the streams and their labels take.
  public func bytes(_ range: Range<Int>) -> Double {
    let events = bounds[range.upperBound] - bounds[range.lowerBound]
    return 8 * Double(events) + 9 * Double(range.count)
  }

  /// The SHA-256 of sizes, events and labels in hexadecimal.
  public var checksum: String {
    var hash = SHA256()
    // A kind of its own, that no file has.
    hash.update(IDX.header([count] + shape.dimensions, kind: 0xe00))
    for index in 0..<count {
      hash.update(UInt64(stream(index).count).bigEndianBytes)
      for event in stream(index) {
        hash.update(event.step.bigEndianBytes)
        hash.update(event.unit.bigEndianBytes)
      }
    }
    hash.update(labels)
    return hexadecimal(hash.digest())
  }
}

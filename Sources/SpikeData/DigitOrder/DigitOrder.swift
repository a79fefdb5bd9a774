import SpikeKernels

/// Two digits shown one after another; the class is their order. A task that needs memory, generated.
///
/// A sample shows two different digits, one in the first half of the steps and one in the second. Its class
/// is 0 where the smaller comes first, else 1. Both classes show the same digits for the same number of steps, so
/// that a network that keeps nothing of earlier steps cannot tell them apart. Digits are those of
/// ``ProceduralDigits`` at half the size; a unit with ink spikes at half of the steps of its digit, drawn from
/// the seed.
public struct DigitOrder: Sendable, Hashable {
  /// The seed of the data set `digit-order`.
  public static let defaultSeed: UInt64 = 0
  /// The width and height of the plane: half of a digit's image.
  public static let size = ProceduralDigits.size / 2
  /// Ink, of 255, that a unit's pixels have on average for it to spike.
  static let leastInk = 96
  /// Probability that a unit with ink spikes at a step.
  static let rate: Float = 0.5

  /// How many digits there are to show, from 0: 2 … 10.
  public let digits: Int
  /// The seed of the digits and their spikes.
  public let seed: UInt64
  /// Steps of a sample, both digits together.
  public var steps: Int

  /// Pairs of the first `digits` digits (default: 0 and 1).
  public init(digits: Int = 2, seed: UInt64 = defaultSeed, steps: Int = 1) {
    precondition((2...10).contains(digits) && steps >= 1, "\(digits) digits, \(steps) steps")
    (self.digits, self.seed, self.steps) = (digits, seed, steps)
  }

  /// The streams to train on and to test with; a smaller split is the beginning of a larger one.
  ///
  /// - Complexity: O((`train` + `test`) · T).
  public func splits(train: Int, test: Int) -> DatasetSplits {
    let splits = try? DatasetSplits(
      train: .events(split(.train, train)), test: .events(split(.test, test)))
    guard let splits else { preconditionFailure("both splits are made alike") }
    return splits
  }

  private func split(_ split: ProceduralDigits.Split, _ count: Int) -> EventDataset {
    let samples = (0..<count).map { sample($0, of: split) }
    let dataset = try? EventDataset(
      name: "digit-order \(split)", channels: 1, rows: Self.size, columns: Self.size,
      classes: classes, streams: samples.map(\.spikes), labels: samples.map(\.label))
    guard let dataset else { preconditionFailure("drawn spikes are of units of the plane") }
    return dataset
  }

  /// A sample: every two in a row are of both classes.
  private func sample(
    _ index: Int, of split: ProceduralDigits.Split
  ) -> (spikes: [SpikeEvent], label: UInt8) {
    var pair = generator(split, purpose: 1, index / 2)
    let small = pair.integer(below: digits)
    let other = (small + 1 + pair.integer(below: digits - 1)) % digits
    let label = UInt8((index + pair.integer(below: 2)) % 2)
    let (first, last) =
      label == 0 ? (min(small, other), max(small, other)) : (max(small, other), min(small, other))
    var random = generator(split, purpose: 2, index)
    var spikes: [SpikeEvent] = []
    for (place, digit) in [first, last].enumerated() {
      let inked = units(of: digit, image: 2 * index + place, in: split)
      for step in place == 0 ? 0..<steps / 2 : steps / 2..<steps {
        for unit in inked where random.uniform() < Self.rate {
          spikes.append(SpikeEvent(step: UInt32(step), unit: UInt32(unit)))
        }
      }
    }
    return (spikes, label)
  }

  /// The units with ink of a digit.
  private func units(
    of digit: Int, image: Int, in split: ProceduralDigits.Split
  ) -> [Int] {
    let whole = ProceduralDigits.size
    let pixels = ProceduralDigits(seed: seed).image(image, of: UInt8(digit), in: split)
    return (0..<Self.size * Self.size).filter { unit in
      let corner = unit / Self.size * 2 * whole + unit % Self.size * 2
      let ink = [0, 1, whole, whole + 1].reduce(0) { $0 + Int(pixels[corner + $1]) }
      return ink >= 4 * Self.leastInk
    }
  }

  /// The letters of the stream are "or".
  private func generator(
    _ split: ProceduralDigits.Split, purpose: UInt64, _ index: Int
  ) -> SeededGenerator {
    SeededGenerator(
      seed: seed, stream: 0x6f72 << 48 | split.rawValue << 44 | purpose << 40 | UInt64(index))
  }
}

extension DigitOrder: DrawnDataset {
  /// `digit-order`.
  public var name: String { "digit-order" }
  /// What they are.
  public var title: String { "order of two digits" }
  /// One channel of 14 × 14 units.
  public var shape: SampleShape { .events(channels: 1, rows: Self.size, columns: Self.size) }
  /// The smaller digit first, or last.
  public var classes: Int { 2 }
}

import SpikeSim
import SpikeTraining

/// What was timed and counted over some repetitions of the same work: batches of a training, or
/// passes over images in inference.
public struct Measurement: Sendable {
  /// Wall time of each repetition, in seconds.
  public private(set) var seconds: [Double] = []
  /// What the repetitions counted together.
  public private(set) var tally: Tally

  init(populations: Int) { tally = Tally(populations: populations) }

  /// Adds a repetition and what it counted.
  mutating func add(seconds: Double, _ counted: Tally) {
    self.seconds.append(seconds)
    tally.samples += counted.samples
    tally.correct += counted.correct
    tally.forward += counted.forward
    tally.learning += counted.learning
    for index in tally.spikes.indices { tally.spikes[index] += counted.spikes[index] }
  }

  /// Median time of a repetition, in seconds; 0 of none.
  public var medianSeconds: Double { Self.median(seconds) }

  /// Images of one repetition.
  public var imagesPerRepetition: Double {
    seconds.isEmpty ? 0 : Double(tally.samples) / Double(seconds.count)
  }

  /// Images a second, by the median.
  public var imagesPerSecond: Double {
    medianSeconds > 0 ? imagesPerRepetition / medianSeconds : 0
  }

  /// Synaptic operations of one image, forward and learning.
  public var operationsPerImage: Double {
    tally.samples == 0
      ? 0 : Double((tally.forward + tally.learning).total) / Double(tally.samples)
  }

  /// Synaptic operations a second, by the median.
  public var operationsPerSecond: Double { imagesPerSecond * operationsPerImage }

  /// Spikes of one repetition, all populations together.
  public var spikesPerRepetition: Double {
    seconds.isEmpty ? 0 : Double(tally.spikes.reduce(0, +)) / Double(seconds.count)
  }

  /// The middle of some values, the mean of the middle two of an even number; 0 of none.
  public static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}

/// When a measurement has seen enough.
public enum MeasurementLimit: Sendable, Hashable {
  /// After so many repetitions.
  case repetitions(Int)
  /// After so many seconds, and at least one repetition.
  case seconds(Double)

  func isReached(by measurement: Measurement) -> Bool {
    switch self {
    case .repetitions(let count): measurement.seconds.count >= count
    case .seconds(let limit):
      !measurement.seconds.isEmpty && measurement.seconds.reduce(0, +) >= limit
    }
  }
}

extension Tally {
  /// What was counted since an earlier state of the same tally.
  func since(_ earlier: Tally) -> Tally {
    var difference = self
    difference.samples -= earlier.samples
    difference.correct -= earlier.correct
    difference.objective -= earlier.objective
    difference.forward.additions -= earlier.forward.additions
    difference.forward.multiplyAdds -= earlier.forward.multiplyAdds
    difference.learning.additions -= earlier.learning.additions
    difference.learning.multiplyAdds -= earlier.learning.multiplyAdds
    for index in spikes.indices { difference.spikes[index] -= earlier.spikes[index] }
    return difference
  }
}

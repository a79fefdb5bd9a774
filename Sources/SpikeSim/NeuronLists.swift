import SpikeKernels

/// For every sample, some neurons of a population in the order in which they lie, and their trains:
/// those that spiked, or all.
public final class NeuronLists: Sendable {
  /// Neurons of the population, with padding.
  public let padded: Int
  /// Words of a train.
  let words: Int
  /// Whether every neuron is listed, padding too; such lists hold no trains.
  let isEveryone: Bool
  private let indices: Buffer<Int32>
  private let below: Buffer<Int32>
  private let bits: Buffer<UInt32>
  private let listed: Buffer<UInt32>

  /// Room for a list in each of `samples` samples.
  init(samples: Int, padded: Int, words: Int) {
    self.padded = padded
    self.words = words
    isEveryone = false
    indices = Buffer(count: samples * padded, repeating: 0)
    below = Buffer(count: samples * (padded + 1), repeating: 0)
    bits = Buffer(count: samples * ((padded + 15) / 16), repeating: 0)
    listed = Buffer(count: samples * padded * words, repeating: 0)
  }

  /// All neurons, in every sample.
  init(everyoneOf padded: Int) {
    self.padded = padded
    words = 0
    isEveryone = true
    indices = Buffer(0..<Int32(padded), filler: 0)
    below = Buffer(0...Int32(padded), filler: 0)
    bits = Buffer(count: 0, repeating: 0)
    listed = Buffer(count: 0, repeating: 0)
  }

  /// Number of neurons listed in a sample.
  public func count(_ sample: Int) -> Int { Int(before(sample)[padded]) }

  /// The neurons listed in a sample.
  public func list(_ sample: Int) -> Region<Int32> {
    indices.region(isEveryone ? 0 : sample * padded, count(sample))
  }

  /// For each neuron, how many below it are listed in a sample, and the number of all last.
  package func before(_ sample: Int) -> Region<Int32> {
    below.region(isEveryone ? 0 : sample * (padded + 1), padded + 1)
  }

  /// A bit for each neuron listed in a sample, 16 neurons at a time; nil where all are.
  func masks(_ sample: Int) -> Region<UInt32>? {
    let count = (padded + 15) / 16
    return isEveryone ? nil : bits.region(sample * count, count)
  }

  /// The trains of those listed, one after another.
  func trains(_ sample: Int) -> Region<UInt32> {
    isEveryone
      ? listed.all : listed.region(sample * padded * words, count(sample) * words)
  }

  /// Lists the neurons of a sample that spiked.
  func collect(_ sample: Int, _ trains: TrainRegion) {
    Kernels.listActive(
      trains: trains, neurons: padded, active: indices.region(sample * padded, padded),
      before: before(sample), masks: bits.region(sample * ((padded + 15) / 16), (padded + 15) / 16),
      listed: listed.region(sample * padded * words, padded * words))
  }
}

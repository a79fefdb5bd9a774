import SpikeKernels

/// For every sample, some neurons of a population in the order in which they lie, and their spike trains:
/// those that spiked, or all.
public final class ActiveNeurons: Sendable {
  /// Neurons of the population, with padding.
  public let padded: Int
  /// Words of a spike train.
  let words: Int
  /// Whether every neuron is listed, padding too; such lists hold no spike trains.
  let isEveryone: Bool
  private let indices: SampleBuffers<Int32>
  private let below: SampleBuffers<Int32>
  private let bits: SampleBuffers<UInt32>
  private let listed: SampleBuffers<UInt32>

  /// Room for a list in each of `samples` samples.
  init(samples: Int, padded: Int, words: Int) {
    self.padded = padded
    self.words = words
    isEveryone = false
    indices = SampleBuffers(samples: samples, size: padded, repeating: 0)
    below = SampleBuffers(samples: samples, size: padded + 1, repeating: 0)
    bits = SampleBuffers(samples: samples, size: (padded + 15) / 16, repeating: 0)
    listed = SampleBuffers(samples: samples, size: padded * words, repeating: 0)
  }

  /// Bytes of room for a list in each of `samples` samples.
  static func bytes(samples: Int, padded: Int, words: Int) -> Double {
    SampleBuffers<Int32>.bytes(samples: samples, size: padded)
      + SampleBuffers<Int32>.bytes(samples: samples, size: padded + 1)
      + SampleBuffers<UInt32>.bytes(samples: samples, size: (padded + 15) / 16)
      + SampleBuffers<UInt32>.bytes(samples: samples, size: padded * words)
  }

  /// All neurons, in every sample.
  init(everyoneOf padded: Int) {
    self.padded = padded
    words = 0
    isEveryone = true
    indices = SampleBuffers(samples: 1, size: padded, repeating: 0)
    below = SampleBuffers(samples: 1, size: padded + 1, repeating: 0)
    bits = SampleBuffers(samples: 1, size: 0, repeating: 0)
    listed = SampleBuffers(samples: 1, size: 0, repeating: 0)
    indices.whole.all.assign(Array(0..<Int32(padded)))
    below.whole.all.assign(Array(0...Int32(padded)))
  }

  /// Bytes of a list of all neurons.
  static func bytes(everyoneOf padded: Int) -> Double {
    SampleBuffers<Int32>.bytes(samples: 1, size: padded)
      + SampleBuffers<Int32>.bytes(samples: 1, size: padded + 1)
      + 2 * SampleBuffers<UInt32>.bytes(samples: 1, size: 0)
  }

  /// Number of neurons listed in a sample.
  public func count(_ sample: Int) -> Int { Int(before(sample)[padded]) }

  /// The neurons listed in a sample.
  public func list(_ sample: Int) -> Region<Int32> {
    indices[isEveryone ? 0 : sample].dropping(0, count: count(sample))
  }

  /// For each neuron, how many below it are listed in a sample, and the number of all last.
  package func before(_ sample: Int) -> Region<Int32> {
    below[isEveryone ? 0 : sample]
  }

  /// A bit for each neuron listed in a sample, 16 neurons at a time; nil where all are.
  func masks(_ sample: Int) -> Region<UInt32>? {
    isEveryone ? nil : bits[sample]
  }

  /// The spike trains of those listed, one after another.
  func trains(_ sample: Int) -> Region<UInt32> {
    isEveryone ? listed[0] : listed[sample].dropping(0, count: count(sample) * words)
  }

  /// Lists the neurons of a sample that spiked.
  func collect(_ sample: Int, _ trains: TrainRegion) {
    Kernels.listActive(
      trains: trains, neurons: padded, active: indices[sample], before: before(sample),
      masks: bits[sample], listed: listed[sample])
  }
}

import SpikeKernels

/// The spikes of a grid of neurons for a batch: one bit a step and neuron.
public final class SpikeTrains: Sendable {
  /// How the neurons lie.
  public let layout: GridLayout
  /// Steps T.
  public let steps: Int
  /// Words of 32 steps in a spike train.
  public let words: Int
  /// The words: [samples][words][padded neurons].
  private let bits: SampleBuffers<UInt32>

  init(layout: GridLayout, steps: Int, samples: Int) {
    self.layout = layout
    self.steps = steps
    words = (steps + 31) / 32
    bits = SampleBuffers(samples: samples, size: words * layout.padded, repeating: 0)
  }

  /// Bytes that the spikes of so many samples take.
  static func bytes(layout: GridLayout, steps: Int, samples: Int) -> Double {
    SampleBuffers<UInt32>.bytes(samples: samples, size: (steps + 31) / 32 * layout.padded)
  }

  /// Spike trains of one sample from neuron `first` on.
  package func sample(_ sample: Int, from first: Int = 0) -> TrainRegion {
    TrainRegion(words: bits[sample].dropping(first), stride: layout.padded, count: words)
  }

  /// Spike trains of some samples, one sample after another, ``sampleStride`` apart.
  func samples(_ samples: Range<Int>) -> TrainRegion {
    TrainRegion(words: bits[samples], stride: layout.padded, count: words)
  }

  /// Words from a sample to the next.
  var sampleStride: Int { bits.size }

  /// One word row of a sample: 32 steps of every neuron.
  func row(_ sample: Int, _ word: Int) -> Region<UInt32> {
    bits[sample].dropping(word * layout.padded, count: layout.padded)
  }

  /// The bits of the steps that a word holds: all but the last word's are 32.
  func steps(in word: Int) -> UInt32 {
    let count = min(32, steps - word * 32)
    return count == 32 ? .max : (1 << UInt32(count)) - 1
  }

  /// Removes all spikes of a sample.
  public func clear(sample: Int) { bits[sample].fill(0) }

  /// Adds a spike of a neuron, counted as PyTorch does.
  public func add(sample: Int, step: Int, neuron: Int) {
    precondition(
      0..<layout.neurons ~= neuron && 0..<steps ~= step, "no neuron \(neuron) or step \(step)")
    bits[sample][step / 32 * layout.padded + layout.index(ofCounted: neuron)] |=
      1 << UInt32(step % 32)
  }

  /// Whether a neuron, counted as PyTorch does, spiked at a step.
  public func spiked(sample: Int, step: Int, neuron: Int) -> Bool {
    precondition(neuron < layout.neurons && step < steps, "no neuron \(neuron) or step \(step)")
    let word = bits[sample][step / 32 * layout.padded + layout.index(ofCounted: neuron)]
    return word >> UInt32(step % 32) & 1 == 1
  }

  /// How often a neuron, counted as PyTorch does, spiked in a sample.
  public func spikeCount(sample: Int, neuron: Int) -> Int {
    let place = layout.index(ofCounted: neuron)
    let bits = bits[sample]
    return (0..<words).reduce(0) { $0 + bits[$1 * layout.padded + place].nonzeroBitCount }
  }

  /// Spikes of all neurons of a sample, over all steps.
  public func spikeCount(sample: Int) -> Int {
    Kernels.countBits(bits[sample])
  }
}

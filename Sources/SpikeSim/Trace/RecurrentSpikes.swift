import SpikeKernels

/// The spikes of a population as it reads them itself, one step later, for learning.
final class RecurrentSpikes: Sendable {
  /// Each neuron's spikes, a step later.
  let delayed: SpikeTrains
  /// The same as the recurrent connection reads them; nil where each neuron reads its own alone.
  let routed: RoutedSpikes?

  /// - Returns: nil where no spikes are read again, or nothing is learnt.
  init?(_ layer: Layer, steps: Int, samples: Int, keeping: MembraneKeeping) {
    guard Self.isNeeded(layer, keeping) else { return nil }
    let delayed = SpikeTrains(layout: layer.layout, steps: steps, samples: samples)
    self.delayed = delayed
    routed = layer.loop.map {
      RoutedSpikes(layer: $0.layer, below: delayed, samples: samples, learns: true)
    }
  }

  private static func isNeeded(_ layer: Layer, _ keeping: MembraneKeeping) -> Bool {
    layer.neurons.recurrence != nil && (keeping == .all || keeping == .learning)
  }

  /// Bytes for so many samples.
  static func bytes(
    _ layer: Layer, steps: Int, samples: Int, keeping: MembraneKeeping
  ) -> Double {
    guard isNeeded(layer, keeping) else { return 0 }
    return SpikeTrains.bytes(layout: layer.layout, steps: steps, samples: samples)
      + (layer.loop.map {
        RoutedSpikes.bytes(layer: $0.layer, steps: steps, samples: samples, learns: true)
      } ?? 0)
  }

  /// Takes over the spikes of a sample.
  func collect(_ sample: Int, from spikes: SpikeTrains) {
    Kernels.delayTrains(
      spikes.sample(sample), neurons: spikes.layout.padded, steps: spikes.steps,
      delayed: delayed.sample(sample))
    var chance: SeededGenerator?
    routed?.collect(sample, from: delayed, chance: &chance)
  }

  /// How many spikes of a sample are read at a step.
  func count(_ sample: Int, _ step: Int) -> Int {
    let (words, bit) = (delayed.row(sample, step / 32), UInt32(step % 32))
    return (0..<words.count).reduce(0) { $0 + Int(words[$1] >> bit & 1) }
  }
}

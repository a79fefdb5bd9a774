import SpikeKernels
import SpikeSim

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The reward of the output spikes (A.16), in the two readings that exist.
///
/// With o[c,t] the output spikes, y the label, n = T steps and σ the logistic function:
///
/// | | target class y | any other class c |
/// |---|---|---|
/// | `sequence` | 1 − σ(Σ_t o − n/2) | −o[c,t]·(1 − σ(Σ_t (o − 1) − n/2)) |
/// | `sequence-released` | 1 − σ(Σ_t o − ⌊n/2⌋) | −o[c,t]·(1 − σ(Σ_t \|o − 1\| − ⌊n/2⌋)) |
///
/// The first is the equation as printed, the second what the authors' released code computes. They
/// train differently: as printed, a wrong class is punished with nearly full weight however rarely
/// it spiked; as released, the less it spiked the less it is punished. Both saturate: neither rises
/// with more spikes than half the steps.
extension RewardSpec {
  /// The weight of the target's reward, at every step alike, when the target spiked `count` times.
  public func target(count: Int, steps: Int) -> Float {
    switch self {
    case .sequence: Self.complement(Double(count) - Double(steps) / 2)
    case .sequenceReleased: Self.complement(Double(count - steps / 2))
    }
  }

  /// The reward of each spike of a wrong class that spiked `count` times.
  public func other(count: Int, steps: Int) -> Float {
    switch self {
    case .sequence: -Self.complement(Double(count - steps) - Double(steps) / 2)
    case .sequenceReleased: -Self.complement(Double(steps - count - steps / 2))
    }
  }

  /// The reward of every (step, class) of one sample.
  ///
  /// - Returns: [classes][steps].
  public func rewards(of output: PopulationTrace, sample: Int, label: Int) -> [[Float]] {
    (0..<output.neurons).map { neuron in
      let count = output.spikeCount(sample: sample, neuron: neuron)
      if neuron == label {
        return [Float](repeating: target(count: count, steps: output.steps), count: output.steps)
      }
      let punishment = other(count: count, steps: output.steps)
      return (0..<output.steps).map {
        output.spiked(sample: sample, step: $0, neuron: neuron) ? punishment : 0
      }
    }
  }

  /// 1 − σ(z).
  private static func complement(_ z: Double) -> Float { Float(1 / (1 + exp(z))) }
}

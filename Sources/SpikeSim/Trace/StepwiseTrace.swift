import SpikeKernels

/// What neurons that are integrated step by step keep for a batch, besides their membranes.
final class StepwiseTrace: Sendable {
  /// I[t] of neurons with a synaptic decay, [samples][steps][padded]; without samples where they have none.
  private let synapses: SampleBuffers<Float>
  /// β and θ of each neuron as it lies, as of the last simulation.
  private let betas: Buffer<Float>
  private let thresholds: Buffer<Float>
  /// Decay α of the synaptic current; nil without one.
  let synapticDecay: Float?
  private let neurons: LIFParameters

  /// - Returns: nil of other neurons.
  init?(_ layer: Layer, steps: Int, samples: Int) {
    guard layer.isStepwise else { return nil }
    let padded = layer.layout.padded
    neurons = layer.neurons
    synapticDecay = neurons.synapticDecay
    synapses = SampleBuffers(
      samples: synapticDecay == nil ? 0 : samples, size: steps * padded, repeating: 0)
    betas = Buffer(count: padded, repeating: layer.neurons.beta)
    thresholds = Buffer(count: padded, repeating: layer.neurons.threshold)
  }

  /// Bytes for so many samples.
  static func bytes(_ layer: Layer, steps: Int, samples: Int) -> Double {
    guard layer.isStepwise else { return 0 }
    let padded = layer.layout.padded
    return SampleBuffers<Float>.bytes(
      samples: layer.neurons.synapticDecay == nil ? 0 : samples, size: steps * padded)
      + 2 * Buffer<Float>.bytes(count: padded)
  }

  /// The rows of synaptic currents of a sample; nil without a synaptic decay.
  func synapses(_ sample: Int) -> Region<Float>? {
    synapticDecay == nil ? nil : synapses[sample]
  }

  /// The constants of the neurons.
  var constants: StepwiseConstants {
    let reset: ResetKind =
      switch neurons.reset {
      case .subtract: .subtract
      case .zero: .zero
      case .none: .none
      }
    return StepwiseConstants(
      betas: betas.all, thresholds: thresholds.all, synapticDecay: synapticDecay ?? 0,
      reset: reset)
  }

  /// Takes over the constants that are learnt.
  func take(_ weights: Parameters.Layer, _ layout: GridLayout) {
    for (constant, lanes) in [(LearnedConstants.Constant.beta, betas), (.threshold, thresholds)] {
      guard let tensor = weights.tensor(constant.rawValue) else { continue }
      for neuron in 0..<layout.neurons {
        lanes[layout.index(ofCounted: neuron)] = tensor.values[tensor.count == 1 ? 0 : neuron]
      }
    }
  }
}

import SpikeFiles
import SpikeSim

/// Populations as nodes of NIR.
extension NIRGraph {
  /// Whether r has what weights are divided by elsewhere.
  static func usesResistance(_ neurons: LIFParameters) -> Bool {
    neurons.synapticDecay != nil || neurons.recurrence != nil
      || neurons.learned?.constants.contains(.beta) ?? false
  }

  /// A population: neurons, or a graph of them and the weights by which they read their own spikes.
  ///
  /// - Throws: ``ExportError/unsupported(place:what:why:)``.
  static func population(
    _ neurons: LIFParameters, _ parameters: Parameters.Layer, _ shape: [Int], _ place: Int
  ) throws(ExportError) -> HDF5Node {
    if neurons.adaptation != nil {
      throw .unsupported(
        place: place, what: "has an adaptive threshold", why: "NIR has no such neurons")
    }
    if neurons.reset == .none {
      throw .unsupported(
        place: place, what: "has neurons without a reset",
        why: "NIR's neurons are reset by every spike")
    }
    let betas = parameters.values(named: "beta") ?? [neurons.beta]
    guard betas.allSatisfy({ $0 < 1 }) else {
      throw .unsupported(
        place: place, what: "has neurons that do not leak (beta 1)",
        why: "NIR's LIF has a finite time constant")
    }
    let lif = self.neurons(neurons, betas, parameters, shape)
    guard let recurrence = neurons.recurrence,
      let own = parameters.values(named: "recurrent.weight")
    else { return lif }
    let count = shape[0]
    let weights: [Float]
    switch recurrence {
    case .allToAll: weights = own
    case .oneToOne:
      // snnTorch writes and reads them so: a matrix with nothing beside the diagonal.
      weights = (0..<count * count).map { $0 % (count + 1) == 0 ? own[$0 / (count + 1)] : 0 }
    }
    let edges = [
      "input", "lif", "lif", "w_rec", "w_rec", "lif", "lif", "output",
    ]
    return node(
      "NIRGraph",
      [
        (
          "nodes",
          .group([
            ("input", node("Input", [("shape", .integers(shape))])), ("lif", lif),
            (
              "w_rec",
              node("Linear", [("weight", .dataset(shape: [count, count], .float32(weights)))])
            ),
            ("output", node("Output", [("shape", .integers(shape))])),
          ])
        ), ("edges", .dataset(shape: [edges.count / 2, 2], .texts(edges))),
      ])
  }

  /// Bytes of the matrices that are made of a weight for each neuron.
  static func bytesOfDiagonals(_ network: Network) -> Double {
    network.layers.reduce(0) {
      let count = Double($1.layout.neurons)
      return $0 + ($1.neurons.recurrence == .oneToOne ? 4 * count * count : 0)
    }
  }

  /// The neurons alone. NIR wants a value for each of them.
  private static func neurons(
    _ neurons: LIFParameters, _ betas: [Float], _ parameters: Parameters.Layer, _ shape: [Int]
  ) -> HDF5Node {
    let count = shape.reduce(1, *)
    func every(_ values: [Float]) -> HDF5Node {
      let all = values.count == 1 ? [Float](repeating: values[0], count: count) : values
      return .dataset(shape: shape, .float32(all))
    }
    func inverse(_ decays: [Float], times factor: Double = 1) -> [Float] {
      decays.map { Float(factor / (1 - Double($0))) }
    }
    let time = every(inverse(betas, times: dt))
    let fields: [Member] = [
      ("r", every(usesResistance(neurons) ? inverse(betas) : [1])), ("v_leak", every([0])),
      ("v_reset", every([0])),
      ("v_threshold", every(parameters.values(named: "threshold") ?? [neurons.threshold])),
    ]
    guard let alpha = neurons.synapticDecay else { return node("LIF", fields + [("tau", time)]) }
    return node(
      "CubaLIF",
      fields + [
        ("tau_mem", time), ("tau_syn", every(inverse([alpha], times: dt))),
        ("w_in", every(inverse([alpha]))),
      ])
  }
}

extension Parameters.Layer {
  /// The values of a tensor, in PyTorch's order; nil where the layer has none of the name.
  func values(named name: String) -> [Float]? { tensors.first { $0.name == name }?.rowMajor }
}

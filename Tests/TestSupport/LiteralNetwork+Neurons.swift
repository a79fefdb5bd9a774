import SpikeSim

/// What belongs to the neurons of a stage rather than to their connection, in PyTorch's order, by the names
/// of its tensors: `recurrent.weight` [N, N] or [N], `recurrent.bias`, `beta`, `threshold`.
public struct LiteralNeurons: Sendable {
  /// The values of each tensor.
  public var tensors: [String: [Double]]

  init(_ layer: Parameters.Layer) {
    tensors = [:]
    for tensor in layer.tensors.dropFirst(layer.ofConnection) {
      tensors[tensor.name] = tensor.rowMajor.map(Double.init)
    }
  }

  /// The weight from neuron k to neuron n of `count`; nil where n does not read k.
  func weight(from k: Int, to n: Int, of count: Int) -> (index: Int, value: Double)? {
    guard let weights = tensors["recurrent.weight"] else { return nil }
    if weights.count == count { return k == n ? (n, weights[n]) : nil }
    return (n * count + k, weights[n * count + k])
  }

  /// A constant of neuron n, if it is learnt.
  func constant(_ name: String, _ n: Int) -> Double? {
    tensors[name].map { $0.count == 1 ? $0[0] : $0[n] }
  }

  /// All zeros of the same names.
  var zeros: [String: [Double]] { tensors.mapValues { $0.map { _ in 0 } } }
}

extension LiteralNetwork {
  /// β of neuron n of a stage.
  func beta(_ stage: Int, _ g: Geometry, _ n: Int) -> Double {
    neurons[stage].constant("beta", n) ?? g.beta
  }

  /// α of a stage; nil without a synaptic current.
  func synapticDecay(_ g: Geometry) -> Double? {
    g.neurons.synapticDecay.map { Double("\($0)") ?? .nan }
  }

  /// The current that neuron n reads of its population, given what that sent one step before.
  private func recurrent(_ stage: Int, _ n: Int, _ sent: [Double]) -> Double {
    sent.indices.reduce(neurons[stage].tensors["recurrent.bias"]?[n] ?? 0) {
      $0 + (neurons[stage].weight(from: $1, to: n, of: sent.count)?.value ?? 0) * sent[$1]
    }
  }

  /// What units send of z: of a single step, with nothing kept and nothing reset.
  func send(_ current: [[Double]], _ g: Geometry, into run: inout Run) -> [[Double]] {
    let zeros = current.map { $0.map { _ in 0.0 } }
    let sent = g.unit == .relu ? current.map { $0.map { max(0, $0) } } : current
    run.membranes.append(current)
    run.thresholds.append(zeros)
    run.resets.append(zeros)
    run.sent.append(sent)
    run.synapses.append(zeros)
    return sent
  }

  /// Integrates the currents of one population.
  func integrate(
    _ current: [[Double]], _ stage: Int, _ g: Geometry, spike: (Double) -> Double,
    resets: [[Double]]?, into run: inout Run
  ) {
    let zeros = current[0].map { _ in 0.0 }
    let base = zeros.indices.map {
      neurons[stage].constant("threshold", $0) ?? Double(g.neurons.threshold)
    }
    let isLearned = neurons[stage].tensors["threshold"] != nil
    var (u, a, theta, sent, synapse) = (zeros, zeros, base, zeros, zeros)
    var (membranes, thresholds, when): ([[Double]], [[Double]], [[Double]]) = ([], [], [])
    var (spikes, synapses): ([[Double]], [[Double]]) = ([], [])
    for t in 0..<steps {
      let crossed = resets?[t] ?? u.indices.map { u[$0] > theta[$0] ? theta[$0] : 0 }
      let recurrent = u.indices.map { self.recurrent(stage, $0, sent) }
      for n in u.indices {
        synapse[n] = (synapticDecay(g) ?? 0) * synapse[n] + current[t][n] + recurrent[n]
        let beta = beta(stage, g, n)
        switch g.neurons.reset {
        case .subtract:
          let taken = isLearned && crossed[n] > 0 ? base[n] : crossed[n]
          u[n] = beta * u[n] + synapse[n] - taken
        case .zero: u[n] = (crossed[n] > 0 ? 0 : beta * u[n]) + synapse[n]
        case .none: u[n] = beta * u[n] + synapse[n]
        }
        a[n] = g.adaptation.decay * a[n] + sent[n]
        theta[n] = base[n] + g.adaptation.strength * a[n]
        sent[n] = spike(u[n] - theta[n])
      }
      membranes.append(u)
      thresholds.append(theta)
      when.append(crossed)
      spikes.append(sent)
      synapses.append(synapse)
    }
    run.membranes.append(membranes)
    run.thresholds.append(thresholds)
    run.resets.append(when)
    run.sent.append(spikes)
    run.synapses.append(synapses)
  }
}

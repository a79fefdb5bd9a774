import SpikeKernels
import SpikeSim

extension StackExample {
  /// Neurons that are integrated one step at a time, behind every kind of connection.
  static let stepwise: [String: Stack] = {
    func lif(
      _ beta: Float, _ reset: Reset = .subtract, _ recurrence: Recurrence? = nil,
      synapticDecay: Float? = nil, learned: LearnedConstants? = nil
    ) -> LayerSpec {
      .lif(
        LIFParameters(
          beta: beta, threshold: 1, reset: reset, recurrence: recurrence,
          synapticDecay: synapticDecay, learned: learned))
    }
    let beta = LearnedConstants([.beta], per: .layer)
    let betas = LearnedConstants([.beta], per: .neuron)
    return [
      "recurrent": Stack(
        [6],
        [
          .dense(units: 20), lif(0.9, .subtract, .allToAll), .dense(units: 9),
          lif(0.5, .subtract, .oneToOne), .dense(units: 3), lif(0.9),
        ]),
      "recurrent, to the output": Stack(
        [14], encoding: .latency,
        [
          .dense(units: 70), lif(0.8, .zero, .allToAll), .dense(units: 12),
          lif(0.9, .none, .oneToOne), .dense(units: 3), lif(0.9, .subtract, .allToAll),
        ]),
      "recurrent, wide and long": Stack(
        [9], steps: 35,
        [
          .dense(units: 37), lif(0.9, .subtract, .oneToOne), .dense(units: 70),
          lif(0.9, .subtract, .allToAll), .dense(units: 3), lif(0.9),
        ]),
      "synaptic": Stack(
        [6],
        [
          .dense(units: 20), lif(0.9, synapticDecay: 0.8), .dense(units: 9),
          lif(0.5, .zero, synapticDecay: 0.3), .dense(units: 3), lif(0.9, synapticDecay: 0.5),
        ]),
      "synaptic, convolution": Stack(
        [1, 8, 8], steps: 35,
        [
          .conv2d(Convolution(channels: 4, kernel: 3)), lif(0.9, synapticDecay: 0.6),
          .maxPool(size: 2), .conv2d(Convolution(channels: 5, kernel: 2, padding: 1)),
          .averagePool(size: 2), lif(0.8, .none, synapticDecay: 0.4), .dense(units: 3), lif(0.9),
        ]),
      "learnable": Stack(
        [6],
        [
          .dense(units: 20), lif(0.9, learned: betas), .dense(units: 9),
          lif(0.5, .zero, learned: beta), .dense(units: 3), lif(0.9, learned: betas),
        ]),
      "learnable, convolution": Stack(
        [1, 8, 8],
        [
          .conv2d(Convolution(channels: 4, kernel: 3)), .maxPool(size: 2), lif(0.9, learned: betas),
          .conv2d(Convolution(channels: 5, kernel: 2, padding: 1)), lif(0.8, learned: beta),
          .dense(units: 3), lif(0.9),
        ]),
      "everything": Stack(
        [6],
        [
          .dense(units: 20), lif(0.9, .subtract, .allToAll, synapticDecay: 0.7, learned: betas),
          .dense(units: 9), lif(0.5, .zero, .oneToOne, synapticDecay: 0.3, learned: beta),
          .dense(units: 3), lif(0.9),
        ]),
    ]
  }()

  /// Fills what belongs to the neurons of a layer.
  static func fillNeurons(_ layer: Parameters.Layer, _ generator: inout SeededGenerator) {
    layer.initialiseNeurons(&generator)
    for tensor in layer.tensors where tensor.name == "beta" {
      let start = tensor.rowMajor[0]
      tensor.store(
        rowMajor: (0..<tensor.count).map { _ in start * generator.uniform(from: 0.7, to: 1) })
    }
  }
}

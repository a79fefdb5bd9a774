import SpikeConfig
import SpikeFiles
import SpikeKernels
import SpikeReports
import SpikeSim
import SpikeTraining

extension FigureA5 {
  /// A layer's mean magnitudes after an epoch, of each seed.
  struct Magnitudes {
    var layer: String
    var epoch: Int
    var weights: [Double]
    var biases: [Double]
  }

  /// Magnitudes of a cell's layers, epoch by epoch; epoch 0 is before training.
  static func magnitudes(of cell: PaperCell) -> [Magnitudes] {
    guard let network = cell.runs.first?.config.network else { return [] }
    let names = network.parameterLayers
    var found: [Magnitudes] = []
    let states = cell.runs.map { run in
      [initial(run.config)]
        + run.epochs.map { line in
          (line["weights"]?.array ?? []).compactMap { layer in
            layer["meanWeight"]?.double.flatMap { weight in
              layer["meanBias"]?.double.map { (weight, $0) }
            }
          }
        }
    }
    for (layer, name) in names.enumerated() {
      for epoch in 0..<(states.map(\.count).max() ?? 0) {
        let values = states.compactMap { state -> (Double, Double)? in
          // A run without an epoch has nothing to be compared with.
          guard state.count > 1, state.indices.contains(epoch) else { return nil }
          return state[epoch].indices.contains(layer) ? state[epoch][layer] : nil
        }
        found.append(
          Magnitudes(
            layer: name, epoch: epoch, weights: values.map(\.0), biases: values.map(\.1)))
      }
    }
    return found
  }

  /// Mean |weight| and |bias| of each layer before training; none where they depend on the data.
  private static func initial(_ config: ExperimentConfig) -> [(Double, Double)] {
    guard config.network.initialisation == .pytorch, let network = try? Network(config.networkSpec)
    else { return [] }
    let parameters = Parameters(zerosFor: network)
    parameters.initialise(seed: config.seed)
    let workers = Workers(threads: 1)
    return parameters.layers.map { layer in
      let state = WeightChange(layer, layer, using: workers)
      return (state.meanWeight, state.meanBias)
    }
  }
}

extension NetworkConfig {
  /// The layers that have parameters, by name.
  fileprivate var parameterLayers: [String] {
    var counts = (dense: 0, conv2d: 0)
    return layers.compactMap { layer -> String? in
      switch layer {
      case .dense:
        counts.dense += 1
        return "dense \(counts.dense)"
      case .conv2d:
        counts.conv2d += 1
        return "convolution \(counts.conv2d)"
      case .maxPool, .averagePool, .flatten, .dropout, .lif, .relu: return nil
      }
    }
  }
}

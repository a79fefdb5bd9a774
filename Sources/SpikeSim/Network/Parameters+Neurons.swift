import SpikeKernels

/// The tensors that belong to the neurons of a layer rather than to the connection that feeds them:
/// `recurrent.weight`, `recurrent.bias`, `beta`, `threshold`.
extension Parameters.Layer {
  /// The names.
  enum NeuronTensor {
    static let recurrentWeight = "recurrent.weight"
    static let recurrentBias = "recurrent.bias"
  }

  /// Zeros, for a layer's neurons.
  static func tensorsOfNeurons(of layer: Layer) -> [ParameterTensor] {
    var tensors: [ParameterTensor] = []
    let neurons = layer.layout.neurons
    if let loop = layer.loop?.layer {
      tensors = [
        ParameterTensor(
          NeuronTensor.recurrentWeight, matrix: loop.shape, shape: loop.weightShape),
        ParameterTensor(
          NeuronTensor.recurrentBias, vector: neurons, padded: loop.shape.paddedOutputs),
      ]
    } else if layer.neurons.recurrence == .oneToOne {
      tensors = [
        ParameterTensor(
          NeuronTensor.recurrentWeight, vector: neurons, padded: layer.layout.padded)
      ]
    }
    for constant in layer.learnedConstants {
      let count = layer.valuesPerConstant
      tensors.append(
        ParameterTensor(
          constant.rawValue, vector: count, padded: layer.paddedPerConstant, range: constant.range,
          start: constant == .beta ? layer.neurons.beta : layer.neurons.threshold))
    }
    return tensors
  }

  /// How many values they have.
  package static func countOfNeurons(of layer: Layer) -> Int {
    let neurons = layer.layout.neurons
    let recurrent =
      switch layer.neurons.recurrence {
      case .allToAll: neurons * (neurons + 1)
      case .oneToOne: neurons
      case nil: 0
      }
    return recurrent + layer.learnedConstants.count * layer.valuesPerConstant
  }

  /// Bytes that they take.
  static func bytesOfNeurons(of layer: Layer) -> Double {
    let recurrent =
      switch layer.neurons.recurrence {
      case .allToAll: layer.loop.map { bytes(shape: $0.layer.shape) } ?? 0
      case .oneToOne: Buffer<Float>.bytes(count: layer.layout.padded)
      case nil: 0.0
      }
    return recurrent + Double(layer.learnedConstants.count)
      * Buffer<Float>.bytes(count: layer.paddedPerConstant)
  }

  /// The tensor of a name; nil where the layer has none.
  func tensor(_ name: String) -> ParameterTensor? { tensors.first { $0.name == name } }

  /// The weights and biases by which a population reads its own spikes, as those of a layer; nil where it
  /// does not, or each neuron reads its own alone.
  func recurrent(of layer: Layer) -> Parameters.Layer? {
    guard let loop = layer.loop?.layer, let weight = tensor(NeuronTensor.recurrentWeight),
      let bias = tensor(NeuronTensor.recurrentBias)
    else { return nil }
    return Parameters.Layer([weight, bias], shape: loop.shape, weightShape: loop.weightShape)
  }

  /// The weights by which neurons read their own spikes alone; nil where they do not.
  func ownRecurrent(of layer: Layer) -> Buffer<Float>? {
    layer.neurons.recurrence == .oneToOne ? tensor(NeuronTensor.recurrentWeight)?.values : nil
  }

  /// Fills recurrent weights as PyTorch fills a layer of as many inputs: all neurons of the population, or
  /// one. Constants begin with what the layer's neurons have.
  ///
  /// - Parameter generator: Draws on behind the weights and biases.
  public func initialiseNeurons(_ generator: inout SeededGenerator) {
    for tensor in tensors.dropFirst(ofConnection) {
      if let start = tensor.start {
        tensor.store(rowMajor: [Float](repeating: start, count: tensor.count))
      } else {
        let inputs = tensors[ofConnection].tiles?.inputs ?? 1
        let bound = 1 / Float(inputs).squareRoot()
        tensor.store(
          rowMajor: (0..<tensor.count).map { _ in generator.uniform(from: -bound, to: bound) })
      }
    }
  }
}

extension Layer {
  /// The constants that are learnt, in the order of their tensors.
  var learnedConstants: [LearnedConstants.Constant] {
    LearnedConstants.Constant.allCases.filter { neurons.learned?.constants.contains($0) ?? false }
  }

  /// Values of each learnt constant.
  var valuesPerConstant: Int { neurons.learned?.sharing == .neuron ? layout.neurons : 1 }

  /// The same, padded to whole lane vectors.
  var paddedPerConstant: Int { (valuesPerConstant + 15) / 16 * 16 }
}

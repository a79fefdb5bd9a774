import SpikeKernels

/// The sums of one group of a batch's samples at a convolution, for each sign that is told apart.
struct GroupSums: Sendable {
  let parts: [(weights: Buffer<Float>, biases: Buffer<Float>)]

  init(_ memory: BackwardMemory, _ signed: SignedWeights?, _ stage: Int, _ group: Int) {
    let biases = memory.groupBiases[stage][group]
    if let signed {
      parts = [
        (signed.groupPositive[group], biases),
        (signed.groupNegative[group], signed.groupBiases[group]),
      ]
    } else {
      parts = [(memory.groupSums[stage][group], biases)]
    }
  }

  /// Adds the sums to those of the batch and forgets them.
  func move(to layers: [Parameters.Layer]) {
    for (part, layer) in zip(parts, layers) {
      for index in 0..<part.weights.count { layer.weight[index] += part.weights[index] }
      for index in 0..<part.biases.count { layer.bias[index] += part.biases[index] }
      part.weights.fill(0)
      part.biases.fill(0)
    }
  }
}

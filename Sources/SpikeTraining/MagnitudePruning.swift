import SpikeKernels
import SpikeSim

/// What weights are compared with when the smallest are set to 0.
public enum PruningOrder: String, Hashable, Sendable, CaseIterable {
  /// All weights of the network with each other.
  case global
  /// Those of each layer among themselves, the same share of each.
  case layer
}

/// Sets the weights of smallest magnitude to 0; biases stay.
///
/// Among equal magnitudes those that stand first go first: by layer from the input, then in PyTorch's order.
public struct MagnitudePruning {
  private let parameters: Parameters
  /// The layers that are compared with each other, and the ranks of their weights.
  private let groups: [(layers: Range<Int>, ranks: MagnitudeRanks)]

  /// Counts magnitudes.
  ///
  /// - Parameters:
  ///   - parameters: They stay as they are, and must.
  ///   - order: Whether weights are ranked in one order or layer by layer.
  /// - Complexity: O(weights).
  public init(_ parameters: Parameters, order: PruningOrder) {
    self.parameters = parameters
    let all = parameters.layers.indices
    let groups = order == .global ? [all] : all.map { $0..<$0 + 1 }
    self.groups = groups.map { ($0, MagnitudeRanks(Array(parameters.layers[$0]))) }
  }

  /// The number of weights.
  public var weights: Int { groups.reduce(0) { $0 + $1.ranks.count } }

  /// Fills parameters of the same network with these, of which a share is 0.
  ///
  /// - Parameters:
  ///   - share: Of the weights of each group, rounded to whole weights, 0 … 1.
  ///   - target: What is filled.
  /// - Returns: Weights that were set to 0, those that were 0 before included.
  /// - Complexity: O(weights).
  @discardableResult
  public func prune(_ share: Double, into target: Parameters) -> Int {
    precondition((0...1).contains(share), "a share of \(share)")
    target.copy(from: parameters)
    return groups.reduce(0) { sum, group in
      let count = Int((share * Double(group.ranks.count)).rounded())
      if count > 0 { prune(count, of: group.layers, by: group.ranks, into: target) }
      return sum + count
    }
  }

  private func prune(
    _ count: Int, of layers: Range<Int>, by ranks: MagnitudeRanks, into target: Parameters
  ) {
    let largest = ranks.magnitudes([count - 1])[0]
    let matrices = layers.flatMap { layer in
      target.layers[layer].tensors.compactMap { tensor in tensor.tiles.map { (tensor.values, $0) } }
    }
    func forEach(_ body: (Buffer<Float>, Int) -> Void) {
      for (values, tiles) in matrices {
        for output in 0..<tiles.outputs {
          for input in 0..<tiles.inputs {
            body(values, tiles.offset(input: input, output: output))
          }
        }
      }
    }
    var smaller = 0
    forEach { values, place in if values[place].magnitude < largest { smaller += 1 } }
    var equal = count - smaller
    forEach { values, place in
      let magnitude = values[place].magnitude
      guard magnitude < largest || magnitude == largest && equal > 0 else { return }
      if magnitude == largest { equal -= 1 }
      values[place] = 0
    }
  }
}

import SpikeKernels
import SpikeSim
import SpikeTraining
import Testing

/// Weights set to 0 by their magnitude.
@Suite struct MagnitudePruningTests {
  private let network: Network
  private let parameters: Parameters

  init() throws {
    network = try Network(
      NetworkSpec(
        inputShape: [1, 5, 5], steps: 1,
        layers: [
          .conv2d(Convolution(channels: 3, kernel: 2)), .lif(LIFParameters()), .flatten,
          .dense(units: 70), .lif(LIFParameters()),
        ]))
    parameters = Parameters(zerosFor: network)
  }

  /// Weights of a few values, so that most are equal to others.
  private func fill(_ generator: inout SeededGenerator) {
    for layer in parameters.layers {
      layer.store(
        weightRows: layer.weightRows.map { _ in Float(generator.integer(below: 9) - 4) },
        biases: layer.biases.map { _ in 0.5 })
    }
  }

  /// The same by sorting (magnitude, position).
  private func sorted(_ share: Double, _ order: PruningOrder) -> [[Float]] {
    var rows = parameters.layers.map(\.weightRows)
    let all = Array(rows.indices)
    for group in order == .global ? [all] : all.map({ [$0] }) {
      let places = group.flatMap { layer in rows[layer].indices.map { (layer, $0) } }
      let ordered = places.sorted { first, second in
        (rows[first.0][first.1].magnitude, first.0, first.1)
          < (rows[second.0][second.1].magnitude, second.0, second.1)
      }
      let count = Int((share * Double(ordered.count)).rounded())
      for (layer, place) in ordered.prefix(count) { rows[layer][place] = 0 }
    }
    return rows
  }

  @Test(arguments: PruningOrder.allCases)
  func `the smallest go first, of equals those that stand first; biases stay`(order: PruningOrder)
    throws
  {
    let seed = UInt64.random(in: 0...(.max))
    var generator = SeededGenerator(seed: seed)
    fill(&generator)
    let before = parameters.layers.map(\.weightRows)
    let pruning = MagnitudePruning(parameters, order: order)
    let target = Parameters(zerosFor: network)
    for share in [0, 0.05, 0.333, 0.5, 0.9, 0.999, 1] {
      let count = pruning.prune(share, into: target)
      #expect(target.layers.map(\.weightRows) == sorted(share, order), "seed \(seed)")
      #expect(target.layers.allSatisfy { $0.biases.allSatisfy { $0 == 0.5 } })
      if order == .global {
        #expect(count == Int((share * Double(pruning.weights)).rounded()))
      }
    }
    #expect(parameters.layers.map(\.weightRows) == before)
    #expect(target.layers.allSatisfy { $0.weightRows.allSatisfy { $0 == 0 } })
  }

  @Test func `the orders differ where layers are of other sizes`() {
    for (index, layer) in parameters.layers.enumerated() {
      layer.store(
        weightRows: layer.weightRows.map { _ in index == 0 ? 1 : 2 }, biases: layer.biases)
    }
    let target = Parameters(zerosFor: network)
    MagnitudePruning(parameters, order: .global).prune(0.001, into: target)
    #expect(target.layers[0].weightRows.contains(0) && !target.layers[1].weightRows.contains(0))
    MagnitudePruning(parameters, order: .layer).prune(0.5, into: target)
    for layer in target.layers {
      #expect(layer.weightRows.count { $0 == 0 } == layer.weightRows.count / 2)
    }
  }
}

import SpikeKernels
import SpikeSim

/// The magnitudes of weights by their rank, without sorting them: of a positive float, a larger one has larger
/// bits. Counts by the upper half of the bits, then by the lower half where the wanted ranks fall.
package struct MagnitudeRanks {
  private let layers: [Parameters.Layer]
  private let upper: [Int]
  /// The number of weights.
  package let count: Int

  /// The weights of some connections, without biases.
  ///
  /// - Complexity: O(weights).
  package init(_ layers: [Parameters.Layer]) {
    self.layers = layers
    var counts = [Int](repeating: 0, count: 1 << 16)
    Self.forEach(layers) { counts[Int($0 >> 16)] += 1 }
    upper = counts
    count = counts.reduce(0, +)
  }

  /// Calls the body with the bits of every magnitude.
  private static func forEach(_ layers: [Parameters.Layer], _ body: (UInt32) -> Void) {
    for layer in layers {
      for tensor in layer.tensors {
        guard let tiles = tensor.tiles else { continue }
        for tile in 0..<tiles.tiles {
          let values = tensor.tile(tile)
          // Behind the last output lies padding.
          let outputs = min(tiles.width, tiles.outputs - tile * tiles.width)
          for input in 0..<tiles.inputs {
            for place in input * tiles.width..<input * tiles.width + outputs {
              body(values[place].magnitude.bitPattern)
            }
          }
        }
      }
    }
  }

  /// The magnitudes of some ranks.
  ///
  /// - Parameter ranks: From the smallest, each in 0 ..< ``count``.
  /// - Complexity: O(weights), whatever the number of ranks.
  package func magnitudes(_ ranks: [Int]) -> [Float] {
    let places = ranks.map { Self.place(of: $0, in: upper) }
    // For each upper half which of the counts is its own, if one is.
    var numbers = [Int](repeating: -1, count: 1 << 16)
    var counts: [[Int]] = []
    for place in places where numbers[place.bin] < 0 {
      numbers[place.bin] = counts.count
      counts.append([Int](repeating: 0, count: 1 << 16))
    }
    Self.forEach(layers) { bits in
      let number = numbers[Int(bits >> 16)]
      if number >= 0 { counts[number][Int(bits & 0xffff)] += 1 }
    }
    return places.map { place in
      let low = Self.place(of: place.rest, in: counts[numbers[place.bin]])
      return Float(bitPattern: UInt32(place.bin) << 16 | UInt32(low.bin))
    }
  }

  /// The bin that a rank falls into, and its rank there.
  private static func place(of rank: Int, in counts: [Int]) -> (bin: Int, rest: Int) {
    var rest = rank
    for (bin, count) in counts.enumerated() {
      if rest < count { return (bin, rest) }
      rest -= count
    }
    preconditionFailure("rank \(rank) of \(counts.reduce(0, +)) weights")
  }

  /// Quantiles, between two ranks in proportion, as NumPy's and PyTorch's.
  ///
  /// - Parameter shares: Each 0 … 1.
  package func quantiles(_ shares: [Double]) -> [Double] {
    precondition(count > 0, "quantiles of no weights")
    let positions = shares.map { $0 * Double(count - 1) }
    let ranks = positions.flatMap { position in
      let low = Int(position.rounded(.down))
      return [low, min(count - 1, low + 1)]
    }
    let found = magnitudes(ranks).map(Double.init)
    return positions.enumerated().map { place, position in
      let (low, high) = (found[2 * place], found[2 * place + 1])
      return low + (high - low) * (position - position.rounded(.down))
    }
  }

  /// The median over the 75th percentile: how alike weights are in size; nil where that is 0.
  package var medianToUpperQuartile: Double? {
    let quantiles = quantiles([0.5, 0.75])
    return quantiles[1] > 0 ? quantiles[0] / quantiles[1] : nil
  }
}

import SpikeKernels
import SpikeSim

/// What an epoch made of the parameters of one connection.
public struct WeightChange: Sendable, Hashable {
  /// Weights.
  public var weights: Int
  /// Mean |w| at the end.
  public var meanWeight: Double
  /// Mean |b| at the end.
  public var meanBias: Double
  /// Weights whose sign is the other one than at the beginning; a weight of 0 has none.
  public var signChanges: Int
  /// Weights that are the same as at the beginning.
  public var unchanged: Int
  /// Mean (w' − w)², from the beginning to the end.
  public var meanSquaredChange: Double
  /// Median |w| over its 75th percentile at the end; nil where that is 0.
  public var medianToUpperQuartile: Double?

  /// Compares two states of a connection.
  ///
  /// Sums are doubles, a row of a tile after another and one tile after another, whatever the
  /// number of threads.
  package init(_ before: Parameters.Layer, _ after: Parameters.Layer, using workers: Workers) {
    let shape = after.shape
    let tiles = workers.map(shape.tiles, filler: TileChange()) { tile, _ in
      TileChange(
        before.weightTile(tile), after.weightTile(tile), shape,
        outputs: min(shape.width, shape.outputs - tile * shape.width))
    }
    weights = shape.inputs * shape.outputs
    meanWeight = tiles.reduce(0) { $0 + $1.magnitude } / Double(weights)
    signChanges = tiles.reduce(0) { $0 + $1.signChanges }
    unchanged = tiles.reduce(0) { $0 + $1.unchanged }
    meanSquaredChange = tiles.reduce(0) { $0 + $1.squares } / Double(weights)
    medianToUpperQuartile = MagnitudeRanks([after]).medianToUpperQuartile
    meanBias =
      (0..<shape.outputs).reduce(0) { $0 + Double(abs(after.bias[$1])) } / Double(shape.outputs)
  }

  /// What is summed over one tile.
  private struct TileChange: BitwiseCopyable {
    var magnitude = 0.0
    var signChanges = 0
    var unchanged = 0
    var squares = 0.0

    init() {}

    init(_ before: Region<Float>, _ after: Region<Float>, _ shape: TileShape, outputs: Int) {
      for input in 0..<shape.inputs {
        for place in input * shape.width..<input * shape.width + outputs {
          let (old, new) = (before[place], after[place])
          magnitude += Double(abs(new))
          let change = Double(new) - Double(old)
          squares += change * change
          if old == new { unchanged += 1 }
          if (old < 0 && new > 0) || (old > 0 && new < 0) { signChanges += 1 }
        }
      }
    }
  }
}

extension Trainer {
  /// What the epoch up to now made of the parameters, for each connection.
  ///
  /// - Complexity: O(parameters).
  public var weightChanges: [WeightChange] {
    zip(epochStart.layers, parameters.layers).map { WeightChange($0, $1, using: workers) }
  }

  /// Median |w| over its 75th percentile, of all weights together; nil where that is 0.
  ///
  /// - Complexity: O(parameters).
  public var medianToUpperQuartile: Double? {
    MagnitudeRanks(parameters.layers).medianToUpperQuartile
  }
}

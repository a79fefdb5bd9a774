import SpikeKernels

/// Sums of a batch that a ``LearningRule`` has not added to a direction yet: those of the weights of dense
/// layers that read values. Whoever passes over all pieces of the parameters adds them piece by piece.
public struct OpenSums: Sendable {
  /// The products of one layer.
  struct Product: Sendable {
    let product: WeightProduct
    /// Whether the direction is 0 at these weights: nothing of the batch was added before.
    let directionIsZero: Bool
  }

  private let products: [Product?]
  private let hasBackgrounds: [Bool]
  private let pieces: [Buffer<Float>]

  /// - Parameters:
  ///   - products: Of each layer; nil where nothing is open.
  ///   - pieces: Room of each worker.
  init(_ products: [Product?], pieces: [Buffer<Float>]) {
    (self.products, self.pieces) = (products, pieces)
    hasBackgrounds = products.map { $0?.product.hasBackgrounds ?? false }
  }

  /// Floats of a piece that ``sums(of:tile:inputs:in:worker:)`` keeps out of the direction.
  package static let pieceSize = 16_384

  /// Inputs of a piece of so wide a tile: as many as there is room for, in whole blocks.
  package static func inputs(width: Int) -> Int {
    let lanes = PackedGrid.lanes
    return max(1, pieceSize / width / lanes) * lanes
  }

  /// The complete sums of some weights of a tile.
  ///
  /// - Parameters:
  ///   - layer: Whose weights.
  ///   - tile: Which tile.
  ///   - inputs: From the first of a block on: a multiple of ``inputs(width:)``, or 0.
  ///   - direction: Where these sums lie in the direction, [inputs][width]. Open sums are added there, unless they
  ///     are all that is to be added and have room elsewhere.
  ///   - worker: Whose room may be used, if it has any.
  /// - Returns: Where the sums are now, and whether that is in the direction. If not, the direction is 0 there.
  package func sums(
    of layer: Int, tile: Int, inputs: Range<Int>, in direction: Region<Float>, worker: Int
  ) -> (sums: Region<Float>, isDirection: Bool) {
    guard let open = products[layer] else { return (direction, true) }
    let isApart =
      open.directionIsZero && direction.count <= Self.pieceSize && worker < pieces.count
    let sums = isApart ? pieces[worker].region(0, direction.count) : direction
    if isApart { sums.fill(0) }
    open.product.add(tile: tile, inputs: inputs, to: sums)
    if hasBackgrounds[layer] {
      open.product.addBackgrounds(tile: tile, inputs: inputs.count, to: sums)
    }
    return (sums, !isApart)
  }
}

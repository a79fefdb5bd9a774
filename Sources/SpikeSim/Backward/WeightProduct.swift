import SpikeKernels

/// What a dense layer was fed, packed input by input for the sums of its weights.
final class PackedInputs: Sendable {
  private let inputs: Int
  private let blocks: PackedBlocks
  /// The backgrounds of the samples (``ConstantInput``), one row.
  private let backgrounds: PackedBlocks

  /// Room for so many inputs of so many samples.
  init(inputs: Int, capacity: Int) {
    self.inputs = inputs
    blocks = PackedBlocks(rows: inputs, items: capacity)
    backgrounds = PackedBlocks(rows: 1, items: capacity)
  }

  /// Bytes that the room takes.
  static func bytes(inputs: Int, capacity: Int) -> Double {
    PackedBlocks.bytes(rows: inputs, items: capacity) + PackedBlocks.bytes(rows: 1, items: capacity)
  }

  /// Packs samples, [samples][inputs], less their backgrounds where there are any.
  func pack(
    _ x: Region<Float>, backgrounds: Region<Float>?, samples: Int, _ workers: Workers
  ) {
    if let backgrounds {
      self.backgrounds.pack(
        0, backgrounds, PackedGrid(rows: 1, rowStride: 0, items: samples, itemStride: 1),
        backgrounds: nil)
    }
    let (lanes, inputs, blocks) = (PackedGrid.lanes, inputs, blocks)
    workers.forEach(PackedBlocks.blocks(inputs)) { block, _ in
      blocks.pack(
        block, x.dropping(block * lanes),
        PackedGrid(
          rows: min(lanes, inputs - block * lanes), rowStride: 1, items: samples,
          itemStride: inputs),
        backgrounds: backgrounds)
    }
  }

  /// out[n] += Σ_s b[s]·rows[s][n].
  func addBackgrounds(
    _ rows: Region<Float>, rowStride: Int, vectors: Int, to out: Region<Float>
  ) {
    Kernels.packedProduct(
      backgrounds.rows(0..<1, count: 1), rows: rows, rowStride: rowStride, vectors: vectors,
      start: out, startStride: 0, out: out, outStride: 16 * vectors)
  }

  /// out[k][n] += Σ_s (x[s][k] − b[s])·rows[s][n] for some inputs k, the first of them first in a block.
  func add(
    _ inputs: Range<Int>, _ rows: Region<Float>, rowStride: Int, vectors: Int,
    to out: Region<Float>
  ) {
    let lanes = PackedGrid.lanes
    let first = inputs.lowerBound / lanes
    Kernels.packedProduct(
      blocks.rows(first..<first + PackedBlocks.blocks(inputs.count), count: inputs.count),
      rows: rows, rowStride: rowStride, vectors: vectors, start: out, startStride: 16 * vectors,
      out: out, outStride: 16 * vectors)
  }
}

/// The sums of the weights of a dense layer that reads values, before they are multiplied out:
///
///     d(w_nk) = Σ_s x[s][k]·g[s][n] = Σ_s b[s]·g[s][n] + Σ_s (x[s][k] − b[s])·g[s][n]
///
/// with g summed over time, and b the background of a sample. The optimiser multiplies a piece of the weights out when it
/// comes to it (``OpenSums``). So the sums stay in the cache, and are neither written to memory nor read from it.
final class WeightProduct: Sendable {
  /// How the weights lie.
  let shape: TileShape
  private let capacity: Int
  private let inputs: PackedInputs
  /// g, tile by tile: [tiles][capacity][``row``].
  private let coefficients: Buffer<Float>
  /// Σ b·g over the samples of a batch, which all weights of an output receive.
  private let backgrounds: Buffer<Float>

  /// Room for so many samples.
  init(_ shape: TileShape, of inputs: PackedInputs, capacity: Int) {
    (self.shape, self.inputs, self.capacity) = (shape, inputs, capacity)
    coefficients = Buffer(count: Self.count(shape, capacity), repeating: 0)
    backgrounds = Buffer(count: shape.paddedOutputs, repeating: 0)
  }

  private static func count(_ shape: TileShape, _ capacity: Int) -> Int {
    shape.tiles * capacity * row(shape)
  }

  /// From one sample to the next. Side by side, and not a power of two apart: such rows would evict each
  /// other from the cache.
  private static func row(_ shape: TileShape) -> Int { shape.width + 16 }

  /// Bytes that the room takes, without the packed inputs.
  static func bytes(_ shape: TileShape, capacity: Int) -> Double {
    Buffer<Float>.bytes(count: count(shape, capacity))
      + Buffer<Float>.bytes(count: shape.paddedOutputs)
  }

  /// Forgets the backgrounds of the batch before.
  func begin() { backgrounds.fill(0) }

  private func rows(_ tile: Int) -> Region<Float> {
    let count = capacity * Self.row(shape)
    return coefficients.region(tile * count, count)
  }

  private func background(_ tile: Int) -> Region<Float> {
    backgrounds.region(tile * shape.width, shape.width)
  }

  /// Takes over the coefficients of some samples, [samples][padded outputs]; adds their backgrounds to those
  /// of the batch.
  func take(
    _ sums: Buffer<Float>, samples: Int, hasBackgrounds: Bool, _ workers: Workers
  ) {
    let (width, row, padded) = (shape.width, Self.row(shape), shape.paddedOutputs)
    workers.forEach(shape.tiles) { tile, _ in
      let rows = rows(tile)
      for sample in 0..<samples {
        rows.dropping(sample * row, count: width).copy(
          from: sums.region(sample * padded + tile * width, width))
      }
      guard hasBackgrounds else { return }
      inputs.addBackgrounds(rows, rowStride: row, vectors: shape.vectors, to: background(tile))
    }
  }

  /// Adds the products of some inputs to the sums of a tile.
  ///
  /// - Parameters:
  ///   - inputs: The first of them first in a block of ``SpikeKernels/PackedGrid/lanes``.
  ///   - sums: [inputs][width].
  func add(
    tile: Int, inputs: Range<Int>, to sums: Region<Float>
  ) {
    self.inputs.add(
      inputs, rows(tile), rowStride: Self.row(shape), vectors: shape.vectors, to: sums)
  }

  /// Adds the products of all weights to their sums.
  func add(to sums: Parameters.Layer, _ workers: Workers) {
    let (size, inputs) = (24 * PackedGrid.lanes, shape.inputs)
    let parts = (inputs + size - 1) / size
    workers.forEach(shape.tiles * parts) { item, _ in
      let (tile, first) = (item / parts, item % parts * size)
      add(
        tile: tile, inputs: first..<min(inputs, first + size),
        to: sums.weightTile(tile).dropping(first * shape.width))
    }
  }

  /// Adds the backgrounds of a batch to the sums of some inputs of a tile. Call once, after all products.
  func addBackgrounds(tile: Int, inputs: Int, to sums: Region<Float>) {
    Kernels.addToRows(background(tile), vectors: shape.vectors, count: inputs, rows: sums)
  }

  /// Adds the backgrounds of a batch to the sums of all weights.
  func addBackgrounds(to sums: Parameters.Layer, _ workers: Workers) {
    guard hasBackgrounds else { return }
    workers.forEach(shape.tiles) { tile, _ in
      addBackgrounds(tile: tile, inputs: shape.inputs, to: sums.weightTile(tile))
    }
  }

  /// Whether any background of the batch adds anything.
  var hasBackgrounds: Bool { Kernels.countNonzero(backgrounds.all) > 0 }
}

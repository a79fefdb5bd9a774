/// The kernels of values that are the same at every step.
package protocol PackedKernels {
  /// The value that more than half of some values have; 0 where there is none.
  static func background(of x: Region<Float>) -> Float

  /// Packs what some rows of values have beside their backgrounds.
  ///
  /// - Parameters:
  ///   - x: Values of `grid`.
  ///   - backgrounds: Laid out as the grid says; nil stands for 0.
  ///   - list: Receives, ascending, the items at which any row differs from its background.
  ///   - values: Receives what the rows have there, ``PackedGrid/lanes`` an item; 0 for rows that
  ///     are not there. Both have room for all items.
  /// - Returns: The number of items listed.
  static func pack(
    _ x: Region<Float>, _ grid: PackedGrid, backgrounds: Region<Float>?, list: Region<Int32>,
    values: Region<Float>
  ) -> Int

  /// out[l][n] = start[l][n] + Σ_i values[i][l]·rows[list[i]][n], i ascending, fused, for the packed
  /// rows l, block by block, and the columns n of some lane vectors.
  ///
  /// - Parameter startStride: From one row of `start` to the next; 0 repeats the first.
  static func packedProduct(
    _ packed: PackedRows, rows: Region<Float>, rowStride: Int, vectors: Int, start: Region<Float>,
    startStride: Int, out: Region<Float>, outStride: Int)

  /// rows[k][n] += row[n], for `count` rows.
  static func addToRows(_ row: Region<Float>, vectors: Int, count: Int, rows: Region<Float>)

  /// sums[n] = Σ_k values[k][n], k ascending.
  static func columnSums(
    values: Region<Float>, vectors: Int, inputs: Int, sums: Region<Float>)
}

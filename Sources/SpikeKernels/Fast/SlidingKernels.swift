/// Convolutions that read values where they lie, where all positions see alike.
package protocol SlidingKernels {
  /// current[p][n] = bias[n] + Σ_k x[value k of p]·w[k][n], k ascending, fused: what
  /// ``KernelSet/denseCurrent(weights:bias:vectors:inputs:x:samples:current:currentStride:)`` makes of copied patches.
  ///
  /// - Parameter current: Rows `currentStride` apart, of which the tile's columns are written.
  static func slidingCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, x: Region<Float>,
    of table: SlidingRegions, current: Region<Float>, currentStride: Int)

  /// direction[k][n] += Σ_p x[value k of p]·sums[p][n] over some positions, in their order, fused.
  ///
  /// - Parameters:
  ///   - sums: A row for each position, `stride` apart, of which the tile's columns are read.
  ///   - positions: Those that are summed over.
  static func slidingOuter(
    x: Region<Float>, of table: SlidingRegions, sums: Region<Float>, stride: Int,
    positions: Region<Int32>, vectors: Int, direction: Region<Float>)

  /// Counts the values that each position sees and that are not 0.
  ///
  /// - Parameters:
  ///   - before: Room for a number more than there are values. Receives for each value of a plane how many
  ///     that are not 0 lie before it, in all planes.
  ///   - seen: Receives a number for each position.
  static func countSeen(
    _ x: Region<Float>, of table: SlidingRegions, before: Region<Int32>, seen: Region<Int32>)

  /// Adds what every position has for the values it sees to them, position by position.
  ///
  /// - Parameter patches: Rows of `stride`, in the order of the values (``SlidingRegions/order``).
  static func slidingAdd(
    _ patches: Region<Float>, stride: Int, of table: SlidingRegions, to x: Region<Float>)

  /// Copies a grid of values into one with zeros around it.
  static func frame(_ x: Region<Float>, _ frame: GridFrame, into framed: Region<Float>)

  /// The way back: copies what lies inside.
  static func unframe(_ framed: Region<Float>, _ frame: GridFrame, into x: Region<Float>)

  /// Lists the positions of which any sum is not 0, and adds their sums to the biases.
  ///
  /// - Parameters:
  ///   - sums: A row for each position, `stride` long.
  ///   - reached: Receives the positions listed.
  ///   - nonzero: Receives for each position how many of its sums are not 0.
  /// - Returns: How many are listed.
  static func listReached(
    _ sums: Region<Float>, positions: Int, stride: Int, biases: Region<Float>,
    reached: Region<Int32>, nonzero: Region<Int32>
  ) -> Int
}

/// Values that a connection reads: what a patch sees of them, and how outputs become them.
package protocol ValueKernels {
  /// Copies what some positions see of the values, a row of `inputs` each, 0 where they see nothing.
  ///
  /// - Parameter positions: Which; nil stands for all.
  static func copyPatches(
    _ x: Region<Float>, positions: Region<Int32>?, of table: PatchRegions, inputs: Int,
    into patches: Region<Float>)

  /// Takes what arrives at units back through them: 0 where their sum is not above 0.
  ///
  /// - Parameter weighs: Whether the rest is multiplied by the sums.
  /// - Returns: The largest magnitude of what is left.
  static func gateUnits(_ units: Region<Float>, by sums: Region<Float>, weighs: Bool) -> Float

  /// out[places[i]] = values[i].
  static func placeValues(_ values: Region<Float>, at places: Region<Int32>, in out: Region<Float>)

  /// out[c] = Σ max(0, sums[source]) over the sources of a cell, times `gain` where it has several.
  ///
  /// - Parameter sources: [cells][share].
  static func carryValues(
    _ sums: Region<Float>, sources: Region<Int32>, gain: Float, into out: Region<Float>)

  /// units[source] = what the cell is handed, times `kept`, times `gain` where it has several sources; units
  /// that feed no cell keep what they have.
  ///
  /// - Parameter kept: A factor a cell; nil for 1.
  static func carryBack(
    _ handed: Region<Float>, kept: Region<Float>?, sources: Region<Int32>, cells: Int, gain: Float,
    to units: Region<Float>)
}

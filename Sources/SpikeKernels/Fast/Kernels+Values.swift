import CSpikeKernels

extension Kernels {
  package static func copyPatches(
    _ x: Region<Float>, positions: Region<Int32>?, of table: PatchRegions, inputs: Int,
    into patches: Region<Float>
  ) {
    let count = positions?.count ?? table.positions
    require(patches, count * inputs)
    if let positions { requireIndices(positions, below: table.positions) }
    unsafe table.withPieces {
      unsafe spike_copy_patches(
        x.pointer, positions?.pointer, Int32(count), $0, Int32(inputs), patches.pointer)
    }
  }

  package static func gateUnits(
    _ units: Region<Float>, by sums: Region<Float>, weighs: Bool
  ) -> Float {
    precondition(sums.count >= units.count, "a sum for each unit")
    var largest: Float = 0
    unsafe spike_gate_units(
      sums.pointer, Int32(units.count), weighs ? 1 : 0, units.pointer, &largest)
    return largest
  }

  package static func placeValues(
    _ values: Region<Float>, at places: Region<Int32>, in out: Region<Float>
  ) {
    require(values, places.count)
    requireIndices(places, below: out.count)
    unsafe spike_place_values(values.pointer, places.pointer, Int32(places.count), out.pointer)
  }

  package static func carryValues(
    _ sums: Region<Float>, sources: Region<Int32>, gain: Float, into out: Region<Float>
  ) {
    precondition(out.count > 0 && sources.count % out.count == 0, "sources of each cell")
    unsafe spike_carry_values(
      sums.pointer, sources.pointer, Int32(out.count), Int32(sources.count / out.count), gain,
      out.pointer)
  }

  package static func carryBack(
    _ handed: Region<Float>, kept: Region<Float>?, sources: Region<Int32>, cells: Int, gain: Float,
    to units: Region<Float>
  ) {
    require(handed, cells)
    if let kept { require(kept, cells) }
    precondition(cells > 0 && sources.count % cells == 0, "sources of each cell")
    unsafe spike_carry_back(
      handed.pointer, kept?.pointer, sources.pointer, Int32(cells), Int32(sources.count / cells),
      gain, units.pointer)
  }
}

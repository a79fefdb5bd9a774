import CSpikeKernels

extension Kernels {
  package static func slidingCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, x: Region<Float>,
    of table: SlidingRegions, current: Region<Float>, currentStride: Int
  ) {
    require(weights, table.inputs * 16 * vectors)
    require(bias, 16 * vectors)
    require(x, table.end)
    require(current, rows: table.positions, stride: currentStride, width: 16 * vectors)
    unsafe spike_sliding_current(
      weights.pointer, bias.pointer, Int32(vectors), Int32(table.inputs), x.pointer,
      table.bases.pointer, table.offsets.pointer, Int32(table.positions), current.pointer,
      Int32(currentStride))
  }

  package static func slidingOuter(
    x: Region<Float>, of table: SlidingRegions, sums: Region<Float>, stride: Int,
    positions: Region<Int32>, vectors: Int, direction: Region<Float>
  ) {
    require(x, table.end)
    require(sums, rows: table.positions, stride: stride, width: 16 * vectors)
    requireIndices(positions, below: table.positions)
    require(direction, table.inputs * 16 * vectors)
    unsafe spike_sliding_outer(
      x.pointer, table.bases.pointer, table.offsets.pointer, Int32(table.inputs), sums.pointer,
      Int32(stride), positions.pointer, Int32(positions.count), Int32(vectors), direction.pointer)
  }

  package static func countSeen(
    _ x: Region<Float>, of table: SlidingRegions, before: Region<Int32>, seen: Region<Int32>
  ) {
    precondition(x.count >= table.end, "a position sees beyond the values")
    let (planes, cells) = table.counted(x.count)
    require(x, planes * cells)
    require(before, cells + 1)
    require(seen, table.positions)
    unsafe spike_count_seen(
      x.pointer, Int32(planes), Int32(cells), table.bases.pointer, table.stretches.pointer,
      Int32(table.stretches.count / 2 / planes), Int32(table.positions), before.pointer,
      seen.pointer)
  }

  package static func slidingAdd(
    _ patches: Region<Float>, stride: Int, of table: SlidingRegions, to x: Region<Float>
  ) {
    require(patches, rows: table.positions, stride: stride, width: table.inputs)
    require(x, table.end)
    unsafe spike_sliding_add(
      patches.pointer, Int32(stride), table.bases.pointer, table.stretches.pointer,
      Int32(table.stretches.count / 2), Int32(table.positions), x.pointer)
  }

  package static func frame(
    _ x: Region<Float>, _ frame: GridFrame, into framed: Region<Float>
  ) {
    require(x, frame.inner)
    require(framed, frame.count)
    unsafe spike_frame_values(
      x.pointer, Int32(frame.channels), Int32(frame.height), Int32(frame.width),
      Int32(frame.padding), framed.pointer)
  }

  package static func unframe(
    _ framed: Region<Float>, _ frame: GridFrame, into x: Region<Float>
  ) {
    require(x, frame.inner)
    require(framed, frame.count)
    unsafe spike_unframe_values(
      framed.pointer, Int32(frame.channels), Int32(frame.height), Int32(frame.width),
      Int32(frame.padding), x.pointer)
  }

  package static func listReached(
    _ sums: Region<Float>, positions: Int, stride: Int, biases: Region<Float>,
    reached: Region<Int32>, nonzero: Region<Int32>
  ) -> Int {
    precondition(stride % 16 == 0, "channels are padded to lane vectors of 16")
    require(sums, positions * stride)
    require(biases, stride)
    require(reached, positions)
    require(nonzero, positions)
    var count: Int32 = 0
    unsafe spike_list_reached(
      sums.pointer, Int32(positions), Int32(stride), biases.pointer, reached.pointer,
      nonzero.pointer, &count)
    return Int(count)
  }
}

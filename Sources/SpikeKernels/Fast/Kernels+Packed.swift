import CSpikeKernels

extension Kernels {
  package static func background(of x: Region<Float>) -> Float {
    var background: Float = 0
    unsafe spike_background(x.pointer, Int32(x.count), &background)
    return background
  }

  package static func pack(
    _ x: Region<Float>, _ grid: PackedGrid, backgrounds: Region<Float>?, list: Region<Int32>,
    values: Region<Float>
  ) -> Int {
    if grid.items > 0 {
      require(x, (grid.rows - 1) * grid.rowStride + (grid.items - 1) * grid.itemStride + 1)
    }
    if let backgrounds { require(backgrounds, grid.hasRowBackgrounds ? grid.rows : grid.items) }
    require(list, grid.items)
    require(values, grid.items * PackedGrid.lanes)
    // What is written of an item that is not listed is written over or past the last.
    guard grid.items > 0 else { return 0 }
    var packed: Int32 = 0
    unsafe spike_pack(
      x.pointer, Int32(grid.rows), Int64(grid.rowStride), Int32(grid.items),
      Int64(grid.itemStride), backgrounds?.pointer, grid.hasRowBackgrounds ? 1 : 0,
      grid.hasRowBackgrounds ? 0 : 1, list.pointer, values.pointer, &packed)
    return Int(packed)
  }

  package static func packedProduct(
    _ packed: PackedRows, rows: Region<Float>, rowStride: Int, vectors: Int, start: Region<Float>,
    startStride: Int, out: Region<Float>, outStride: Int
  ) {
    require(start, rows: packed.rows, stride: startStride, width: 16 * vectors)
    require(out, rows: packed.rows, stride: outStride, width: 16 * vectors)
    require(rows, rows: packed.items, stride: rowStride, width: 16 * vectors)
    unsafe spike_packed_product(
      rows.pointer, Int64(rowStride), packed.list.pointer, packed.values.pointer,
      Int32(packed.items), packed.counts.pointer, Int32(packed.rows), Int32(vectors),
      start.pointer, Int64(startStride), out.pointer, Int64(outStride))
  }

  package static func addToRows(
    _ row: Region<Float>, vectors: Int, count: Int, rows: Region<Float>
  ) {
    require(row, 16 * vectors)
    require(rows, count * 16 * vectors)
    unsafe spike_add_to_rows(row.pointer, Int32(vectors), Int32(count), rows.pointer)
  }

  package static func columnSums(
    values: Region<Float>, vectors: Int, inputs: Int, sums: Region<Float>
  ) {
    require(values, inputs * 16 * vectors)
    require(sums, 16 * vectors)
    unsafe spike_column_sums(values.pointer, Int32(vectors), Int32(inputs), sums.pointer)
  }
}

extension PlainKernels {
  package static func background(of x: Region<Float>) -> Float {
    x.elements.first { value in 2 * x.elements.count { $0 == value } > x.count } ?? 0
  }

  package static func pack(
    _ x: Region<Float>, _ grid: PackedGrid, backgrounds: Region<Float>?, list: Region<Int32>,
    values: Region<Float>
  ) -> Int {
    var count = 0
    for item in 0..<grid.items {
      let column = (0..<grid.rows).map { row in
        x[row * grid.rowStride + item * grid.itemStride]
          - (backgrounds?[grid.hasRowBackgrounds ? row : item] ?? 0)
      }
      guard column.contains(where: { $0 != 0 }) else { continue }
      list[count] = Int32(item)
      for row in 0..<PackedGrid.lanes {
        values[count * PackedGrid.lanes + row] = row < grid.rows ? column[row] : 0
      }
      count += 1
    }
    return count
  }

  package static func packedProduct(
    _ packed: PackedRows, rows: Region<Float>, rowStride: Int, vectors: Int, start: Region<Float>,
    startStride: Int, out: Region<Float>, outStride: Int
  ) {
    let lanes = PackedGrid.lanes
    for row in 0..<packed.rows {
      let (block, lane) = (row / lanes, row % lanes)
      for n in 0..<16 * vectors {
        var sum = start[row * startStride + n] + 0
        for place in block * packed.items..<block * packed.items + Int(packed.counts[block]) {
          sum.addProduct(
            packed.values[place * lanes + lane], rows[Int(packed.list[place]) * rowStride + n])
        }
        out[row * outStride + n] = sum
      }
    }
  }

  package static func addToRows(
    _ row: Region<Float>, vectors: Int, count: Int, rows: Region<Float>
  ) {
    for n in 0..<count * 16 * vectors { rows[n] += row[n % (16 * vectors)] }
  }

  package static func columnSums(
    values: Region<Float>, vectors: Int, inputs: Int, sums: Region<Float>
  ) {
    for n in 0..<16 * vectors {
      sums[n] = (0..<inputs).reduce(Float(0)) { $0 + values[$1 * 16 * vectors + n] }
    }
  }
}

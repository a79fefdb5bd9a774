extension PlainKernels {
  package static func slidingCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, x: Region<Float>,
    of table: SlidingRegions, current: Region<Float>, currentStride: Int
  ) {
    let width = 16 * vectors
    for position in 0..<table.positions {
      for neuron in 0..<width {
        var sum = bias[neuron]
        for input in 0..<table.inputs {
          let value = x[Int(table.bases[position] + table.offsets[input])]
          sum.addProduct(value, weights[input * width + neuron])
        }
        current[position * currentStride + neuron] = sum
      }
    }
  }

  package static func slidingOuter(
    x: Region<Float>, of table: SlidingRegions, sums: Region<Float>, stride: Int,
    positions: Region<Int32>, vectors: Int, direction: Region<Float>
  ) {
    let width = 16 * vectors
    for position in positions.elements.map(Int.init) {
      for input in 0..<table.inputs {
        let value = x[Int(table.bases[position] + table.offsets[input])]
        for neuron in 0..<width {
          direction[input * width + neuron].addProduct(value, sums[position * stride + neuron])
        }
      }
    }
  }

  package static func countSeen(
    _ x: Region<Float>, of table: SlidingRegions, before: Region<Int32>, seen: Region<Int32>
  ) {
    let (planes, cells) = table.counted(x.count)
    var sum: Int32 = 0
    for place in 0..<cells {
      before[place] = sum
      for plane in 0..<planes { sum += x[plane * cells + place] != 0 ? 1 : 0 }
    }
    before[cells] = sum
    for position in 0..<table.positions {
      seen[position] = table.offsets.elements.reduce(0) {
        $0 + (x[Int(table.bases[position] + $1)] != 0 ? 1 : 0)
      }
    }
  }

  package static func slidingAdd(
    _ patches: Region<Float>, stride: Int, of table: SlidingRegions, to x: Region<Float>
  ) {
    for position in 0..<table.positions {
      for (place, row) in table.order.enumerated() {
        x[Int(table.bases[position] + table.offsets[row])] += patches[position * stride + place]
      }
    }
  }

  package static func frame(
    _ x: Region<Float>, _ frame: GridFrame, into framed: Region<Float>
  ) {
    for place in 0..<frame.count { framed[place] = 0 }
    for place in 0..<frame.inner { framed[Self.framed(place, frame)] = x[place] }
  }

  package static func unframe(
    _ framed: Region<Float>, _ frame: GridFrame, into x: Region<Float>
  ) {
    for place in 0..<frame.inner { x[place] = framed[Self.framed(place, frame)] }
  }

  /// Where a value lies in the frame.
  private static func framed(_ place: Int, _ frame: GridFrame) -> Int {
    let (channel, row) = (place / (frame.width * frame.height), place / frame.width % frame.height)
    let rows = frame.height + 2 * frame.padding
    return (channel * rows + row + frame.padding) * (frame.width + 2 * frame.padding)
      + place % frame.width + frame.padding
  }

  package static func listReached(
    _ sums: Region<Float>, positions: Int, stride: Int, biases: Region<Float>,
    reached: Region<Int32>, nonzero: Region<Int32>
  ) -> Int {
    var count = 0
    for position in 0..<positions {
      let row = sums.dropping(position * stride, count: stride)
      nonzero[position] = Int32(row.elements.count { $0 != 0 })
      guard nonzero[position] > 0 else { continue }
      reached[count] = Int32(position)
      count += 1
      for lane in 0..<stride { biases[lane] += row[lane] }
    }
    return count
  }
}

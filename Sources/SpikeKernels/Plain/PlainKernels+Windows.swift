extension PlainKernels {
  package static func takeLargest(
    _ values: Region<Float>, order: Int, largest: Region<Float>, winners: Region<Int32>
  ) {
    for index in 0..<values.count where order == 0 || values[index] > largest[index] {
      largest[index] = values[index]
      winners[index] = Int32(order)
    }
  }

  package static func poolLargest(
    _ rows: Region<Float>, height: Int, width: Int, stride: Int, size: Int, largest: Region<Float>,
    winners: Region<Int32>
  ) {
    let columns = width / size
    for position in 0..<(height / size) * columns {
      for order in 0..<size * size {
        let row = position / columns * size + order / size
        let place = row * width + position % columns * size + order % size
        takeLargest(
          rows.dropping(place * stride, count: stride), order: order,
          largest: largest.dropping(position * stride, count: stride),
          winners: winners.dropping(position * stride, count: stride))
      }
    }
  }

  package static func spreadWindows(
    _ sums: Region<Float>, winners: Region<Int32>, height: Int, width: Int, stride: Int, size: Int,
    to cells: Region<Float>
  ) {
    let columns = width / size
    for pooled in 0..<(height / size) * columns * stride {
      let (position, channel) = (pooled / stride, pooled % stride)
      for order in 0..<size * size {
        let row = position / columns * size + order / size
        let place = row * width + position % columns * size + order % size
        cells[place * stride + channel] = Int(winners[pooled]) == order ? sums[pooled] : 0
      }
    }
  }

  package static func gatherWindows(
    _ cells: Region<Float>, shares: WindowShares, height: Int, width: Int, stride: Int, size: Int,
    into sums: Region<Float>
  ) {
    let columns = width / size
    for pooled in 0..<(height / size) * columns * stride {
      let (position, channel) = (pooled / stride, pooled % stride)
      let places = (0..<size * size).map { order in
        (position / columns * size + order / size) * width + position % columns * size
          + order % size
      }
      switch shares {
      case .winner(let winners, _):
        sums[pooled] = cells[places[Int(winners[pooled])] * stride + channel]
      case .equal(let share):
        sums[pooled] = places.reduce(Float(0)) { $0 + share * cells[$1 * stride + channel] }
      }
    }
  }

  package static func shareColumns(
    _ values: Region<Float>, valueStride: Int, columns: NeuronColumns, shares: WindowShares,
    order: Int, steps: Int, into out: Region<Float>, stride: Int
  ) {
    for t in 0..<steps {
      for k in 0..<stride {
        guard k < columns.count else {
          out[t * stride + k] = 0
          continue
        }
        let value = values[t * valueStride + k]
        switch shares {
        case .winner(let winners, let rowStride):
          let wins = Int(winners[t * rowStride + columns.neuron(k)]) == order
          out[t * stride + k] = wins ? value : 0
        case .equal(let share): out[t * stride + k] = share * value
        }
      }
    }
  }

  package static func pickShares(
    _ values: Region<Float>, neurons: Range<Int>, shares: WindowShares, order: Int, steps: Int,
    into local: Region<Float>
  ) {
    for t in 0..<steps {
      for (column, neuron) in neurons.enumerated() {
        let place = t * neurons.count + column
        switch shares {
        case .winner(let winners, let winnerStride):
          if Int(winners[t * winnerStride + neuron]) == order { local[place] = values[place] }
        case .equal(let share):
          local[place] = order == 0 ? share * values[place] : local[place] + share * values[place]
        }
      }
    }
  }
}

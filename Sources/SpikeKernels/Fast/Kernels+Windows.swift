import CSpikeKernels

extension Kernels {
  package static func takeLargest(
    _ values: Region<Float>, order: Int, largest: Region<Float>, winners: Region<Int32>
  ) {
    require(largest, values.count)
    precondition(winners.count >= values.count, "a winner for each value")
    unsafe spike_take_largest(
      values.pointer, Int32(values.count), Int32(order), largest.pointer, winners.pointer)
  }

  package static func poolLargest(
    _ rows: Region<Float>, height: Int, width: Int, stride: Int, size: Int, largest: Region<Float>,
    winners: Region<Int32>
  ) {
    let pooled = (height / size) * (width / size) * stride
    require(rows, height * width * stride)
    require(largest, pooled)
    require(winners, pooled)
    precondition(stride % 16 == 0, "channels are padded to lane vectors of 16")
    unsafe spike_pool_largest(
      rows.pointer, Int32(height), Int32(width), Int32(stride), Int32(size), largest.pointer,
      winners.pointer)
  }

  package static func spreadWindows(
    _ sums: Region<Float>, winners: Region<Int32>, height: Int, width: Int, stride: Int, size: Int,
    to cells: Region<Float>
  ) {
    let pooled = (height / size) * (width / size) * stride
    require(sums, pooled)
    precondition(winners.count >= pooled, "a winner for each pooled output")
    require(cells, height * width * stride)
    precondition(stride % 16 == 0, "channels are padded to lane vectors of 16")
    unsafe spike_spread_windows(
      sums.pointer, winners.pointer, Int32(height), Int32(width), Int32(stride), Int32(size),
      cells.pointer)
  }

  package static func gatherWindows(
    _ cells: Region<Float>, shares: WindowShares, height: Int, width: Int, stride: Int, size: Int,
    into sums: Region<Float>
  ) {
    let pooled = (height / size) * (width / size) * stride
    require(sums, pooled)
    require(cells, height * width * stride)
    precondition(stride % 16 == 0, "channels are padded to lane vectors of 16")
    let (winners, _, share) = parts(shares, steps: 1, neurons: 0..<pooled)
    unsafe spike_gather_windows(
      cells.pointer, winners?.pointer, share, Int32(height), Int32(width), Int32(stride),
      Int32(size), sums.pointer)
  }

  package static func shareColumns(
    _ values: Region<Float>, valueStride: Int, columns: NeuronColumns, shares: WindowShares,
    order: Int, steps: Int, into out: Region<Float>, stride: Int
  ) {
    require(values, rows: steps, stride: valueStride, width: columns.count)
    require(out, steps * stride)
    precondition(stride >= columns.count, "a place for each column")
    let (winners, winnerStride, share) = parts(shares, steps: steps, columns)
    unsafe spike_share_columns(
      values.pointer, Int32(valueStride), columns.neurons?.pointer, winners?.pointer,
      Int32(winnerStride), Int32(order), share, Int32(columns.count), Int32(steps), Int32(stride),
      out.pointer)
  }

  package static func pickShares(
    _ values: Region<Float>, neurons: Range<Int>, shares: WindowShares, order: Int, steps: Int,
    into local: Region<Float>
  ) {
    precondition(neurons.count % 16 == 0, "whole lane vectors of neurons")
    require(values, steps * neurons.count)
    require(local, steps * neurons.count)
    let (winners, winnerStride, share) = parts(shares, steps: steps, neurons: neurons)
    unsafe spike_pick_shares(
      values.pointer, winners?.pointer, Int32(winnerStride), Int32(order), share, Int32(steps),
      Int32(neurons.count), local.pointer)
  }

  /// The shares of some columns as kernels take them: winners from the first column's on where all neurons
  /// have columns.
  private static func parts(
    _ shares: WindowShares, steps: Int, _ columns: NeuronColumns
  ) -> (winners: Region<Int32>?, stride: Int, share: Float) {
    guard case .winner(let winners, let stride) = shares, let neurons = columns.neurons else {
      return parts(shares, steps: steps, neurons: columns.first..<columns.first + columns.count)
    }
    require(neurons, columns.count)
    requireIndices(neurons, from: 0, below: winners.count - (steps - 1) * stride)
    return (winners, stride, 0)
  }

  private static func parts(
    _ shares: WindowShares, steps: Int, neurons: Range<Int>
  ) -> (winners: Region<Int32>?, stride: Int, share: Float) {
    switch shares {
    case .equal(let share): return (nil, 0, share)
    case .winner(let winners, let stride):
      let own = winners.dropping(neurons.lowerBound)
      precondition(
        own.count >= (steps - 1) * stride + neurons.count, "a winner for each pooled output")
      return (own, stride, 0)
    }
  }
}

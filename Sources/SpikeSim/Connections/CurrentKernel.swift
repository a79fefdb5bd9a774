import SpikeKernels

/// Computes the currents of one connection, a tile at a time, in memory of each worker.
final class CurrentKernel: Sendable {
  private let steps: Int
  /// [steps][width]: the current of one position, and of one position of a pool's window.
  private let local: [Buffer<Float>]
  private let window: [Buffer<Float>]
  /// Rows of constant currents before a pool, and the values they are computed from in their frame.
  private let rows: [Buffer<Float>]
  private let framed: [Buffer<Float>]
  /// Values that are not 0 before each value, and those that each position sees.
  private let before: [Buffer<Int32>]
  private let seen: [Buffer<Int32>]
  private let bias: [Buffer<Float>]
  /// Sums over the inputs of the first layer's weights, where it is dense.
  let columnSums: Buffer<Float>
  private let events: [EventBuffer]
  /// Of convolutions that spikes feed: how many of the positions that are computed see each source.
  private let viewCounts: [Buffer<Int32>]

  init(network: Network, workers: Workers) {
    let layers = network.layers
    steps = network.steps
    let counts = Counts(network)
    func perWorker(_ count: Int) -> [Buffer<Float>] {
      (0..<workers.threads).map { _ in Buffer(count: count, repeating: 0) }
    }
    local = perWorker(counts.current)
    window = perWorker(counts.current)
    bias = perWorker(counts.width)
    columnSums = Buffer(count: counts.columnSums, repeating: 0)
    rows = perWorker(counts.rows)
    framed = perWorker(counts.framed)
    before = (0..<workers.threads).map { _ in Buffer(count: counts.before, repeating: 0) }
    seen = (0..<workers.threads).map { _ in Buffer(count: counts.seen, repeating: 0) }
    events = (0..<workers.threads).map { _ in
      EventBuffer(slots: 1, entries: counts.entries, kinds: counts.kinds)
    }
    viewCounts = layers.map { layer in
      Buffer(Self.isSliding(layer) ? layer.viewCounts : [], filler: 0)
    }
  }

  /// Elements of each.
  private struct Counts {
    let width, current, columnSums, rows, framed, before, seen, entries, kinds: Int

    init(_ network: Network) {
      let (first, sliding) = (network.layers[0], network.layers.filter { !$0.isDense })
      let valued = network.layers.filter { $0.source == .values }
      width = network.layers.map(\.shape.width).max() ?? 16
      current = network.steps * width
      columnSums = first.isDense ? first.shape.paddedOutputs : 0
      rows = valued.reduce(0) { max($0, $1.pool == nil ? 0 : $1.outputs.padded) }
      let convolutions = valued.filter { !$0.isDense }
      framed = convolutions.reduce(0) { max($0, $1.patches.sliding?.framedCount ?? 0) }
      before = convolutions.reduce(framed + 1) { max($0, $1.route.cells.count + 1) }
      seen = convolutions.reduce(0) { max($0, $1.outputs.positions) }
      entries = sliding.map(\.patches.largest).max() ?? 1
      kinds = sliding.map(\.route.layout.padded).max() ?? 1
    }
  }

  /// Whether a layer is a convolution that spikes feed.
  private static func isSliding(_ layer: Layer) -> Bool {
    !layer.isDense && layer.source == .spikes
  }

  /// Bytes that so many workers take.
  static func bytes(network: Network, threads: Int) -> Double {
    let counts = Counts(network)
    let floats = [
      counts.current, counts.current, counts.width, counts.rows, counts.framed,
    ]
    let worker =
      floats.reduce(0.0) { $0 + Buffer<Float>.bytes(count: $1) }
      + Buffer<Int32>.bytes(count: counts.before) + Buffer<Int32>.bytes(count: counts.seen)
      + EventBuffer.bytes(slots: 1, entries: counts.entries, kinds: counts.kinds)
    return Double(threads) * worker + Buffer<Float>.bytes(count: counts.columnSums)
      + network.layers.reduce(0.0) {
        $0 + Buffer<Int32>.bytes(count: isSliding($1) ? $1.sources : 0)
      }
  }

  /// The spikes of a sample that the positions of a convolution see, one at n of them counted n times.
  func spikesSeen(_ layer: Layer, _ routed: RoutedSpikes, sample: Int) -> Int {
    let (list, trains) = (routed.active.list(sample), routed.active.trains(sample))
    let (words, viewCounts) = (routed.active.words, viewCounts[layer.index])
    return (0..<list.count).reduce(0) { total, place in
      let spikes = (0..<words).reduce(0) { $0 + trains[place * words + $1].nonzeroBitCount }
      return total + spikes * Int(viewCounts[Int(list[place])])
    }
  }

  /// The current of a tile from events: [steps][width].
  func ofEvents(
    _ events: GroupedEvents, _ weights: Parameters.Layer, tile: Int, gain: Float, worker: Int
  ) -> Region<Float> {
    let current = local[worker].region(0, steps * weights.shape.width)
    fill(current, events, weights, tile: tile, gain: gain, worker: worker)
    return current
  }

  private func fill(
    _ current: Region<Float>, _ events: GroupedEvents, _ weights: Parameters.Layer, tile: Int,
    gain: Float, worker: Int
  ) {
    var bias = weights.biasTile(tile)
    if gain != 1 {
      // The sums are scaled with the bias in them.
      let scaled = self.bias[worker].region(0, weights.shape.width)
      for n in 0..<weights.shape.width { scaled[n] = bias[n] / gain }
      bias = scaled
    }
    Kernels.eventCurrent(
      weights: weights.weightTile(tile), bias: bias, vectors: weights.shape.vectors, events: events,
      steps: steps, current: current)
    if gain != 1 { Kernels.scale(current, by: gain) }
  }

  /// The events that a position of a convolution sees, in groups of equal spike trains.
  func findEvents(
    _ place: Int, _ layer: Layer, _ routed: RoutedSpikes, sample: Int, worker: Int
  ) -> GroupedEvents {
    routed.find(layer.patches.patch(place), sample: sample, in: events[worker])
  }

  /// The pooled current of a tile at a position.
  func ofWindow(
    _ pool: CurrentPool, _ position: Int, _ tile: Int, _ layer: Layer, _ weights: Parameters.Layer,
    _ routed: RoutedSpikes, _ gain: Float, sample: Int, winners: PopulationTrace, worker: Int
  ) -> Region<Float> {
    let width = layer.shape.width
    let current = local[worker].region(0, steps * width)
    let part = window[worker].region(0, steps * width)
    for (order, place) in pool.window(position, outputs: layer.outputs).enumerated() {
      let events = findEvents(place, layer, routed, sample: sample, worker: worker)
      fill(part, events, weights, tile: tile, gain: gain, worker: worker)
      pool.take(
        part, order: order, into: current,
        winners: pool.kind == .largest ? winners.poolWinners(sample) : nil,
        first: position * layer.layout.stride + tile * width, rowStride: layer.layout.padded,
        width: width)
    }
    return current
  }

  /// The current of one sample at every position of a convolution under constant input, pooled if
  /// the layer says so, into a row of the padded population.
  ///
  /// - Returns: How many values of its patches are not 0.
  func ofConstantPositions(
    _ x: Region<Float>, _ layer: Layer, _ weights: Parameters.Layer, _ population: PopulationTrace,
    _ sample: Int, into current: Region<Float>, _ worker: Int
  ) -> Int {
    let rows = layer.pool == nil ? current : rows[worker].all
    let count = ofPositions(x, layer, weights, into: rows, worker)
    guard let pool = layer.pool else { return count }
    let stride = layer.layout.stride
    if pool.kind == .largest {
      Kernels.poolLargest(
        rows, height: layer.outputs.height, width: layer.outputs.width, stride: stride,
        size: pool.size, largest: current,
        winners: population.poolWinners(sample))
      return count
    }
    for position in 0..<layer.layout.positions {
      for (order, place) in pool.window(position, outputs: layer.outputs).enumerated() {
        pool.take(
          rows.dropping(place * stride, count: stride), order: order,
          into: current.dropping(position * stride, count: stride),
          winners: nil, first: position * stride, rowStride: layer.layout.padded, width: stride)
      }
    }
    return count
  }

  /// The same before a pool, rows of the connection's outputs.
  private func ofPositions(
    _ x: Region<Float>, _ layer: Layer, _ weights: Parameters.Layer, into rows: Region<Float>,
    _ worker: Int
  ) -> Int {
    let (shape, positions, stride) = (layer.shape, layer.outputs.positions, layer.outputs.stride)
    guard let sliding = layer.patches.sliding else {
      preconditionFailure("a convolution of values slides over them")
    }
    let x = sliding.values(x, in: framed[worker])
    for tile in 0..<shape.tiles {
      Kernels.slidingCurrent(
        weights: weights.weightTile(tile), bias: weights.biasTile(tile), vectors: shape.vectors,
        x: x, of: sliding.regions, current: rows.dropping(tile * shape.width), currentStride: stride
      )
    }
    let seen = seen[worker].region(0, positions)
    Kernels.countSeen(
      x, of: sliding.regions, before: before[worker].region(0, x.count + 1), seen: seen)
    return (0..<positions).reduce(0) { $0 + Int(seen[$1]) }
  }
}

extension CurrentPool {
  /// Takes one position of a window into the pooled current, rows of `width`; positions come in
  /// row-major order, so that a later one wins only where it is larger.
  func take(
    _ part: Region<Float>, order: Int, into current: Region<Float>, winners: Region<Int32>?,
    first: Int, rowStride: Int, width: Int
  ) {
    switch (kind, winners) {
    case (.mean, _):
      let count = Float(size * size)
      for index in 0..<part.count {
        let share = part[index] / count
        current[index] = order == 0 ? share : current[index] + share
      }
    case (.largest, let winners?):
      for row in 0..<part.count / width {
        Kernels.takeLargest(
          part.dropping(row * width, count: width), order: order,
          largest: current.dropping(row * width, count: width),
          winners: winners.dropping(row * rowStride + first, count: width))
      }
    case (.largest, nil): preconditionFailure("a max pool of currents keeps where they came from")
    }
  }
}

extension Layer {
  /// How many of the positions that are computed see each source; what a pool leaves over at the
  /// edges is not computed.
  fileprivate var viewCounts: [Int32] {
    var viewCounts = [Int32](repeating: 0, count: sources)
    let places = (0..<layout.positions).flatMap { position in
      pool.map { Array($0.window(position, outputs: outputs)) } ?? [position]
    }
    for place in places {
      for (source, _) in patches.patch(place).entries { viewCounts[source] += 1 }
    }
    return viewCounts
  }
}

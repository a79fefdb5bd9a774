import SpikeKernels

/// Computes the currents of one connection, a tile at a time, in memory of each worker.
final class CurrentKernel: Sendable {
  private let steps: Int
  /// [steps][width]: the current of one position, and of one position of a pool's window.
  private let local: [Buffer<Float>]
  private let window: [Buffer<Float>]
  /// Rows of constant currents before a pool, and the patches they are computed from.
  private let rows: [Buffer<Float>]
  private let patch: [Buffer<Float>]
  private let bias: [Buffer<Float>]
  /// Sums over the inputs of the first layer's weights, where it is dense.
  let columnSums: Buffer<Float>
  private let events: [EventBuffer]
  /// Of convolutions that spikes feed: how many of the positions that are computed see each source.
  private let sights: [Buffer<Int32>]

  init(network: Network, workers: Workers) {
    let stages = network.stages
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
    patch = perWorker(counts.patch)
    events = (0..<workers.threads).map { _ in
      EventBuffer(slots: 1, entries: counts.entries, kinds: counts.kinds)
    }
    sights = stages.map { stage in
      Buffer(Self.isSliding(stage) ? stage.sights : [], filler: 0)
    }
  }

  /// Elements of each.
  private struct Counts {
    let width, current, columnSums, rows, patch, entries, kinds: Int

    init(_ network: Network) {
      let (first, sliding) = (network.stages[0], network.stages.filter { !$0.isDense })
      width = network.stages.map(\.shape.width).max() ?? 16
      current = network.steps * width
      columnSums = first.isDense ? first.shape.paddedOutputs : 0
      rows = first.pool == nil ? 0 : first.outputs.padded
      patch = first.isDense ? 0 : first.outputs.positions * first.shape.inputs
      entries = sliding.map(\.patches.largest).max() ?? 1
      kinds = sliding.map(\.signal.layout.padded).max() ?? 1
    }
  }

  /// Whether a stage is a convolution that spikes feed.
  private static func isSliding(_ stage: Stage) -> Bool {
    !stage.isDense && stage.source == .spikes
  }

  /// Bytes that so many workers take.
  static func bytes(network: Network, threads: Int) -> Double {
    let counts = Counts(network)
    let floats = [
      counts.current, counts.current, counts.width, counts.rows, counts.patch,
    ]
    let worker =
      floats.reduce(0.0) { $0 + Buffer<Float>.bytes(count: $1) }
      + EventBuffer.bytes(slots: 1, entries: counts.entries, kinds: counts.kinds)
    return Double(threads) * worker + Buffer<Float>.bytes(count: counts.columnSums)
      + network.stages.reduce(0.0) {
        $0 + Buffer<Int32>.bytes(count: isSliding($1) ? $1.sources : 0)
      }
  }

  /// The spikes of a sample that the positions of a convolution see, one at n of them counted n times.
  func spikesSeen(_ stage: Stage, _ signal: SignalTrace, sample: Int) -> Int {
    let (list, trains) = (signal.active.list(sample), signal.active.trains(sample))
    let (words, sights) = (signal.active.words, sights[stage.index])
    return (0..<list.count).reduce(0) { total, place in
      let spikes = (0..<words).reduce(0) { $0 + trains[place * words + $1].nonzeroBitCount }
      return total + spikes * Int(sights[Int(list[place])])
    }
  }

  /// The current of a tile from events: [steps][width].
  func ofEvents(
    _ events: EventGroups, _ layer: Parameters.Layer, tile: Int, gain: Float, worker: Int
  ) -> Region<Float> {
    let current = local[worker].region(0, steps * layer.shape.width)
    fill(current, events, layer, tile: tile, gain: gain, worker: worker)
    return current
  }

  private func fill(
    _ current: Region<Float>, _ events: EventGroups, _ layer: Parameters.Layer, tile: Int,
    gain: Float, worker: Int
  ) {
    var bias = layer.biasTile(tile)
    if gain != 1 {
      // The sums are scaled with the bias in them.
      let scaled = self.bias[worker].region(0, layer.shape.width)
      for n in 0..<layer.shape.width { scaled[n] = bias[n] / gain }
      bias = scaled
    }
    Kernels.eventCurrent(
      weights: layer.weightTile(tile), bias: bias, vectors: layer.shape.vectors, events: events,
      steps: steps, current: current)
    if gain != 1 { Kernels.scale(current, by: gain) }
  }

  /// The events that a position of a convolution sees.
  func findEvents(
    _ place: Int, _ stage: Stage, _ signal: SignalTrace, sample: Int, worker: Int
  ) -> PatchEvents {
    signal.find(stage.patches.patch(place), sample: sample, in: events[worker])
  }

  /// The pooled current of a tile at a position.
  func ofWindow(
    _ pool: CurrentPool, _ position: Int, _ tile: Int, _ stage: Stage, _ layer: Parameters.Layer,
    _ signal: SignalTrace, _ gain: Float, sample: Int, winners: PopulationTrace, worker: Int
  ) -> Region<Float> {
    let width = stage.shape.width
    let current = local[worker].region(0, steps * width)
    let part = window[worker].region(0, steps * width)
    for (order, place) in pool.window(position, outputs: stage.outputs).enumerated() {
      let events = findEvents(place, stage, signal, sample: sample, worker: worker)
      fill(part, events.groups, layer, tile: tile, gain: gain, worker: worker)
      pool.take(
        part, order: order, into: current,
        winners: pool.kind == .largest ? winners.poolWinners(sample) : nil,
        first: position * stage.layout.stride + tile * width, rowStride: stage.layout.padded,
        width: width)
    }
    return current
  }

  /// The current of a tile at positions of a constant input, into rows `stride` apart.
  private func ofConstant(
    _ x: Region<Float>, _ layer: Parameters.Layer, tile: Int, samples: Int,
    into current: Region<Float>, stride: Int
  ) {
    Kernels.denseCurrent(
      weights: layer.weightTile(tile), bias: layer.biasTile(tile), vectors: layer.shape.vectors,
      inputs: layer.shape.inputs, x: x, samples: samples, current: current, currentStride: stride)
  }

  /// The current of one sample at every position of a convolution under constant input, pooled if
  /// the stage says so, into a row of the padded population.
  ///
  /// - Returns: How many values of its patches are not 0.
  func ofConstantPositions(
    _ x: Region<Float>, _ stage: Stage, _ layer: Parameters.Layer, _ population: PopulationTrace,
    _ sample: Int, into current: Region<Float>, _ worker: Int
  ) -> Int {
    let patches = patch[worker].all
    Kernels.copyPatches(
      x, positions: nil, of: stage.patches.patches, inputs: stage.shape.inputs, into: patches)
    let rows = stage.pool == nil ? current : rows[worker].all
    for tile in 0..<stage.shape.tiles {
      ofConstant(
        patches, layer, tile: tile, samples: stage.outputs.positions,
        into: rows.dropping(tile * stage.shape.width), stride: stage.outputs.stride)
    }
    guard let pool = stage.pool else { return Kernels.countNonzero(patches) }
    let stride = stage.layout.stride
    for position in 0..<stage.layout.positions {
      for (order, place) in pool.window(position, outputs: stage.outputs).enumerated() {
        pool.take(
          rows.dropping(place * stride, count: stride), order: order,
          into: current.dropping(position * stride, count: stride),
          winners: pool.kind == .largest ? population.poolWinners(sample) : nil,
          first: position * stride, rowStride: stage.layout.padded, width: stride)
      }
    }
    return Kernels.countNonzero(patches)
  }
}

extension CurrentPool {
  /// Takes one position of a window into the pooled current, rows of `width`; positions come in
  /// row-major order, so that a later one wins only where it is larger.
  func take(
    _ part: Region<Float>, order: Int, into current: Region<Float>, winners: Region<Int32>?,
    first: Int, rowStride: Int, width: Int
  ) {
    for index in 0..<part.count {
      switch kind {
      case .mean:
        let share = part[index] / Float(size * size)
        current[index] = order == 0 ? share : current[index] + share
      case .largest where order == 0 || part[index] > current[index]:
        current[index] = part[index]
        winners?[index / width * rowStride + first + index % width] = Int32(order)
      case .largest: break
      }
    }
  }
}

extension Stage {
  /// How many of the positions that are computed see each source; what a pool leaves over at the
  /// edges is not computed.
  fileprivate var sights: [Int32] {
    var sights = [Int32](repeating: 0, count: sources)
    let places = (0..<layout.positions).flatMap { position in
      pool?.window(position, outputs: outputs) ?? [position]
    }
    for place in places {
      for (source, _) in patches.patch(place).entries { sights[source] += 1 }
    }
    return sights
  }
}

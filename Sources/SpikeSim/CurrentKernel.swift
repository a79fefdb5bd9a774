import SpikeKernels

/// Computes the currents of one connection, a tile at a time, in memory of each worker.
final class CurrentKernel: Sendable {
  private let steps: Int
  /// [steps][width]: the current of one position, and of one position of a pool's window.
  private let local: [Buffer<Float>]
  private let window: [Buffer<Float>]
  /// Rows of constant currents, and the patches they are computed from.
  private let rows: [Buffer<Float>]
  private let patch: [Buffer<Float>]
  private let pooled: [Buffer<Float>]
  private let bias: [Buffer<Float>]
  private let events: [EventBuffer]

  init(network: Network, workers: Workers) {
    let (stages, steps) = (network.stages, network.steps)
    self.steps = steps
    func perWorker(_ count: Int) -> [Buffer<Float>] {
      (0..<workers.threads).map { _ in Buffer(count: count, repeating: 0) }
    }
    let widest = stages.map(\.shape.width).max() ?? 16
    local = perWorker(steps * widest)
    window = perWorker(steps * widest)
    bias = perWorker(widest)
    let first = stages[0]
    rows = perWorker(max(SampleBlocks.size * first.shape.width, first.outputs.padded))
    pooled = perWorker(first.pool == nil ? 0 : first.layout.padded)
    patch = perWorker(first.isDense ? 0 : first.outputs.positions * first.shape.inputs)
    let largest = stages.filter { !$0.isDense }.map(\.patches.largest).max() ?? 1
    events = (0..<workers.threads).map { _ in
      EventBuffer(slots: 1, entries: largest, steps: steps)
    }
  }

  /// The current of a tile from events: [steps][width].
  func ofEvents(
    _ events: EventRegion, _ layer: Parameters.Layer, tile: Int, gain: Float, worker: Int
  ) -> Region<Float> {
    let current = local[worker].region(0, steps * layer.shape.width)
    fill(current, events, layer, tile: tile, gain: gain, worker: worker)
    return current
  }

  private func fill(
    _ current: Region<Float>, _ events: EventRegion, _ layer: Parameters.Layer, tile: Int,
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

  /// The current of a tile at a position of a convolution, pooled if the stage says so, and the
  /// spikes of the patches that were looked at.
  func ofPosition(
    _ position: Int, _ tile: Int, _ stage: Stage, _ layer: Parameters.Layer, _ signal: SpikeTrains,
    _ gain: Float, sample: Int, winners: PopulationTrace, worker: Int
  ) -> (current: Region<Float>, spikes: Int) {
    let width = stage.shape.width
    let current = local[worker].region(0, steps * width)
    let events = events[worker]
    guard let pool = stage.pool else {
      events.gather(0, stage.patches, position: position, signal, sample: sample)
      fill(current, events.events(0), layer, tile: tile, gain: gain, worker: worker)
      return (current, events.spikeCount(0))
    }
    var spikes = 0
    let part = window[worker].region(0, steps * width)
    for (order, place) in pool.window(position, outputs: stage.outputs).enumerated() {
      events.gather(0, stage.patches, position: place, signal, sample: sample)
      spikes += events.spikeCount(0)
      fill(part, events.events(0), layer, tile: tile, gain: gain, worker: worker)
      pool.take(
        part, order: order, into: current,
        winners: pool.kind == .largest ? winners.poolWinners(sample) : nil,
        first: position * stage.layout.stride + tile * width, rowStride: stage.layout.padded,
        width: width)
    }
    return (current, spikes)
  }

  /// The current of a tile of a dense layer under constant input: [samples][width].
  func ofConstant(
    _ x: Region<Float>, _ layer: Parameters.Layer, tile: Int, samples: Int, worker: Int
  ) -> Region<Float> {
    let width = layer.shape.width
    let rows = rows[worker].region(0, samples * width)
    Kernels.denseCurrent(
      weights: layer.weightTile(tile), bias: layer.biasTile(tile), vectors: layer.shape.vectors,
      inputs: layer.shape.inputs, x: x, samples: samples, current: rows, currentStride: width)
    return rows
  }

  /// The current of one sample at every position of a convolution under constant input, pooled if
  /// the stage says so: a row of the padded population; and the values that were not 0.
  func ofConstantPositions(
    _ x: Region<Float>, _ stage: Stage, _ layer: Parameters.Layer, _ population: PopulationTrace,
    _ sample: Int, _ worker: Int
  ) -> (current: Region<Float>, nonzero: Int) {
    let patches = patch[worker].all
    let nonzero = stage.patches.copyValues(x, inputs: stage.shape.inputs, into: patches)
    let rows = rows[worker].region(0, stage.outputs.padded)
    for tile in 0..<stage.shape.tiles {
      Kernels.denseCurrent(
        weights: layer.weightTile(tile), bias: layer.biasTile(tile), vectors: stage.shape.vectors,
        inputs: stage.shape.inputs, x: patches, samples: stage.outputs.positions,
        current: rows.dropping(tile * stage.shape.width), currentStride: stage.outputs.stride)
    }
    guard let pool = stage.pool else { return (rows, nonzero) }
    let pooled = pooled[worker].all
    let stride = stage.layout.stride
    for position in 0..<stage.layout.positions {
      for (order, place) in pool.window(position, outputs: stage.outputs).enumerated() {
        pool.take(
          rows.dropping(place * stride, count: stride), order: order,
          into: pooled.dropping(position * stride, count: stride),
          winners: pool.kind == .largest ? population.poolWinners(sample) : nil,
          first: position * stride, rowStride: stage.layout.padded, width: stride)
      }
    }
    return (pooled, nonzero)
  }
}

extension CurrentPool {
  /// Takes one position of a window into the pooled current, rows of `width`; positions come in
  /// row-major order, so that a later one wins only where it is larger.
  func take(
    _ part: Region<Float>, order: Int, into current: Region<Float>, winners: Region<UInt8>?,
    first: Int, rowStride: Int, width: Int
  ) {
    for index in 0..<part.count {
      switch kind {
      case .mean:
        let share = part[index] / Float(size * size)
        current[index] = order == 0 ? share : current[index] + share
      case .largest where order == 0 || part[index] > current[index]:
        current[index] = part[index]
        winners?[index / width * rowStride + first + index % width] = UInt8(order)
      case .largest: break
      }
    }
  }
}

extension PatchTable {
  /// Copies the values of every position's patch, [positions][inputs], padding 0.
  ///
  /// - Returns: How many are not 0.
  func copyValues(_ x: Region<Float>, inputs: Int, into patches: Region<Float>) -> Int {
    patches.fill(0)
    for position in 0..<positions {
      let (rows, sources) = (rows(position), sources(position))
      for entry in 0..<rows.count {
        patches[position * inputs + Int(rows[entry])] = x[Int(sources[entry])]
      }
    }
    return patches.countNonzero()
  }
}

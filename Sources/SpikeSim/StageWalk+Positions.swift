import SpikeKernels

/// A convolution: groups of samples are shared among the workers, each with sums of its own, and a
/// sample's positions follow one another, so that all that a position touches stays in the cache.
extension StageWalk {
  func walkPositions(_ workers: Workers) -> SynapticOperations {
    let groups = BackwardMemory.groups
    let size = (samples + groups - 1) / groups
    let counted = workers.map(groups, filler: SynapticOperations()) { group, worker in
      let sums = GroupSums(self, group)
      sums.clear()
      let range = min(samples, group * size)..<min(samples, (group + 1) * size)
      return range.reduce(SynapticOperations()) { total, sample in
        total
          + (signal.map { walkEvents(sample, $0, sums, worker) }
            ?? walkConstant(sample, sums, worker))
      }
    }
    for group in 0..<groups { GroupSums(self, group).add() }
    return counted.reduce(SynapticOperations(), +)
  }

  /// The sums of one group of samples, and where they belong.
  struct GroupSums: Sendable {
    let parts: [(from: Buffer<Float>, biases: Buffer<Float>, to: Parameters.Layer)]

    init(_ walk: StageWalk, _ group: Int) {
      let memory = walk.memory
      let index = walk.stage.index
      if let signed = walk.signed {
        parts = [
          (signed.groupPositive[group], memory.groupBiases[index][group], signed.positiveSums),
          (signed.groupNegative[group], signed.groupBiases[group], signed.negativeSums),
        ]
      } else {
        parts = [
          (memory.groupSums[index][group], memory.groupBiases[index][group], walk.direction)
        ]
      }
    }

    func clear() {
      for part in parts {
        part.from.fill(0)
        part.biases.fill(0)
      }
    }

    func add() {
      for part in parts {
        for index in 0..<part.from.count { part.to.weight[index] += part.from[index] }
        for index in 0..<part.biases.count { part.to.bias[index] += part.biases[index] }
      }
    }

    /// The sums of one tile.
    func tile(_ part: Int, _ tile: Int) -> Region<Float> {
      let count = parts[part].to.shape.tileCount
      return parts[part].from.region(tile * count, count)
    }
  }

  // MARK: Spikes

  private func walkEvents(
    _ sample: Int, _ signal: SpikeTrains, _ sums: GroupSums, _ worker: Int
  ) -> SynapticOperations {
    let (scratch, shape) = (scratch[worker], stage.shape)
    if memory.handsDown(stage.index) {
      memory.handed(by: stage.index, sample, paddedSteps)
        .dropping(0, count: targets.count(sample) * paddedSteps).fill(0)
    }
    var operations = SynapticOperations()
    for position in 0..<stage.layout.positions {
      let window = stage.pool?.window(position, outputs: stage.outputs) ?? [position]
      for tile in 0..<shape.tiles {
        let index = position * shape.tiles + tile
        let neurons = coefficients(
          sample, tiles: index..<index + 1, worker: worker
        ) { positive, negative in
          contributions(
            window, position, tile, signal, sample, positive, negative, worker)
        }
        guard neurons.count > 0 else { continue }
        let locals = [scratch.local, scratch.negative].map { $0.region(0, steps * shape.width) }
        for (order, place) in window.enumerated() {
          scratch.events.gather(0, stage.patches, position: place, signal, sample: sample)
          for part in 0..<sums.parts.count {
            let local = routed(
              locals[part], order: order, position: position, tile: tile, sample: sample,
              scratch: scratch)
            addBias(local, sums.parts[part].biases.region(tile * shape.width, shape.width), scratch)
            Kernels.outerEvents(
              local: local, vectors: shape.vectors, events: scratch.events.events(0),
              direction: sums.tile(part, tile))
            if memory.handsDown(stage.index) {
              pullBack(
                local, neurons, part: part, position: place, tile: tile,
                first: (position * shape.tiles + tile) * shape.width, sample, scratch)
            }
          }
          operations += count(
            scratch.events, 0, worker: worker, entries: stage.patches.rows(place).count)
        }
      }
    }
    return operations
  }

  /// The coefficients that belong to one position of a pool's window: those of the steps at which
  /// it won, or its share of the mean.
  private func routed(
    _ local: Region<Float>, order: Int, position: Int, tile: Int, sample: Int,
    scratch: BackwardScratch
  ) -> Region<Float> {
    guard let pool = stage.pool else { return local }
    let width = stage.shape.width
    let part = scratch.window.region(0, steps * width)
    let winners = pool.kind == .largest ? population.poolWinners(sample) : nil
    let first = position * stage.layout.stride + tile * width
    for step in 0..<steps {
      let row = (population.poolWinnerRows == 1 ? 0 : step) * stage.layout.padded + first
      for lane in 0..<width {
        let index = step * width + lane
        if let winners {
          part[index] = Int(winners[row + lane]) == order ? local[index] : 0
        } else {
          part[index] = local[index] / Float(pool.size * pool.size)
        }
      }
    }
    return part
  }

  private func addBias(
    _ local: Region<Float>, _ biases: Region<Float>, _ scratch: BackwardScratch
  ) {
    let width = stage.shape.width
    let sums = scratch.sums.region(0, width)
    Kernels.sumSteps(
      local: local, vectors: stage.shape.vectors, steps: steps, sums: sums,
      nonzero: scratch.nonzero.all)
    for lane in 0..<width { biases[lane] += sums[lane] }
  }

  private func pullBack(
    _ local: Region<Float>, _ neurons: Region<Int32>, part: Int, position: Int, tile: Int,
    first: Int, _ sample: Int, _ scratch: BackwardScratch
  ) {
    let shape = stage.shape
    let rows = scratch.rows.region(0, neurons.count * paddedSteps)
    Kernels.scatterTimeRows(
      local: local, steps: steps, vectors: shape.vectors, neurons: neurons, first: first, rows: rows
    )
    let offsets = scratch.offsets.region(0, neurons.count)
    for index in 0..<neurons.count {
      let output = tile * shape.width + Int(neurons[index]) - first
      offsets[index] = memory.offsets[stage.index][output]
    }
    let (inputs, sources) =
      reachesSpikesOnly
      ? (scratch.events.rows(0), scratch.events.sources(0))
      : (stage.patches.rows(position), stage.patches.sources(position))
    let places = targets.placeOfNeuron(sample)
    let to = scratch.targets.region(0, inputs.count)
    for index in 0..<inputs.count { to[index] = places[Int(sources[index])] }
    let weights = signed.map { part == 0 ? $0.positive : $0.negative } ?? parameters
    Kernels.pullBack(
      weights: weights.weight.all, inputStride: shape.width, inputs: inputs, targets: to,
      offsets: offsets, feedback: rows, paddedSteps: paddedSteps,
      rows: memory.handed(by: stage.index, sample, paddedSteps))
  }

  /// The sums of positive and negative contributions of a pooled position.
  private func contributions(
    _ window: [Int], _ position: Int, _ tile: Int, _ signal: SpikeTrains, _ sample: Int,
    _ positive: Region<Float>, _ negative: Region<Float>, _ worker: Int
  ) {
    guard let signed else { return }
    let scratch = scratch[worker]
    for (weights, sums) in [(signed.positive, positive), (signed.negative, negative)] {
      if window.count > 1 { sums.fill(0) }
      for (order, place) in window.enumerated() {
        scratch.events.gather(0, stage.patches, position: place, signal, sample: sample)
        let part =
          window.count > 1 ? scratch.window.region(0, steps * stage.shape.width) : sums
        current(weights, tile, scratch.events.events(0), scratch, into: part)
        if window.count > 1 {
          take(part, order: order, position: position, tile: tile, sample: sample, into: sums)
        }
      }
    }
  }

  /// Adds what one position of a pool's window has in the pooled value.
  private func take(
    _ part: Region<Float>, order: Int, position: Int, tile: Int, sample: Int,
    into sums: Region<Float>
  ) {
    guard let pool = stage.pool else { return }
    let width = stage.shape.width
    let winners = pool.kind == .largest ? population.poolWinners(sample) : nil
    let first = position * stage.layout.stride + tile * width
    for index in 0..<sums.count {
      let step = population.poolWinnerRows == 1 ? 0 : index / width
      if let winners {
        let winner = winners[step * stage.layout.padded + first + index % width]
        if Int(winner) == order { sums[index] += part[index] }
      } else {
        sums[index] += part[index] / Float(pool.size * pool.size)
      }
    }
  }

  // MARK: Constant input

  private func walkConstant(
    _ sample: Int, _ sums: GroupSums, _ worker: Int
  ) -> SynapticOperations {
    let (scratch, shape, outputs) = (scratch[worker], stage.shape, stage.outputs)
    let inputs = shape.inputs
    let values = input.region(sample * stage.signal.base.neurons, stage.signal.base.neurons)
    let half = outputs.positions * inputs
    let patches = scratch.patch.region(0, half)
    _ = stage.patches.copyValues(values, inputs: inputs, into: patches)
    let nonzero = (0..<outputs.positions).map {
      patches.dropping($0 * inputs, count: inputs).countNonzero()
    }
    var x = patches
    if signed != nil {
      // The split patches take the place of the plain ones, which are copied out first.
      let plain = Buffer(patches.elements, filler: 0)
      x = scratch.patch.region(0, 2 * half)
      SignedWeights.split(plain.all, inputs: inputs, rows: outputs.positions, into: x)
    }
    let totals = [scratch.sums, scratch.otherSums].map { $0.region(0, outputs.padded) }
    for total in totals { total.fill(0) }
    let pairs =
      stage.pool == nil && signed == nil
      ? sumChunks(sample, nonzero, totals[0], sums, worker)
      : sumWindows(sample, nonzero, x, totals, sums, worker)
    let width = signed == nil ? inputs : 2 * inputs
    for part in 0..<sums.parts.count {
      for tile in 0..<shape.tiles {
        Kernels.outerDense(
          x: x, inputStride: width, inputs: width,
          sums: totals[part].dropping(tile * shape.width), sumsStride: outputs.stride,
          samples: outputs.positions, vectors: shape.vectors, direction: sums.tile(part, tile))
      }
    }
    for (record, total) in zip(memory.inputTotals, totals) {
      record.region(sample * outputs.padded, outputs.padded).assign(total.elements)
    }
    return SynapticOperations(multiplyAdds: pairs)
  }

  /// Coefficients summed over time, many positions at once: neither pools nor signs tell them apart.
  private func sumChunks(
    _ sample: Int, _ nonzero: [Int], _ totals: Region<Float>, _ sums: GroupSums, _ worker: Int
  ) -> Int {
    let (scratch, shape, stride) = (scratch[worker], stage.shape, stage.outputs.stride)
    let tiles = stage.layout.positions * shape.tiles
    let chunk = max(1, BackwardScratch.chunk / shape.width)
    for first in Swift.stride(from: 0, to: tiles, by: chunk) {
      let range = first..<min(tiles, first + chunk)
      let neurons = coefficients(sample, tiles: range, worker: worker) { _, _ in }
      guard neurons.count > 0 else { continue }
      let width = range.count * shape.width
      Kernels.sumSteps(
        local: scratch.local.region(0, steps * width), vectors: width / 16, steps: steps,
        sums: totals.dropping(first * shape.width, count: width), nonzero: scratch.nonzero.all)
    }
    let biases = sums.parts[0].biases
    var pairs = 0
    for position in 0..<stage.layout.positions {
      let total = totals.dropping(position * stride, count: stride)
      for lane in 0..<stride { biases[lane] += total[lane] }
      pairs += nonzero[position] * total.countNonzero()
    }
    return pairs
  }

  /// The same, position by position, for pools and for rules that divide by sign.
  private func sumWindows(
    _ sample: Int, _ nonzero: [Int], _ x: Region<Float>, _ totals: [Region<Float>],
    _ sums: GroupSums, _ worker: Int
  ) -> Int {
    let (scratch, shape, outputs) = (scratch[worker], stage.shape, stage.outputs)
    var pairs = 0
    for position in 0..<stage.layout.positions {
      let window = stage.pool?.window(position, outputs: outputs) ?? [position]
      for tile in 0..<shape.tiles {
        let index = position * shape.tiles + tile
        let neurons = coefficients(
          sample, tiles: index..<index + 1, worker: worker
        ) { positive, negative in
          constantContributions(
            window, position, tile, x, sample, positive, negative, scratch)
        }
        guard neurons.count > 0 else { continue }
        let locals = [scratch.local, scratch.negative].map { $0.region(0, steps * shape.width) }
        for (order, place) in window.enumerated() {
          for part in 0..<sums.parts.count {
            let local = routed(
              locals[part], order: order, position: position, tile: tile, sample: sample,
              scratch: scratch)
            let total = totals[part].dropping(
              place * outputs.stride + tile * shape.width, count: shape.width)
            Kernels.sumSteps(
              local: local, vectors: shape.vectors, steps: steps, sums: total,
              nonzero: scratch.nonzero.all)
            let biases = sums.parts[part].biases
            for lane in 0..<shape.width { biases[tile * shape.width + lane] += total[lane] }
            if part == 0 { pairs += nonzero[place] * total.countNonzero() }
          }
        }
      }
    }
    return pairs
  }

  private func constantContributions(
    _ window: [Int], _ position: Int, _ tile: Int, _ x: Region<Float>, _ sample: Int,
    _ positive: Region<Float>, _ negative: Region<Float>, _ scratch: BackwardScratch
  ) {
    guard let signed else { return }
    let inputs = signed.shape.inputs
    for (weights, sums) in [(signed.positive, positive), (signed.negative, negative)] {
      if window.count > 1 { sums.fill(0) }
      for (order, place) in window.enumerated() {
        let current =
          window.count > 1 ? scratch.window.region(0, steps * stage.shape.width) : sums
        Kernels.denseCurrent(
          weights: weights.weightTile(tile), bias: weights.biasTile(tile),
          vectors: stage.shape.vectors, inputs: inputs,
          x: x.dropping(place * inputs, count: inputs), samples: 1, current: current,
          currentStride: stage.shape.width)
        current.repeatRow(stage.shape.width, times: steps)
        if window.count > 1 {
          take(current, order: order, position: position, tile: tile, sample: sample, into: sums)
        }
      }
    }
  }
}

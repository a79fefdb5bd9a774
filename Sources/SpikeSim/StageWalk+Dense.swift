import SpikeKernels

/// A dense stage: tiles of neurons are shared among the workers, each over all samples, so that
/// weights and sums of a tile stay in the cache.
extension StageWalk {
  func walkDensely(_ workers: Workers) -> SynapticOperations {
    if let signal, let events = memory.events[stage.index] {
      let blocks = SampleBlocks(samples)
      let patches = stage.patches
      workers.forEach(blocks.count) { block, _ in
        for sample in blocks[block] {
          events.gather(sample, patches, position: 0, signal, sample: sample)
        }
      }
      let operations = sumEvents(events, workers)
      addBiases()
      if memory.handsDown(stage.index) { pullBack(events, workers) }
      return operations
    }
    splitInput(workers)
    sumOverTime(workers)
    addBiases()
    return sumConstant(workers)
  }

  // MARK: Spikes

  private func sumEvents(_ events: EventBuffer, _ workers: Workers) -> SynapticOperations {
    let (shape, sums) = (stage.shape, memory.sums[stage.index])
    let counted = workers.map(shape.tiles, filler: SynapticOperations()) { tile, worker in
      let scratch = scratch[worker]
      var operations = SynapticOperations()
      for sample in 0..<samples {
        let place = sample * shape.paddedOutputs + tile * shape.width
        let region = events.events(sample)
        let neurons = coefficients(sample, tiles: tile..<tile + 1, worker: worker) {
          positive, negative in
          contributions(region, tile, positive, negative, worker)
        }
        guard neurons.count > 0 else {
          sums.region(place, shape.width).fill(0)
          signed?.sums.region(place, shape.width).fill(0)
          continue
        }
        let local = scratch.local.region(0, steps * shape.width)
        close(
          local, sums.region(place, shape.width), memory.feedback[stage.index], neurons, tile,
          sample, worker)
        let target = signed?.positiveSums ?? direction
        Kernels.outerEvents(
          local: local, vectors: shape.vectors, events: region,
          direction: target.weightTile(tile))
        if let signed {
          let other = scratch.negative.region(0, steps * shape.width)
          close(
            other, signed.sums.region(place, shape.width), signed.feedback, neurons, tile,
            sample, worker)
          Kernels.outerEvents(
            local: other, vectors: shape.vectors, events: region,
            direction: signed.negativeSums.weightTile(tile))
        }
        operations += count(events, sample, worker: worker, entries: shape.inputs)
      }
      return operations
    }
    return counted.reduce(SynapticOperations(), +)
  }

  /// Sums the coefficients of a tile over time and stores them as time rows.
  private func close(
    _ local: Region<Float>, _ sums: Region<Float>, _ feedback: Buffer<Float>,
    _ neurons: Region<Int32>, _ tile: Int, _ sample: Int, _ worker: Int
  ) {
    Kernels.sumSteps(
      local: local, vectors: stage.shape.vectors, steps: steps, sums: sums,
      nonzero: scratch[worker].nonzero.all)
    guard feedback.count > 0 else { return }
    let first = lists.places(sample, tile: tile).lowerBound
    let rows = stage.layout.neurons
    Kernels.scatterTimeRows(
      local: local, steps: steps, vectors: stage.shape.vectors, neurons: neurons,
      first: tile * stage.shape.width,
      rows: feedback.region((sample * rows + first) * paddedSteps, neurons.count * paddedSteps))
  }

  private func contributions(
    _ events: EventRegion, _ tile: Int, _ positive: Region<Float>, _ negative: Region<Float>,
    _ worker: Int
  ) {
    guard let signed else { return }
    current(signed.positive, tile, events, scratch[worker], into: positive)
    current(signed.negative, tile, events, scratch[worker], into: negative)
  }

  /// r_i[t] = Σ_j w_ij·g_j[t] for the listed trains that feed the stage.
  private func pullBack(_ events: EventBuffer, _ workers: Workers) {
    let shape = stage.shape
    let blocks = SampleBlocks(samples)
    let inputBlock = 64
    let inputBlocks = (shape.inputs + inputBlock - 1) / inputBlock
    workers.forEach(blocks.count) { block, _ in
      for sample in blocks[block] {
        memory.handed(by: stage.index, sample, paddedSteps)
          .dropping(0, count: targets.count(sample) * paddedSteps).fill(0)
      }
    }
    workers.forEach(inputBlocks * blocks.count) { item, worker in
      let inputs = item / blocks.count * inputBlock..<(item / blocks.count + 1) * inputBlock
      for sample in blocks[item % blocks.count] {
        let (rows, sources) =
          reachesSpikesOnly
          ? (events.rows(sample), events.sources(sample))
          : (stage.patches.rows(0), stage.patches.sources(0))
        let range = rows.range(of: inputs)
        guard !range.isEmpty else { continue }
        let (scratch, places) = (scratch[worker], targets.placeOfNeuron(sample))
        let targets = scratch.targets.region(0, range.count)
        for index in range { targets[index - range.lowerBound] = places[Int(sources[index])] }
        let listed = lists.list(sample)
        let offsets = scratch.offsets.region(0, listed.count)
        for index in 0..<listed.count {
          offsets[index] = memory.offsets[stage.index][Int(listed[index])]
        }
        let feedback = stage.layout.neurons * paddedSteps
        let parts: [(Parameters.Layer, Buffer<Float>)] =
          signed.map { [($0.positive, memory.feedback[stage.index]), ($0.negative, $0.feedback)] }
          ?? [(parameters, memory.feedback[stage.index])]
        for (weights, from) in parts {
          Kernels.pullBack(
            weights: weights.weight.all, inputStride: shape.width,
            inputs: rows.dropping(range.lowerBound, count: range.count), targets: targets,
            offsets: offsets,
            feedback: from.region(sample * feedback, listed.count * paddedSteps),
            paddedSteps: paddedSteps, rows: memory.handed(by: stage.index, sample, paddedSteps))
        }
      }
    }
  }

  // MARK: Constant input

  private func splitInput(_ workers: Workers) {
    guard let signed else { return }
    let inputs = stage.shape.inputs
    workers.forEach(samples) { sample, _ in
      SignedWeights.split(
        input.region(sample * inputs, inputs), inputs: inputs, rows: 1,
        into: signed.input.region(sample * 2 * inputs, 2 * inputs))
    }
  }

  private func sumOverTime(_ workers: Workers) {
    let (shape, sums) = (stage.shape, memory.sums[stage.index])
    workers.forEach(shape.tiles) { tile, worker in
      for sample in 0..<samples {
        let place = sample * shape.paddedOutputs + tile * shape.width
        let neurons = coefficients(sample, tiles: tile..<tile + 1, worker: worker) {
          positive, negative in
          constantContributions(sample, tile, positive, negative)
        }
        guard neurons.count > 0 else {
          sums.region(place, shape.width).fill(0)
          signed?.sums.region(place, shape.width).fill(0)
          continue
        }
        close(
          scratch[worker].local.region(0, steps * shape.width), sums.region(place, shape.width),
          memory.feedback[stage.index], neurons, tile, sample, worker)
        if let signed {
          close(
            scratch[worker].negative.region(0, steps * shape.width),
            signed.sums.region(place, shape.width), signed.feedback, neurons, tile, sample, worker)
        }
      }
    }
  }

  private func constantContributions(
    _ sample: Int, _ tile: Int, _ positive: Region<Float>, _ negative: Region<Float>
  ) {
    guard let signed else { return }
    let inputs = signed.shape.inputs
    for (weights, current) in [(signed.positive, positive), (signed.negative, negative)] {
      Kernels.denseCurrent(
        weights: weights.weightTile(tile), bias: weights.biasTile(tile),
        vectors: stage.shape.vectors, inputs: inputs,
        x: signed.input.region(sample * inputs, inputs), samples: 1, current: current,
        currentStride: stage.shape.width)
      current.repeatRow(stage.shape.width, times: steps)
    }
  }

  /// d(W): the input is the same at every step, so that one product with the coefficients summed
  /// over time does.
  private func sumConstant(_ workers: Workers) -> SynapticOperations {
    let sums = memory.sums[stage.index]
    if let signed {
      sumOuter(signed.input, sums, into: signed.positiveSums, workers)
      sumOuter(signed.input, signed.sums, into: signed.negativeSums, workers)
    } else {
      sumOuter(input, sums, into: direction, workers)
    }
    for (record, total) in zip(memory.inputTotals, [sums, signed?.sums ?? sums]) {
      record.all.assign(total.elements)
    }
    let (inputs, padded) = (stage.shape.inputs, stage.shape.paddedOutputs)
    let pairs = (0..<samples).reduce(0) { total, sample in
      let values = input.region(sample * inputs, inputs).countNonzero()
      return total + values * sums.region(sample * padded, padded).countNonzero()
    }
    return SynapticOperations(multiplyAdds: pairs)
  }

  private func sumOuter(
    _ x: Buffer<Float>, _ sums: Buffer<Float>, into target: Parameters.Layer, _ workers: Workers
  ) {
    let shape = target.shape
    let inputBlock = 96
    let blocks = (shape.inputs + inputBlock - 1) / inputBlock
    workers.forEach(shape.tiles * blocks) { item, _ in
      let tile = item / blocks
      let first = item % blocks * inputBlock
      Kernels.outerDense(
        x: x.region(first, samples * shape.inputs - first), inputStride: shape.inputs,
        inputs: min(inputBlock, shape.inputs - first),
        sums: sums.region(
          tile * shape.width, samples * shape.paddedOutputs - tile * shape.width),
        sumsStride: shape.paddedOutputs, samples: samples, vectors: shape.vectors,
        direction: target.weightTile(tile).dropping(first * shape.width))
    }
  }

  private func addBiases() {
    let parts: [(Buffer<Float>, Buffer<Float>)] =
      signed.map {
        [(memory.sums[stage.index], $0.positiveSums.bias), ($0.sums, $0.negativeSums.bias)]
      } ?? [(memory.sums[stage.index], direction.bias)]
    let padded = stage.shape.paddedOutputs
    for (sums, bias) in parts {
      for sample in 0..<samples {
        for neuron in 0..<padded { bias[neuron] += sums[sample * padded + neuron] }
      }
    }
  }
}

extension Region<Int32> {
  /// Where the values of a range stand in an ascending region.
  func range(of values: Range<Int>) -> Range<Int> {
    func first(atLeast value: Int) -> Int {
      var (low, high) = (0, count)
      while low < high {
        let middle = (low + high) / 2
        if Int(self[middle]) < value { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return first(atLeast: values.lowerBound)..<first(atLeast: values.upperBound)
  }
}

extension Region<Float> {
  /// Copies the first row of `width` into the rows after it.
  func repeatRow(_ width: Int, times: Int) {
    for row in 1..<max(1, times) {
      for index in 0..<width { self[row * width + index] = self[index] }
    }
  }
}

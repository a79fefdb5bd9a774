import SpikeKernels

/// Layers that read values: their current is the same at every step.
extension Simulator {
  /// A dense layer: a product for each tile and six samples.
  func simulateConstantly(
    _ constant: ConstantInput, _ layer: Layer, _ weights: Parameters.Layer, _ trace: Trace,
    _ samples: Int
  ) -> Int {
    let (padded, width) = (layer.layout.padded, layer.shape.width)
    let inputs = layer.shape.inputs
    let (tiles, population) = (layer.shape.tiles, trace.populations[layer.index])
    let x = trace.values(of: layer).region(0, samples * inputs)
    let nonzero = constant.pack(x, samples: samples, workers)
    let columnSums = constant.backgrounds(samples: samples) != nil ? currents.columnSums : nil
    if let columnSums, !hasColumnSums || layer.index > 0 {
      hasColumnSums = layer.index == 0
      workers.forEach(tiles) { tile, _ in
        Kernels.columnSums(
          values: weights.weightTile(tile), vectors: layer.shape.vectors, inputs: inputs,
          sums: columnSums.region(tile * width, width))
      }
    }
    let blocks = PackedBlocks.blocks(samples)
    workers.forEach(tiles * blocks) { item, _ in
      let (tile, block) = (item / blocks, item % blocks)
      let range = block * PackedGrid.lanes..<min(samples, (block + 1) * PackedGrid.lanes)
      constant.current(
        of: range, weights, tile: tile, columnSums: columnSums?.region(tile * width, width),
        into: population.currents(range, from: tile * width), stride: padded)
    }
    integrateConstantly(layer, population, samples)
    return nonzero * layer.shape.outputs
  }

  /// Integrates the currents of a dense layer.
  private func integrateConstantly(
    _ layer: Layer, _ population: PopulationTrace, _ samples: Int
  ) {
    let (steps, width, tiles) = (network.steps, layer.shape.width, layer.shape.tiles)
    guard population.isContiguous else {
      return workers.forEach(samples * tiles) { item, _ in
        let (sample, first) = (item / tiles, item % tiles * width)
        Self.integrate(
          population.currents(sample..<sample + 1, from: first), stride: 0, layer, population,
          sample, first: first, steps)
      }
    }
    // Neurons of all samples side by side, some lane vectors at a time.
    let vectors = samples * layer.layout.padded / 16
    let (size, all) = (256, population.spikes.samples(0..<samples))
    workers.forEach((vectors + size - 1) / size) { item, _ in
      let some = item * size..<min(vectors, (item + 1) * size)
      layer.model.integrate(
        CurrentRows(
          values: population.currents(0..<samples).dropping(some.lowerBound * 16), stride: 0,
          vectors: some.count, steps: steps),
        keeping: KeptStates(membranes: nil, thresholds: nil),
        trains: TrainRegion(
          words: all.words.dropping(some.lowerBound * 16), stride: all.stride, count: 1))
    }
  }

  func simulateConstantPositions(
    _ layer: Layer, _ weights: Parameters.Layer, _ input: Buffer<Float>,
    _ population: PopulationTrace, _ samples: Int
  ) -> Int {
    let (steps, currents, inputs) = (network.steps, currents, layer.route.cells.count)
    let counted = workers.map(samples, filler: 0) { sample, worker in
      let row = population.currents(sample..<sample + 1)
      let nonzero = currents.ofConstantPositions(
        input.region(sample * inputs, inputs), layer, weights, population, sample, into: row,
        worker)
      Self.integrate(
        row, stride: 0, layer, population, sample, first: 0, vectors: layer.layout.padded / 16,
        steps)
      return nonzero
    }
    return counted.reduce(0, +) * layer.shape.outputs
  }
}

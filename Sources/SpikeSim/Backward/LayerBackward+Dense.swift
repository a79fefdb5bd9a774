import SpikeKernels

/// A dense layer that spikes feed. Coefficients are computed sample by sample. Sums of weights are computed
/// by blocks of outputs, so that the sums stay in the cache; what is handed down by blocks of inputs, so
/// that the weights do.
extension LayerBackward {
  func walkDensely(_ routed: RoutedSpikes, _ workers: Workers) -> SynapticOperations {
    let counted = workers.map(samples, filler: SynapticOperations()) { sample, worker in
      findCoefficients(sample, routed, scratch[worker])
    }
    addBiases()
    addPairs(routed, workers)
    guard memory.handsDown(layer.index) else {
      return counted.reduce(SynapticOperations(), +)
    }
    if let together {
      pullBackTogether(routed, together, workers)
    } else {
      pullBack(routed, workers)
    }
    return counted.reduce(SynapticOperations(), +)
  }

  private func findCoefficients(
    _ sample: Int, _ routed: RoutedSpikes, _ scratch: BackwardScratch
  ) -> SynapticOperations {
    let listing = listing(sample)
    let (columns, stride) = (listing.columns, listing.stride)
    for part in parts { part.memory.timeSums(sample).fill(0) }
    guard columns.count > 0 else { return SynapticOperations() }
    let events = routed.denseEvents(sample)
    if stepwise == nil { findContributions(listing, sample, routed, scratch) }
    coefficients(
      sample, columns, stride: stride, scratch, locals: parts.map { $0.memory.columns[sample] })
    let (offsets, all) = (memory.listedOffsets(layer, sample), memory.offsets[layer.index])
    if let neurons = columns.neurons {
      for column in 0..<columns.count { offsets[column] = all[Int(neurons[column])] }
    }
    // The first part last: its columns are the ones counted.
    for part in parts.reversed() { close(part.memory, sample, listing, scratch) }
    return count(events, entries: layer.patches.largest, scratch)
  }

  /// Sums columns over time, and turns them into time rows where the layer hands anything down.
  private func close(
    _ part: PartMemory, _ sample: Int, _ listing: Listing, _ scratch: BackwardScratch
  ) {
    let (count, local) = (listing.columns.count, part.columns[sample])
    let sums = part.timeSums(sample)
    Kernels.sumSteps(
      local: local, stride: listing.stride, count: count, steps: steps, sums: scratch.sums.all,
      nonzero: scratch.nonzero.all)
    for column in 0..<count { sums[listing.columns.neuron(column)] = scratch.sums[column] }
    part.hasNonzero[sample] = scratch.nonzero.elements.contains { $0 > 0 } ? 1 : 0
    guard memory.handsDown(layer.index) else { return }
    Kernels.timeRows(
      local: local, stride: listing.stride, count: count, steps: steps,
      rows: part.feedback[sample])
  }

  /// Outputs in a block: their sums are a share of the cache.
  private var blockWidth: Int { max(1, 128 / layer.shape.width) * layer.shape.width }

  private func addPairs(_ routed: RoutedSpikes, _ workers: Workers) {
    let (padded, width) = (layer.layout.padded, blockWidth)
    workers.forEach((padded + width - 1) / width) { block, _ in
      let (first, end) = (block * width, min(padded, (block + 1) * width))
      for sample in 0..<samples {
        let listing = listing(sample)
        let range = Int(listing.before[first])..<Int(listing.before[end])
        guard !range.isEmpty else { continue }
        let events = routed.denseGroups(sample)
        for part in parts where part.memory.hasNonzero[sample] > 0 {
          addPairs(
            part.memory.columns[sample].dropping(range.lowerBound), stride: listing.stride, listing,
            first..<end, events, to: part.sums.weight.all.dropping(first * layer.shape.inputs))
        }
      }
    }
  }

  /// Spike trains below whose weights are processed together.
  private static var inputBlock: Int { 128 }

  /// r_i[t] = Σ_j w_ij·g_j[t] for rules by which every spike train receives from every neuron: several
  /// samples at once.
  private func pullBackTogether(
    _ routed: RoutedSpikes, _ together: Buffer<Float>, _ workers: Workers
  ) {
    let packing = TimePacking(steps: steps)
    let groups = packing.groups(samples)
    let (trains, size) = (layer.route.layout.padded, Self.inputBlock)
    let inputBlocks = (trains + size - 1) / size
    let events = receivers(routed.denseEvents(0), position: 0, scratch[0])
    let outputs = layer.shape.outputs
    @Sendable func packed(_ group: Int) -> Region<Float> {
      together.region(group * outputs * packing.row, outputs * packing.row)
    }
    workers.forEach(groups.count) { group, _ in
      Kernels.packTime(
        parts[0].memory.feedback[groups[group]], packing, samples: groups[group].count,
        sampleStride: layer.layout.padded * paddedSteps, count: outputs, into: packed(group))
    }
    workers.forEach(inputBlocks * groups.count) { item, worker in
      let group = item % groups.count
      let first = item / groups.count * size
      let receiving = first..<min(trains, first + size)
      let range = events.places.range(of: receiving)
      let handed = scratch[worker].packedHanded.all
      for panel in packing.panels(of: groups[group].count) {
        let out = handed.dropping(panel.lowerBound * trains)
        out.dropping(first * panel.count, count: receiving.count * panel.count).fill(0)
        Kernels.pullBack(
          weights: parameters.weight.all, inputStride: layer.shape.width,
          rows: events.rows.dropping(range.lowerBound, count: range.count),
          targets: events.places.dropping(range.lowerBound, count: range.count),
          offsets: memory.offsets[layer.index].region(0, outputs),
          feedback: packed(group).dropping(panel.lowerBound * outputs), paddedSteps: panel.count,
          out: out)
      }
      Kernels.unpackTime(
        handed, packing, samples: groups[group].count, sampleStride: trains * paddedSteps,
        count: trains, neurons: receiving, into: memory.handed(by: layer.index, groups[group]))
    }
  }

  /// r_i[t] = Σ_j w_ij·g_j[t] for the spike trains that receive in turn.
  private func pullBack(_ routed: RoutedSpikes, _ workers: Workers) {
    let blocks = SampleBlocks(samples)
    let trains = layer.route.layout.padded
    let everyone =
      targets.isEveryone ? receivers(routed.denseEvents(0), position: 0, scratch[0]) : nil
    let inputBlocks = (trains + Self.inputBlock - 1) / Self.inputBlock
    workers.forEach(inputBlocks * blocks.count) { item, _ in
      let first = item / blocks.count * Self.inputBlock
      let end = min(trains, first + Self.inputBlock)
      for sample in blocks[item % blocks.count] {
        let before = targets.before(sample)
        let places = Int(before[first])..<Int(before[end])
        guard !places.isEmpty else { continue }
        let out = memory.handed(by: layer.index, sample)
        out.dropping(places.lowerBound * paddedSteps, count: places.count * paddedSteps).fill(0)
        let events = everyone ?? routed.denseEvents(sample)
        // Where every listed spike train has a row, its event stands at its place.
        let range =
          events.rows.count == targets.count(sample) ? places : events.places.range(of: places)
        let isFull = isFull(sample)
        let outputs = isFull ? layer.shape.outputs : arrivals.neurons.count(sample)
        let offsets =
          isFull ? memory.offsets[layer.index].all : memory.listedOffsets(layer, sample)
        for part in parts where part.memory.hasNonzero[sample] > 0 {
          Kernels.pullBack(
            weights: part.weights.weight.all, inputStride: layer.shape.width,
            rows: events.rows.dropping(range.lowerBound, count: range.count),
            targets: events.places.dropping(range.lowerBound, count: range.count),
            offsets: offsets.dropping(0, count: outputs),
            feedback: part.memory.feedback[sample], paddedSteps: paddedSteps, out: out)
        }
      }
    }
  }

  /// Adds the sums over time of every sample to those of the biases.
  func addBiases() {
    for part in parts { add(part.memory.timeSums, to: part.sums.bias) }
  }

  /// Adds sums of neurons of every sample, [samples][padded].
  func add(_ sums: Buffer<Float>, to biases: Buffer<Float>) {
    let padded = layer.layout.padded
    for sample in 0..<samples {
      Kernels.addWhere(
        sums.region(sample * padded, padded), nil, vectors: padded / 16, to: biases.all)
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

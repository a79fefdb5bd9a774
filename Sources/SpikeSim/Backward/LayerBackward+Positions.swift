import SpikeKernels

/// A convolution that spikes feed. Workers share groups of samples, each group with sums of its own. A
/// sample's positions are processed one after another, so that what they touch stays in the cache.
extension LayerBackward {
  func walkPositions(_ routed: RoutedSpikes, _ workers: Workers) -> SynapticOperations {
    inGroups(workers) { sample, sums, worker in
      walkSample(sample, routed, sums, worker)
    }
  }

  /// Runs `body` for every sample: the samples of a group in order, on one worker. The group of a sample
  /// depends only on its place in the batch.
  func inGroups(
    _ workers: Workers,
    _ body: @Sendable (_ sample: Int, _ sums: [PartialSums], _ worker: Int) -> SynapticOperations
  ) -> SynapticOperations {
    let groups = BackwardMemory.groups
    let counted = workers.map(groups, filler: SynapticOperations()) { group, worker in
      let sums = parts.map { $0.memory.groups[group] }
      let first = (group - samplesBefore % groups + groups) % groups
      return Swift.stride(from: first, to: samples, by: groups).reduce(SynapticOperations()) {
        $0 + body($1, sums, worker)
      }
    }
    return counted.reduce(SynapticOperations(), +)
  }

  private func walkSample(
    _ sample: Int, _ routed: RoutedSpikes, _ sums: [PartialSums], _ worker: Int
  ) -> SynapticOperations {
    let scratch = scratch[worker]
    if memory.handsDown(layer.index) {
      memory.handed(by: layer.index, sample)
        .dropping(0, count: targets.count(sample) * paddedSteps).fill(0)
    }
    let listing = listing(sample)
    let columns = listing.columns
    guard columns.count > 0 else { return SynapticOperations() }
    if stepwise == nil { findContributions(listing, sample, routed, scratch) }
    coefficients(
      sample, columns, stride: listing.stride, scratch,
      locals: parts.indices.map { scratch.columns[$0].all })
    if let neurons = columns.neurons {
      let (offsets, all) = (scratch.offsets, memory.offsets[layer.index])
      for column in 0..<columns.count { offsets[column] = all[Int(neurons[column])] }
    }
    return layer.pool.map { walkWindows($0, sample, routed, listing, sums, worker) }
      ?? walkPlaces(sample, routed, listing, sums, scratch)
  }

  /// The events of one place of the connection's outputs.
  func find(
    _ place: Int, _ routed: RoutedSpikes, _ sample: Int, _ scratch: BackwardScratch
  ) -> (groups: GroupedEvents, all: EventRegion) {
    let groups = routed.find(layer.patches.patch(place), sample: sample, in: scratch.events)
    return (groups, routed.found(sample: sample, in: scratch.events))
  }

  /// The neurons of a position, padding too.
  private func neurons(_ position: Int) -> Range<Int> {
    position * layer.layout.stride..<(position + 1) * layer.layout.stride
  }

  /// Their columns.
  func range(_ position: Int, _ listing: Listing) -> Range<Int> {
    let neurons = neurons(position)
    return Int(listing.before[neurons.lowerBound])..<Int(listing.before[neurons.upperBound])
  }

  // MARK: Without a pool of currents

  private func walkPlaces(
    _ sample: Int, _ routed: RoutedSpikes, _ listing: Listing, _ sums: [PartialSums],
    _ scratch: BackwardScratch
  ) -> SynapticOperations {
    let rows = scratch.rows.all
    let offsets = listing.isFull ? nil : scratch.offsets.all
    var operations = SynapticOperations()
    // The first part last: its columns are the ones counted.
    for part in parts.indices.reversed() {
      let local = scratch.columns[part].all
      if part > 0 && Kernels.countNonzero(local.dropping(0, count: steps * listing.stride)) == 0 {
        continue
      }
      if memory.handsDown(layer.index) {
        Kernels.timeRows(
          local: local, stride: listing.stride, count: listing.columns.count, steps: steps,
          rows: rows)
      }
      for position in 0..<layer.layout.positions {
        let range = range(position, listing)
        guard !range.isEmpty else { continue }
        let events = find(position, routed, sample, scratch)
        let receivers = receivers(events.all, position: position, scratch)
        addBiases(
          local.dropping(range.lowerBound), stride: listing.stride, range, offsets,
          to: sums[part].biases, scratch)
        addPairs(
          local.dropping(range.lowerBound), stride: listing.stride, listing, neurons(position),
          events.groups, to: sums[part].weights.all)
        if memory.handsDown(layer.index) {
          pullBack(
            part, sample, range, isFull: listing.isFull,
            rows.dropping(range.lowerBound * paddedSteps), receivers, scratch)
        }
        if part == 0 {
          operations += count(events.all, entries: receivers.rows.count, scratch)
        }
      }
    }
    return operations
  }

  /// Adds the columns' sums over time to those of their outputs' biases.
  private func addBiases(
    _ local: Region<Float>, stride: Int, _ range: Range<Int>, _ offsets: Region<Int32>?,
    to biases: Buffer<Float>, _ scratch: BackwardScratch
  ) {
    let (sums, shape) = (scratch.sums.all, layer.shape)
    Kernels.sumSteps(
      local: local, stride: stride, count: range.count, steps: steps, sums: sums,
      nonzero: scratch.nonzero.all)
    for column in 0..<range.count {
      let output = offsets.map { shape.output(at: Int($0[range.lowerBound + column])) } ?? column
      biases[output] += sums[column]
    }
  }

  private func pullBack(
    _ part: Int, _ sample: Int, _ range: Range<Int>, isFull: Bool, _ rows: Region<Float>,
    _ receivers: EventRegion, _ scratch: BackwardScratch
  ) {
    let outputs = isFull ? layer.shape.outputs : range.count
    let offsets =
      isFull
      ? memory.offsets[layer.index].region(0, outputs)
      : scratch.offsets.region(range.lowerBound, outputs)
    Kernels.pullBack(
      weights: parts[part].weights.weight.all, inputStride: layer.shape.width, rows: receivers.rows,
      targets: receivers.places, offsets: offsets, feedback: rows, paddedSteps: paddedSteps,
      out: memory.handed(by: layer.index, sample))
  }

  // MARK: Behind a pool of currents

  /// Each position of a window receives its share of the coefficients.
  private func walkWindows(
    _ pool: CurrentPool, _ sample: Int, _ routed: RoutedSpikes, _ listing: Listing,
    _ sums: [PartialSums], _ worker: Int
  ) -> SynapticOperations {
    let (scratch, shares) = (scratch[worker], shares(pool, sample))
    let (window, rows) = (scratch.window.all, scratch.rows.all)
    let offsets = listing.isFull ? nil : scratch.offsets.all
    var operations = SynapticOperations()
    stepFeedback?.begin(worker)
    for position in 0..<layer.layout.positions {
      let range = range(position, listing)
      guard !range.isEmpty else { continue }
      let stride = (range.count + 15) / 16 * 16
      let columns = listing.columns.dropping(range.lowerBound, count: range.count)
      for (order, place) in pool.window(position, outputs: layer.outputs).enumerated() {
        let events = find(place, routed, sample, scratch)
        let receivers =
          stepFeedback == nil ? receivers(events.all, position: place, scratch) : nil
        for part in parts.indices.reversed() {
          let local = scratch.columns[part].all
          Kernels.shareColumns(
            local.dropping(range.lowerBound), valueStride: listing.stride, columns: columns,
            shares: shares, order: order, steps: steps, into: window, stride: stride)
          addBiases(
            window, stride: stride, range, offsets, to: sums[part].biases, scratch)
          addPairs(
            window, stride: stride, listing, neurons(position),
            events.groups, to: sums[part].weights.all)
          stepFeedback?.add(
            window, stride: stride, columns: columns, first: neurons(position).lowerBound,
            place: place, worker)
          guard let receivers, memory.handsDown(layer.index) else { continue }
          Kernels.timeRows(
            local: window, stride: stride, count: range.count, steps: steps, rows: rows)
          pullBack(part, sample, range, isFull: listing.isFull, rows, receivers, scratch)
        }
        operations += count(
          events.all, entries: receivers?.rows.count ?? layer.patches.count(place), scratch)
      }
    }
    stepFeedback?.finish(into: memory.handed(by: layer.index, sample), worker)
    return operations
  }
}

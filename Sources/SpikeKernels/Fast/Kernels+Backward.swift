import CSpikeKernels

extension Kernels {
  package static func gatherColumns(
    rows: Region<Float>, scale: Float, columns: NeuronColumns, destinations: Region<Int32>,
    before: Region<Int32>, steps: Int, stride: Int, local: Region<Float>
  ) {
    require(local, rows: steps, stride: stride, width: (columns.count + 15) / 16 * 16)
    if let neurons = columns.neurons {
      require(neurons, columns.count)
      requireIndices(neurons, below: destinations.count)
    } else {
      require(destinations, columns.first + columns.count)
    }
    if let trains = columns.trains, columns.count > 0 {
      let words = (steps + 31) / 32
      require(
        trains,
        (columns.count - 1) * columns.trainStride + (words - 1) * columns.wordStride + 1)
    }
    unsafe spike_gather_columns(
      rows.pointer, Int32(paddedSteps(steps)), scale, columns.neurons?.pointer,
      Int32(columns.first), Int32(columns.count), destinations.pointer, before.pointer,
      columns.trains?.pointer, Int32(columns.trainStride), Int32(columns.wordStride),
      Int32(steps), Int32(stride), local.pointer)
  }

  package static func pickColumns(
    _ values: Region<Float>, rowStride: Int, first: Int, columns: NeuronColumns, steps: Int,
    stride: Int, local: Region<Float>
  ) {
    require(local, rows: steps, stride: stride, width: columns.count)
    var start = values
    if let neurons = columns.neurons {
      require(neurons, columns.count)
      requireIndices(neurons, from: first, below: first + values.count - (steps - 1) * rowStride)
    } else {
      start = values.dropping(columns.first - first)
      require(start, rows: steps, stride: rowStride, width: columns.count)
    }
    unsafe spike_pick_columns(
      start.pointer, Int32(rowStride), columns.neurons?.pointer, Int32(first),
      Int32(columns.count), Int32(steps), Int32(stride), local.pointer)
  }

  package static func timeRows(
    local: Region<Float>, stride: Int, count: Int, steps: Int, rows: Region<Float>
  ) {
    require(rows, count * paddedSteps(steps))
    require(local, rows: steps, stride: stride, width: (count + 15) / 16 * 16)
    unsafe spike_time_rows(
      local.pointer, Int32(stride), Int32(count), Int32(steps), Int32(paddedSteps(steps)),
      rows.pointer)
  }

  package static func packTime(
    _ rows: Region<Float>, _ packing: TimePacking, samples: Int, sampleStride: Int, count: Int,
    into packed: Region<Float>
  ) {
    let steps = packing.steps
    precondition(samples <= packing.samples, "\(samples) samples in a row")
    require(rows, rows: samples, stride: sampleStride, width: count * paddedSteps(steps))
    require(packed, count * packing.row)
    unsafe spike_pack_time(
      rows.pointer, Int32(samples), Int64(sampleStride), Int32(count), Int32(steps),
      Int32(paddedSteps(steps)), Int32(packing.row(of: samples)), packed.pointer)
  }

  package static func unpackTime(
    _ packed: Region<Float>, _ packing: TimePacking, samples: Int, sampleStride: Int, count: Int,
    neurons: Range<Int>, into rows: Region<Float>
  ) {
    let steps = packing.steps
    precondition(samples <= packing.samples, "\(samples) samples in a row")
    require(rows, rows: samples, stride: sampleStride, width: count * paddedSteps(steps))
    require(packed, count * packing.row)
    unsafe spike_unpack_time(
      packed.pointer, Int32(packing.row(of: samples)), Int32(samples), Int32(count),
      Int32(neurons.lowerBound), Int32(neurons.upperBound), Int32(steps),
      Int32(paddedSteps(steps)), Int64(sampleStride), rows.pointer)
  }

  package static func gatherMembranes(
    _ membranes: Region<Float>, neurons: Region<Int32>, steps: Int, listed: Region<Float>
  ) {
    require(membranes: listed, vectors: (neurons.count + 15) / 16, steps: steps)
    requireIndices(neurons, below: membranes.count / steps)
    unsafe spike_gather_membranes(
      membranes.pointer, neurons.pointer, Int32(neurons.count), Int32(steps), listed.pointer)
  }

  package static func lfpWhole(
    _ columns: ColumnBlock, denominator: LFPDenominator, epsilon: Float
  ) {
    var block = unsafe columns.checked()
    unsafe spike_lfp_whole(&block, denominator.kind, epsilon)
  }

  package static func lfpMagnitudes(
    _ columns: ColumnBlock, sharing: LFPSharing, epsilon: Float, magnitudes: Region<Float>
  ) {
    var block = unsafe columns.checked()
    columns.require(magnitudes)
    unsafe spike_lfp_magnitudes(&block, sharing.kind, epsilon, magnitudes.pointer)
  }

  package static func lfpSigns(
    _ columns: ColumnBlock, sharing: LFPSharing, alpha: Float, epsilon: Float,
    positive: Region<Float>, negative: Region<Float>
  ) {
    var block = unsafe columns.checked()
    columns.require(positive)
    columns.require(negative)
    unsafe spike_lfp_signs(
      &block, sharing.kind, epsilon, alpha, positive.pointer, negative.pointer)
  }

  package static func carryRewards(
    arriving: Region<Float>, carry: Region<Float>?, factor: Float, vectors: Int,
    rewards: Region<Float>
  ) -> Float {
    for region in [arriving, carry ?? arriving, rewards] { require(region, 16 * vectors) }
    var largest: Float = 0
    unsafe spike_carry_rewards(
      arriving.pointer, carry?.pointer, factor, Int32(vectors), rewards.pointer, &largest)
    return largest
  }

  package static func sumSteps(
    local: Region<Float>, stride: Int, count: Int, steps: Int, sums: Region<Float>,
    nonzero: Region<Int32>
  ) {
    require(local, rows: steps, stride: stride, width: (count + 15) / 16 * 16)
    require(sums, (count + 15) / 16 * 16)
    require(nonzero, steps)
    unsafe spike_sum_steps(
      local.pointer, Int32(stride), Int32(count), Int32(steps), sums.pointer, nonzero.pointer)
  }

  package static func outerEvents(
    local: Region<Float>, stride: Int, masks: Region<UInt32>?, tiles: Int, events: GroupedEvents,
    steps: Int, shape: TileShape, direction: Region<Float>
  ) {
    let vectors = tiles * shape.vectors
    if let masks { require(masks, vectors) }
    require(direction, tiles * shape.tileCount)
    require(events, steps: steps, rowsBelow: shape.inputs)
    require(local, rows: steps, stride: stride, width: masks == nil ? 16 * vectors : 1)
    unsafe spike_outer_events(
      local.pointer, Int32(stride), masks?.pointer, Int32(vectors), events.rows.pointer,
      events.owners.pointer, Int32(events.rows.count), events.kinds.pointer,
      Int32(events.kinds.count), events.trains.pointer, Int32(events.words), Int32(steps),
      Int32(shape.width), Int32(shape.vectors), Int64(shape.tileCount), direction.pointer)
  }

  package static func outerDense(
    x: Region<Float>, inputStride: Int, inputs: Int, sums: Region<Float>, sumsStride: Int,
    samples: Int, vectors: Int, direction: Region<Float>
  ) {
    require(x, rows: samples, stride: inputStride, width: inputs)
    require(sums, rows: samples, stride: sumsStride, width: 16 * vectors)
    require(direction, inputs * 16 * vectors)
    unsafe spike_outer_dense(
      x.pointer, Int32(inputStride), Int32(inputs), sums.pointer, Int32(sumsStride),
      Int32(samples), Int32(vectors), direction.pointer)
  }

  package static func pullBack(
    weights: Region<Float>, inputStride: Int, rows: Region<Int32>, targets: Region<Int32>,
    offsets: Region<Int32>, feedback: Region<Float>, paddedSteps: Int, out: Region<Float>
  ) {
    require(feedback, offsets.count * paddedSteps)
    require(targets, rows.count)
    requireIndices(targets, below: out.count / paddedSteps)
    requireIndices(offsets, below: weights.count)
    requireIndices(rows, below: weights.count / inputStride)
    unsafe spike_pull_back(
      weights.pointer, Int32(inputStride), rows.pointer, targets.pointer, Int32(rows.count),
      offsets.pointer, feedback.pointer, Int32(offsets.count), Int32(paddedSteps), out.pointer)
  }

  package static func pullSteps(
    local: Region<Float>, stride: Int, columns: NeuronColumns, first: Int, steps: Int,
    weights: Region<Float>, entries: Int, patch: PatchRegion, out: Region<Float>, outStride: Int
  ) {
    let outputs = (weights.count - 15) / entries
    require(local, rows: steps, stride: stride, width: (columns.count + 15) / 16 * 16)
    if let neurons = columns.neurons {
      require(neurons, columns.count)
      requireIndices(neurons, from: first, below: first + outputs)
    } else {
      precondition(columns.count <= outputs, "a row of weights for each column")
    }
    require(out, steps * outStride + 15)
    for run in Swift.stride(from: 0, to: patch.runs.count, by: 3) {
      let (source, end) = (Int(patch.runs[run]), Int(patch.runs[run + 1]))
      precondition(
        source >= 0 && end <= outStride && Int(patch.runs[run + 2]) + end - source <= entries,
        "a run of sources \(source)..<\(end)")
    }
    unsafe spike_pull_steps(
      local.pointer, Int32(stride), columns.neurons?.pointer, Int32(first), Int32(columns.count),
      Int32(steps), weights.pointer, Int32(entries), patch.runs.pointer,
      Int32(patch.runs.count / 3), out.pointer, Int32(outStride))
  }
}

extension ColumnBlock {
  /// The C kernels' form of the columns, after checking that all of them are there.
  func checked() -> spike_columns {
    Kernels.require(membranes: membranes, vectors: vectors, steps: steps)
    require(local)
    if let factors { Kernels.require(factors, steps) }
    if let carry { require(carry) }
    if let thresholds {
      Kernels.require(membranes: thresholds, vectors: vectors, steps: steps)
    }
    if let earlier { Kernels.require(earlier, 16 * vectors) }
    if let betas { Kernels.require(betas, 16 * vectors) }
    return unsafe spike_columns(
      membranes: membranes.pointer, vectors: Int32(vectors), steps: Int32(steps),
      neuron: neuron.structure, stride: Int32(stride), local: local.pointer,
      factors: factors?.pointer,
      carry: carry?.pointer, thresholds: thresholds?.pointer, earlier: earlier?.pointer,
      betas: betas?.pointer)
  }

  /// Checks that a region has the columns' rows.
  fileprivate func require(_ region: Region<Float>) {
    Kernels.require(region, rows: steps, stride: stride, width: 16 * vectors)
  }
}

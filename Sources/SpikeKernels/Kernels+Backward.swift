import CSpikeKernels

extension Kernels {
  package static func gatherColumns(
    rows: Region<Float>, scale: Float, columns: Columns, destinations: Region<Int32>,
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
    _ values: Region<Float>, rowStride: Int, first: Int, columns: Columns, steps: Int,
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
    membranes: Region<Float>, vectors: Int, steps: Int, neuron: NeuronConstants,
    denominator: LFPDenominator, epsilon: Float, stride: Int, local: Region<Float>
  ) {
    require(membranes: membranes, vectors: vectors, steps: steps)
    require(local, rows: steps, stride: stride, width: 16 * vectors)
    let kind: Int32 =
      switch denominator {
      case .movement: 0
      case .sum(let turned): turned ? 2 : 1
      }
    unsafe spike_lfp_whole(
      membranes.pointer, Int32(vectors), Int32(steps), neuron.beta, neuron.threshold,
      neuron.reset.rawValue, kind, epsilon, Int32(stride), local.pointer)
  }

  package static func lfpContributions(
    membranes: Region<Float>, vectors: Int, steps: Int, neuron: NeuronConstants,
    shares: LFPShares, epsilon: Float, stride: Int, positive: Region<Float>,
    negative: Region<Float>, local: Region<Float>
  ) {
    require(membranes: membranes, vectors: vectors, steps: steps)
    for region in [positive, negative, local] {
      require(region, rows: steps, stride: stride, width: 16 * vectors)
    }
    let (kind, alpha): (Int32, Float) =
      switch shares {
      case .alphaBeta(let alpha): (0, alpha)
      case .dominantSign(let turned): (turned ? 2 : 1, 1)
      }
    unsafe spike_lfp_contributions(
      membranes.pointer, Int32(vectors), Int32(steps), neuron.beta, neuron.threshold,
      neuron.reset.rawValue, kind, alpha, epsilon, Int32(stride), positive.pointer,
      negative.pointer, local.pointer)
  }

  package static func surrogateMembrane(
    membranes: Region<Float>, vectors: Int, steps: Int, neuron: NeuronConstants,
    slope: SurrogateSlope, stride: Int, local: Region<Float>
  ) {
    require(membranes: membranes, vectors: vectors, steps: steps)
    require(local, rows: steps, stride: stride, width: 16 * vectors)
    let (kind, constant): (Int32, Float) =
      switch slope {
      case .fastSigmoid(let slope): (0, slope)
      case .arctangent(let alpha): (1, alpha)
      case .sigmoid(let slope): (2, slope)
      case .triangular(let slope): (3, slope)
      case .straightThrough: (4, 1)
      }
    unsafe spike_surrogate_membrane(
      membranes.pointer, Int32(vectors), Int32(steps), neuron.beta, neuron.threshold,
      neuron.reset.rawValue, kind, constant, Int32(stride), local.pointer)
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
    local: Region<Float>, stride: Int, masks: Region<UInt32>?, tiles: Int, events: EventGroups,
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
}

import CSpikeKernels

/// The vectorised loops: each checks every size and then calls its C kernel, for the instruction
/// set that ``InstructionSet/current`` names.
package enum Kernels: KernelSet {
  /// A broken size is a fault of this package, never of a user's file.
  @inline(__always)
  static func require(_ region: Region<some BitwiseCopyable>, _ count: Int) {
    precondition(region.count >= count, "a kernel was handed too little memory")
  }

  /// Rows of `width` floats, `stride` apart.
  @inline(__always)
  static func require(_ region: Region<Float>, rows: Int, stride: Int, width: Int) {
    require(region, rows > 0 ? (rows - 1) * stride + width : 0)
  }

  /// Every index a kernel follows lies inside what it leads into. Looked at in debug builds only:
  /// the lists are made by other kernels, and there are as many as there are events.
  @inline(__always)
  static func requireIndices(_ indices: Region<Int32>, from lowest: Int = 0, below bound: Int) {
    assert(
      (0..<indices.count).allSatisfy { (lowest..<bound).contains(Int(indices[$0])) },
      "a kernel was handed an index out of bounds")
  }

  static func require(_ trains: TrainRegion, steps: Int, width: Int) {
    precondition(trains.count == (steps + 31) / 32, "a kernel was handed trains of other steps")
    require(trains.words, (trains.count - 1) * trains.stride + width)
  }

  /// Whole blocks of 16 neurons.
  static func require(membranes: Region<Float>, vectors: Int, steps: Int) {
    require(membranes, vectors * 16 * steps)
  }

  /// Trains hold no bit at or past their steps.
  static func require(_ events: EventRegion, steps: Int, rowsBelow rows: Int) {
    precondition(events.words == (steps + 31) / 32, "events of other steps")
    requireIndices(events.rows, below: rows)
    requireIndices(events.places, below: events.trains.count / events.words)
  }
}

// MARK: Forward

extension Kernels {
  package static func denseCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, inputs: Int, x: Region<Float>,
    samples: Int, current: Region<Float>, currentStride: Int
  ) {
    require(weights, inputs * 16 * vectors)
    require(bias, 16 * vectors)
    require(x, samples * inputs)
    require(current, rows: samples, stride: currentStride, width: 16 * vectors)
    unsafe spike_dense_current(
      weights.pointer, bias.pointer, Int32(vectors), Int32(inputs), x.pointer, Int32(inputs),
      Int32(samples), current.pointer, Int32(currentStride))
  }

  package static func eventCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, events: EventRegion, steps: Int,
    current: Region<Float>
  ) {
    require(bias, 16 * vectors)
    require(current, steps * 16 * vectors)
    require(events, steps: steps, rowsBelow: weights.count / (16 * vectors))
    unsafe spike_event_current(
      weights.pointer, bias.pointer, Int32(vectors), events.rows.pointer, events.places.pointer,
      Int32(events.rows.count), events.trains.pointer, Int32(events.words), Int32(steps),
      current.pointer)
  }

  package static func lif(
    current: Region<Float>, currentStride: Int, vectors: Int, steps: Int, neuron: NeuronConstants,
    membranes: Region<Float>?, trains: TrainRegion
  ) {
    require(current, rows: steps, stride: currentStride, width: 16 * vectors)
    require(trains, steps: steps, width: 16 * vectors)
    if let membranes { require(membranes: membranes, vectors: vectors, steps: steps) }
    unsafe spike_lif(
      current.pointer, Int32(currentStride), Int32(vectors), Int32(steps), neuron.beta,
      neuron.threshold, neuron.reset.rawValue, membranes?.pointer, trains.words.pointer,
      Int32(trains.stride))
  }

  package static func constantMembranes(
    current: Region<Float>, neurons: Region<Int32>, steps: Int, neuron: NeuronConstants,
    membranes: Region<Float>
  ) {
    require(membranes: membranes, vectors: (neurons.count + 15) / 16, steps: steps)
    requireIndices(neurons, below: current.count)
    unsafe spike_constant_membranes(
      current.pointer, neurons.pointer, Int32(neurons.count), Int32(steps), neuron.beta,
      neuron.threshold, neuron.reset.rawValue, membranes.pointer)
  }

  package static func listActive(
    trains: TrainRegion, neurons: Int, active: Region<Int32>, before: Region<Int32>,
    masks: Region<UInt32>, listed: Region<UInt32>
  ) {
    require(trains.words, (trains.count - 1) * trains.stride + neurons)
    require(active, neurons)
    require(before, neurons + 1)
    require(masks, (neurons + 15) / 16)
    require(listed, neurons * trains.count)
    unsafe spike_list_active(
      trains.words.pointer, Int32(trains.count), Int32(trains.stride), Int32(neurons),
      active.pointer, before.pointer, masks.pointer, listed.pointer)
  }

  package static func findEvents(
    of patch: PatchRegion, among active: Region<Int32>, before: Region<Int32>,
    rows: Region<Int32>, places: Region<Int32>
  ) -> Int {
    var events: Int32 = 0
    unsafe spike_find_events(
      patch.runs.pointer, Int32(patch.runs.count / 3), patch.map.pointer, active.pointer,
      before.pointer, rows.pointer, places.pointer, &events)
    precondition(events < rows.count && events < places.count, "more events than there is room")
    return Int(events)
  }

  package static func countSteps(_ events: EventRegion, steps: Int, counts: Region<Int32>) {
    require(counts, paddedSteps(steps))
    require(events, steps: steps, rowsBelow: .max)
    unsafe spike_count_steps(
      events.places.pointer, Int32(events.places.count), events.trains.pointer,
      Int32(events.words), Int32(steps), counts.pointer)
  }

  package static func countSpikes(_ events: EventRegion) -> Int {
    requireIndices(events.places, below: events.trains.count / max(1, events.words))
    var spikes: Int64 = 0
    unsafe spike_count_spikes(
      events.places.pointer, Int64(events.places.count), events.trains.pointer,
      Int32(events.words), &spikes)
    return Int(spikes)
  }

  /// Bits of some words.
  package static func countBits(_ words: Region<UInt32>) -> Int {
    var bits: Int64 = 0
    unsafe spike_count_spikes(nil, Int64(words.count), words.pointer, 1, &bits)
    return Int(bits)
  }

  package static func countNonzero(_ values: Region<Float>) -> Int {
    var nonzero: Int64 = 0
    unsafe spike_count_nonzero(values.pointer, Int64(values.count), &nonzero)
    return Int(nonzero)
  }

  package static func copyPatches(
    _ x: Region<Float>, positions: Region<Int32>?, of table: PatchRegions, inputs: Int,
    into patches: Region<Float>
  ) {
    let count = positions?.count ?? table.positions
    require(patches, count * inputs)
    if let positions { requireIndices(positions, below: table.positions) }
    unsafe spike_copy_patches(
      x.pointer, positions?.pointer, Int32(count), table.starts.pointer, table.runs.pointer,
      table.map.pointer, Int32(inputs), patches.pointer)
  }

  package static func poolTrains(
    _ trains: Region<UInt32>, height: Int, width: Int, stride: Int, size: Int, fill: UInt32,
    pooled: Region<UInt32>, winners: Region<UInt32>
  ) {
    require(trains, height * width * stride)
    require(winners, height * width * stride)
    require(pooled, (height / size) * (width / size) * stride)
    precondition(stride % 16 == 0, "channels are padded to lane vectors of 16")
    unsafe spike_pool_trains(
      trains.pointer, Int32(height), Int32(width), Int32(stride), Int32(size), fill,
      pooled.pointer, winners.pointer)
  }
}

extension Kernels {
  package static func intersect(
    _ a: Region<UInt32>, _ b: Region<UInt32>, into both: Region<UInt32>
  ) {
    require(a, both.count)
    require(b, both.count)
    unsafe spike_intersect(a.pointer, b.pointer, Int64(both.count), both.pointer)
  }
}

// MARK: Backward

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

  package static func gatherMembranes(
    _ membranes: Region<Float>, neurons: Region<Int32>, steps: Int, listed: Region<Float>
  ) {
    require(membranes: listed, vectors: (neurons.count + 15) / 16, steps: steps)
    requireIndices(neurons, below: membranes.count / steps)
    unsafe spike_gather_membranes(
      membranes.pointer, neurons.pointer, Int32(neurons.count), Int32(steps), listed.pointer)
  }

  package static func lfpEpsilon(
    membranes: Region<Float>, vectors: Int, steps: Int, neuron: NeuronConstants, epsilon: Float,
    stride: Int, local: Region<Float>
  ) {
    require(membranes: membranes, vectors: vectors, steps: steps)
    require(local, rows: steps, stride: stride, width: 16 * vectors)
    unsafe spike_lfp_epsilon(
      membranes.pointer, Int32(vectors), Int32(steps), neuron.beta, neuron.threshold,
      neuron.reset.rawValue, epsilon, Int32(stride), local.pointer)
  }

  package static func lfpContributions(
    membranes: Region<Float>, vectors: Int, steps: Int, neuron: NeuronConstants,
    division: ContributionDivision, epsilon: Float, stride: Int, positive: Region<Float>,
    negative: Region<Float>, local: Region<Float>
  ) {
    require(membranes: membranes, vectors: vectors, steps: steps)
    for region in [positive, negative, local] {
      require(region, rows: steps, stride: stride, width: 16 * vectors)
    }
    let (kind, alpha): (Int32, Float) =
      switch division {
      case .whole: (0, 1)
      case .alphaBeta(let alpha): (1, alpha)
      case .dominantSign: (2, 1)
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
    local: Region<Float>, stride: Int, masks: Region<UInt32>?, tiles: Int, events: EventRegion,
    steps: Int, shape: TileShape, direction: Region<Float>
  ) {
    let vectors = tiles * shape.vectors
    if let masks { require(masks, vectors) }
    require(direction, tiles * shape.tileCount)
    require(events, steps: steps, rowsBelow: shape.inputs)
    require(local, rows: steps, stride: stride, width: masks == nil ? 16 * vectors : 1)
    unsafe spike_outer_events(
      local.pointer, Int32(stride), masks?.pointer, Int32(vectors), events.rows.pointer,
      events.places.pointer, Int32(events.rows.count), events.trains.pointer,
      Int32(events.words), Int32(steps), Int32(shape.width), Int32(shape.vectors),
      Int64(shape.tileCount), direction.pointer)
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

// MARK: Parameters

extension Kernels {
  package static func weighByMagnitude(parameters: Region<Float>, direction: Region<Float>) {
    require(parameters, direction.count)
    requireLanes(direction)
    unsafe spike_weigh_by_magnitude(
      parameters.pointer, Int64(direction.count), direction.pointer)
  }

  package static func columnSquares(
    values: Region<Float>, vectors: Int, inputs: Int, squares: Region<Float>
  ) {
    require(values, inputs * 16 * vectors)
    require(squares, 16 * vectors)
    unsafe spike_column_squares(values.pointer, Int32(vectors), Int32(inputs), squares.pointer)
  }

  package static func scaleColumns(
    factors: Region<Float>, vectors: Int, inputs: Int, values: Region<Float>
  ) {
    require(values, inputs * 16 * vectors)
    require(factors, 16 * vectors)
    unsafe spike_scale_columns(factors.pointer, Int32(vectors), Int32(inputs), values.pointer)
  }

  package static func adam(
    gradient: Region<Float>, constants: AdamStep, first: Region<Float>, second: Region<Float>,
    parameters: Region<Float>
  ) {
    requireLanes(gradient)
    for region in [first, second, parameters] { require(region, gradient.count) }
    unsafe spike_adam(
      gradient.pointer, Int64(gradient.count), constants.beta1, constants.beta2,
      constants.epsilon, constants.size, constants.rootCorrection, first.pointer, second.pointer,
      parameters.pointer)
  }

  package static func sgd(
    gradient: Region<Float>, rate: Float, momentum: Float, velocity: Region<Float>,
    parameters: Region<Float>
  ) {
    requireLanes(gradient)
    require(velocity, gradient.count)
    require(parameters, gradient.count)
    unsafe spike_sgd(
      gradient.pointer, Int64(gradient.count), rate, momentum, velocity.pointer,
      parameters.pointer)
  }

  package static func scale(_ values: Region<Float>, by factor: Float) {
    requireLanes(values)
    unsafe spike_scale(values.pointer, Int64(values.count), factor)
  }

  package static func scaleBytes(
    bytes: Region<UInt8>, low: Float, scale: Float, values: Region<Float>
  ) {
    require(values, bytes.count)
    unsafe spike_scale_bytes(bytes.pointer, Int64(bytes.count), low, scale, values.pointer)
  }

  private static func requireLanes(_ region: Region<Float>) {
    precondition(region.count % 16 == 0, "parameters are padded to lane vectors of 16")
  }
}

extension PlainKernels {
  package static func gatherColumns(
    rows: Region<Float>, scale: Float, columns: Columns, destinations: Region<Int32>,
    before: Region<Int32>, steps: Int, stride: Int, local: Region<Float>
  ) {
    for t in 0..<steps {
      for k in 0..<(columns.count + 15) / 16 * 16 {
        local[t * stride + k] = 0
        guard k < columns.count, columns.isOpen(k, at: t) else { continue }
        let destination = Int(destinations[columns.neuron(k)])
        guard destination >= 0, before[destination + 1] > before[destination] else { continue }
        local[t * stride + k] = scale * rows[Int(before[destination]) * paddedSteps(steps) + t]
      }
    }
  }

  package static func pickColumns(
    _ values: Region<Float>, rowStride: Int, first: Int, columns: Columns, steps: Int,
    stride: Int, local: Region<Float>
  ) {
    for t in 0..<steps {
      for k in 0..<columns.count {
        local[t * stride + k] = values[t * rowStride + columns.neuron(k) - first]
      }
    }
  }

  package static func timeRows(
    local: Region<Float>, stride: Int, count: Int, steps: Int, rows: Region<Float>
  ) {
    for k in 0..<count {
      for t in 0..<paddedSteps(steps) {
        rows[k * paddedSteps(steps) + t] = t < steps ? local[t * stride + k] : 0
      }
    }
  }

  package static func packTime(
    _ rows: Region<Float>, _ packing: TimePacking, samples: Int, sampleStride: Int, count: Int,
    into packed: Region<Float>
  ) {
    let row = packing.row(of: samples)
    packed.dropping(0, count: count * row).fill(0)
    for k in 0..<count {
      for (s, t) in packing.places(samples) {
        packed[packing.place(k, s, t, count: count, row: row)] =
          rows[s * sampleStride + k * paddedSteps(packing.steps) + t]
      }
    }
  }

  package static func unpackTime(
    _ packed: Region<Float>, _ packing: TimePacking, samples: Int, sampleStride: Int, count: Int,
    neurons: Range<Int>, into rows: Region<Float>
  ) {
    let (row, padded) = (packing.row(of: samples), paddedSteps(packing.steps))
    for k in neurons {
      for s in 0..<samples {
        rows.dropping(s * sampleStride + k * padded, count: padded).fill(0)
      }
      for (s, t) in packing.places(samples) {
        rows[s * sampleStride + k * padded + t] =
          packed[packing.place(k, s, t, count: count, row: row)]
      }
    }
  }

  package static func gatherMembranes(
    _ membranes: Region<Float>, neurons: Region<Int32>, steps: Int, listed: Region<Float>
  ) {
    for k in 0..<(neurons.count + 15) / 16 * 16 {
      let neuron = Int(neurons[min(k, neurons.count - 1)])
      for t in 0..<steps {
        listed[(k / 16 * steps + t) * 16 + k % 16] =
          membranes[(neuron / 16 * steps + t) * 16 + neuron % 16]
      }
    }
  }

  package static func lfpWhole(
    membranes: Region<Float>, vectors: Int, steps: Int, neuron: NeuronConstants,
    denominator: LFPDenominator, epsilon: Float, stride: Int, local: Region<Float>
  ) {
    backward(membranes, vectors: vectors, steps: steps, neuron: neuron, stride: stride) {
      here, before, sum, carried in
      let reward: Float
      let below: Float
      switch denominator {
      case .movement:
        reward = local[here] + carried
        below = abs(before) + abs(sum - before) + epsilon
      case .sum(let turned):
        reward = (turned && sum < 0 ? -local[here] : local[here]) + carried
        below = sum + (sum >= 0 ? epsilon : -epsilon)
      }
      local[here] = reward / below
      return neuron.kept(of: before) * local[here]
    }
  }

  package static func lfpContributions(
    membranes: Region<Float>, vectors: Int, steps: Int, neuron: NeuronConstants,
    shares: LFPShares, epsilon: Float, stride: Int, positive: Region<Float>,
    negative: Region<Float>, local: Region<Float>
  ) {
    backward(membranes, vectors: vectors, steps: steps, neuron: neuron, stride: stride) {
      here, before, sum, carried in
      let kept = neuron.kept(of: before)
      let above = positive[here] + max(0, kept)
      let below = min(0, sum - above)
      let (a, b): (Float, Float)
      switch shares {
      case .alphaBeta(let alpha):
        let reward = local[here] + carried
        a = alpha * reward / (above + epsilon)
        b = (1 - alpha) * reward / (below - epsilon)
      case .dominantSign(let turned):
        let reward = (turned && sum < 0 ? -local[here] : local[here]) + carried
        a = sum >= 0 ? reward / (above + epsilon) : 0
        b = sum >= 0 ? 0 : reward / (below - epsilon)
      }
      local[here] = a
      negative[here] = b
      return kept * (kept > 0 ? a : b)
    }
  }

  /// Runs `body` for every neuron from the last step to the first, with U[t-1], the sum of all
  /// contributions to U[t], and what it returned at the step after.
  private static func backward(
    _ membranes: Region<Float>, vectors: Int, steps: Int, neuron: NeuronConstants, stride: Int,
    _ body: (_ here: Int, _ before: Float, _ sum: Float, _ carried: Float) -> Float
  ) {
    for n in 0..<16 * vectors {
      var carried: Float = 0
      for t in (0..<steps).reversed() {
        let place = (n / 16 * steps + t) * 16 + n % 16
        let before = t > 0 ? membranes[place - 16] : 0
        let wasReset = neuron.reset == .subtract && before > neuron.threshold
        let sum = membranes[place] + (wasReset ? neuron.threshold : 0)
        carried = body(t * stride + n, before, sum, carried)
      }
    }
  }

  package static func surrogateMembrane(
    membranes: Region<Float>, vectors: Int, steps: Int, neuron: NeuronConstants,
    slope: SurrogateSlope, stride: Int, local: Region<Float>
  ) {
    for n in 0..<16 * vectors {
      var carried: Float = 0
      for t in (0..<steps).reversed() {
        let u = membranes[(n / 16 * steps + t) * 16 + n % 16] - neuron.threshold
        let here = local[t * stride + n] * slope(u)
        let later = neuron.beta * (neuron.reset == .zero && u > 0 ? 0 : carried)
        carried = here + later
        local[t * stride + n] = carried
      }
    }
  }

  package static func sumSteps(
    local: Region<Float>, stride: Int, count: Int, steps: Int, sums: Region<Float>,
    nonzero: Region<Int32>
  ) {
    for k in 0..<(count + 15) / 16 * 16 {
      sums[k] = (0..<steps).reduce(Float(0)) { $0 + local[$1 * stride + k] }
    }
    for t in 0..<steps { nonzero[t] = Int32((0..<count).count { local[t * stride + $0] != 0 }) }
  }

  package static func outerEvents(
    local: Region<Float>, stride: Int, masks: Region<UInt32>?, tiles: Int, events: EventGroups,
    steps: Int, shape: TileShape, direction: Region<Float>
  ) {
    let outputs = (0..<tiles * shape.width).filter { output in
      masks.map { $0[output / 16] >> UInt32(output % 16) & 1 == 1 } ?? true
    }
    for group in 0..<events.kinds.count {
      let (rows, spiked) = (events.rows(group), events.steps(group))
      for (column, output) in outputs.enumerated() {
        let sum = spiked.reduce(Float(0)) { $0 + local[$1 * stride + column] }
        for row in rows { direction[shape.offset(input: row, output: output)] += sum }
      }
    }
  }

  package static func outerDense(
    x: Region<Float>, inputStride: Int, inputs: Int, sums: Region<Float>, sumsStride: Int,
    samples: Int, vectors: Int, direction: Region<Float>
  ) {
    for k in 0..<inputs {
      for n in 0..<16 * vectors {
        var total = direction[k * 16 * vectors + n]
        for s in 0..<samples { total.addProduct(x[s * inputStride + k], sums[s * sumsStride + n]) }
        direction[k * 16 * vectors + n] = total
      }
    }
  }

  package static func pullBack(
    weights: Region<Float>, inputStride: Int, rows: Region<Int32>, targets: Region<Int32>,
    offsets: Region<Int32>, feedback: Region<Float>, paddedSteps: Int, out: Region<Float>
  ) {
    for (event, input) in rows.elements.map(Int.init).enumerated() {
      for t in 0..<paddedSteps {
        let target = Int(targets[event]) * paddedSteps + t
        for (j, offset) in offsets.elements.enumerated() {
          out[target].addProduct(
            weights[input * inputStride + Int(offset)], feedback[j * paddedSteps + t])
        }
      }
    }
  }
}

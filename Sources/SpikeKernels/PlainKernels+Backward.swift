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

  package static func lfpEpsilon(
    membranes: Region<Float>, vectors: Int, steps: Int, neuron: NeuronConstants, epsilon: Float,
    stride: Int, local: Region<Float>
  ) {
    let (threshold, subtracts) = (neuron.threshold, neuron.reset == .subtract)
    for n in 0..<16 * vectors {
      var carried: Float = 0
      for t in (0..<steps).reversed() {
        let block = n / 16 * steps
        let u = membranes[(block + t) * 16 + n % 16]
        let before = t > 0 ? membranes[(block + t - 1) * 16 + n % 16] : 0
        let change = subtracts ? u + (before > threshold ? threshold : 0) - before : u - before
        let reward = local[t * stride + n] + carried
        let g = reward / (abs(before) + abs(change) + epsilon)
        carried = neuron.kept(of: before) * g
        local[t * stride + n] = g
      }
    }
  }

  package static func lfpContributions(
    membranes: Region<Float>, vectors: Int, steps: Int, neuron: NeuronConstants,
    division: ContributionDivision, epsilon: Float, stride: Int, positive: Region<Float>,
    negative: Region<Float>, local: Region<Float>
  ) {
    for n in 0..<16 * vectors {
      var carried: Float = 0
      for t in (0..<steps).reversed() {
        let here = t * stride + n
        let before = t > 0 ? membranes[(n / 16 * steps + t - 1) * 16 + n % 16] : 0
        let kept = neuron.kept(of: before)
        let above = positive[here] + max(0, kept)
        let below = negative[here] + min(0, kept)
        let reward = local[here] + carried
        let (a, b): (Float, Float)
        switch division {
        case .whole:
          let sum = above + below
          a = reward / (sum + (sum >= 0 ? epsilon : -epsilon))
          b = a
        case .alphaBeta(let alpha):
          a = alpha * reward / (above + epsilon)
          b = (1 - alpha) * reward / (below - epsilon)
        case .dominantSign:
          a = above + below >= 0 ? reward / (above + epsilon) : 0
          b = above + below >= 0 ? 0 : reward / (below - epsilon)
        }
        carried = kept * (kept > 0 ? a : b)
        local[here] = a
        negative[here] = b
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
    local: Region<Float>, stride: Int, masks: Region<UInt32>?, tiles: Int, events: EventRegion,
    steps: Int, shape: TileShape, direction: Region<Float>
  ) {
    let outputs = (0..<tiles * shape.width).filter { output in
      masks.map { $0[output / 16] >> UInt32(output % 16) & 1 == 1 } ?? true
    }
    for (event, row) in events.rows.elements.map(Int.init).enumerated() {
      let spiked = events.steps(event)
      for (column, output) in outputs.enumerated() {
        direction[shape.offset(input: row, output: output)] +=
          spiked.reduce(Float(0)) { $0 + local[$1 * stride + column] }
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

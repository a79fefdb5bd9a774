/// The plain twins of ``Kernels``: the equations as loops over bounds-checked elements, in the
/// same order of summation. Tests compare the two byte for byte; nothing else runs these.
package enum PlainKernels: KernelSet {
  /// The steps at which a neuron spiked, ascending.
  private static func spikingSteps(of trains: TrainRegion, _ neuron: Int) -> [Int] {
    (0..<trains.count * 32).filter { trains.spiked(neuron, at: $0) }
  }
}

// MARK: Forward

extension PlainKernels {
  package static func denseCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, inputs: Int, x: Region<Float>,
    samples: Int, current: Region<Float>, currentStride: Int
  ) {
    let width = 16 * vectors
    for s in 0..<samples {
      for n in 0..<width {
        var sum = bias[n]
        for k in 0..<inputs { sum.addProduct(x[s * inputs + k], weights[k * width + n]) }
        current[s * currentStride + n] = sum
      }
    }
  }

  package static func eventCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, events: EventRegion, steps: Int,
    current: Region<Float>
  ) {
    let width = 16 * vectors
    for n in 0..<steps * width { current[n] = bias[n % width] }
    for (event, row) in events.rows.elements.map(Int.init).enumerated() {
      for t in events.steps(event) {
        for n in 0..<width { current[t * width + n] += weights[row * width + n] }
      }
    }
  }

  package static func lif(
    current: Region<Float>, currentStride: Int, vectors: Int, steps: Int, neuron: NeuronConstants,
    membranes: Region<Float>?, membraneStride: Int, trains: TrainRegion
  ) {
    for n in 0..<16 * vectors {
      for word in 0..<trains.count { trains.words[word * trains.stride + n] = 0 }
      var u: Float = 0
      for t in 0..<steps {
        let kept = neuron.kept(of: u)
        let input = current[t * currentStride + n]
        u =
          kept + input - (neuron.reset == .subtract && u > neuron.threshold ? neuron.threshold : 0)
        membranes?[t * membraneStride + n] = u
        if u > neuron.threshold { trains.words[t / 32 * trains.stride + n] |= 1 << UInt32(t % 32) }
      }
    }
  }

  package static func listActive(
    trains: TrainRegion, neurons: Int, width: Int, active: Region<Int32>,
    tileStarts: Region<Int32>, slots: Region<Int32>
  ) {
    let spiking = (0..<neurons).filter { !spikingSteps(of: trains, $0).isEmpty }
    active.assign(spiking.map(Int32.init))
    for tile in 0...(neurons + width - 1) / width {
      tileStarts[tile] = Int32(spiking.count { $0 < tile * width })
    }
    for n in 0..<neurons { slots[n] = Int32(spiking.firstIndex(of: n) ?? -1) }
  }

  package static func gatherEvents(
    entryRows: Region<Int32>, entrySources: Region<Int32>, trains: TrainRegion, steps: Int,
    rows: Region<Int32>, sources: Region<Int32>, eventTrains: Region<UInt32>,
    spikesPerStep: Region<Int32>
  ) -> Int {
    spikesPerStep.dropping(0, count: paddedSteps(steps)).fill(0)
    var count = 0
    for entry in 0..<entryRows.count {
      let source = Int(entrySources[entry])
      let spiked = spikingSteps(of: trains, source)
      if spiked.isEmpty { continue }
      rows[count] = entryRows[entry]
      sources[count] = Int32(source)
      for word in 0..<trains.count {
        eventTrains[count * trains.count + word] = trains.words[word * trains.stride + source]
      }
      for t in spiked { spikesPerStep[t] += 1 }
      count += 1
    }
    return count
  }

  package static func poolTrains(
    _ trains: Region<UInt32>, height: Int, width: Int, stride: Int, size: Int, fill: UInt32,
    pooled: Region<UInt32>, winners: Region<UInt32>
  ) {
    winners.dropping(0, count: height * width * stride).fill(0)
    for channel in 0..<stride {
      for y in 0..<height / size {
        for x in 0..<width / size {
          let window = (0..<size * size).map {
            ((y * size + $0 / size) * width + x * size + $0 % size) * stride + channel
          }
          var seen: UInt32 = 0
          for bit in 0..<UInt32(32) {
            if let winner = window.first(where: { trains[$0] >> bit & 1 == 1 }) {
              winners[winner] |= 1 << bit
              seen |= 1 << bit
            } else if fill >> bit & 1 == 1 {
              winners[window[0]] |= 1 << bit
            }
          }
          pooled[(y * (width / size) + x) * stride + channel] = seen
        }
      }
    }
  }
}

extension PlainKernels {
  package static func intersect(
    _ a: Region<UInt32>, _ b: Region<UInt32>, into both: Region<UInt32>
  ) {
    for index in 0..<both.count { both[index] = a[index] & b[index] }
  }
}

// MARK: Backward

extension PlainKernels {
  package static func gatherTimeRows(
    rows: Region<Float>, places: Region<Int32>, scale: Float, neurons: Region<Int32>, first: Int,
    trains: TrainRegion?, steps: Int, vectors: Int, local: Region<Float>
  ) {
    local.dropping(0, count: steps * 16 * vectors).fill(0)
    for (k, neuron) in neurons.elements.map(Int.init).enumerated() where places[k] >= 0 {
      for t in 0..<steps where trains?.spiked(neuron, at: t) ?? true {
        local[t * 16 * vectors + neuron - first] =
          scale * rows[Int(places[k]) * paddedSteps(steps) + t]
      }
    }
  }

  package static func scatterTimeRows(
    local: Region<Float>, steps: Int, vectors: Int, neurons: Region<Int32>, first: Int,
    rows: Region<Float>
  ) {
    for (k, neuron) in neurons.elements.map(Int.init).enumerated() {
      for t in 0..<paddedSteps(steps) {
        rows[k * paddedSteps(steps) + t] =
          t < steps ? local[t * 16 * vectors + neuron - first] : 0
      }
    }
  }

  package static func lfpEpsilon(
    membranes: Region<Float>, membraneStride: Int, vectors: Int, steps: Int,
    neuron: NeuronConstants, epsilon: Float, local: Region<Float>
  ) {
    let (threshold, subtracts) = (neuron.threshold, neuron.reset == .subtract)
    for n in 0..<16 * vectors {
      var carried: Float = 0
      for t in (0..<steps).reversed() {
        let u = membranes[t * membraneStride + n]
        let before = t > 0 ? membranes[(t - 1) * membraneStride + n] : 0
        let change = subtracts ? u + (before > threshold ? threshold : 0) - before : u - before
        let reward = local[t * 16 * vectors + n] + carried
        let g = reward / (abs(before) + abs(change) + epsilon)
        carried = neuron.kept(of: before) * g
        local[t * 16 * vectors + n] = g
      }
    }
  }

  package static func lfpContributions(
    membranes: Region<Float>, membraneStride: Int, vectors: Int, steps: Int,
    neuron: NeuronConstants, division: ContributionDivision, epsilon: Float,
    positive: Region<Float>, negative: Region<Float>, local: Region<Float>
  ) {
    for n in 0..<16 * vectors {
      var carried: Float = 0
      for t in (0..<steps).reversed() {
        let here = t * 16 * vectors + n
        let kept = neuron.kept(of: t > 0 ? membranes[(t - 1) * membraneStride + n] : 0)
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
    membranes: Region<Float>, membraneStride: Int, vectors: Int, steps: Int,
    neuron: NeuronConstants, slope: SurrogateSlope, local: Region<Float>
  ) {
    for n in 0..<16 * vectors {
      var carried: Float = 0
      for t in (0..<steps).reversed() {
        let u = membranes[t * membraneStride + n] - neuron.threshold
        let here = local[t * 16 * vectors + n] * slope(u)
        let later = neuron.beta * (neuron.reset == .zero && u > 0 ? 0 : carried)
        carried = here + later
        local[t * 16 * vectors + n] = carried
      }
    }
  }

  package static func sumSteps(
    local: Region<Float>, vectors: Int, steps: Int, sums: Region<Float>, nonzero: Region<Int32>
  ) {
    for n in 0..<16 * vectors {
      sums[n] = (0..<steps).reduce(Float(0)) { $0 + local[$1 * 16 * vectors + n] }
    }
    for t in 0..<steps {
      nonzero[t] = Int32((0..<16 * vectors).count { local[t * 16 * vectors + $0] != 0 })
    }
  }

  package static func outerEvents(
    local: Region<Float>, vectors: Int, events: EventRegion, direction: Region<Float>
  ) {
    let width = 16 * vectors
    for (event, row) in events.rows.elements.map(Int.init).enumerated() {
      let spiked = events.steps(event)
      for n in 0..<width {
        direction[row * width + n] += spiked.reduce(Float(0)) { $0 + local[$1 * width + n] }
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
    weights: Region<Float>, inputStride: Int, inputs: Region<Int32>, targets: Region<Int32>,
    offsets: Region<Int32>, feedback: Region<Float>, paddedSteps: Int, rows: Region<Float>
  ) {
    for (event, input) in inputs.elements.map(Int.init).enumerated() {
      for t in 0..<paddedSteps {
        let target = Int(targets[event]) * paddedSteps + t
        for (j, offset) in offsets.elements.enumerated() {
          rows[target].addProduct(
            weights[input * inputStride + Int(offset)], feedback[j * paddedSteps + t])
        }
      }
    }
  }
}

// MARK: Parameters

extension PlainKernels {
  package static func weighByMagnitude(parameters: Region<Float>, direction: Region<Float>) {
    for i in 0..<direction.count { direction[i] = -(abs(parameters[i]) * direction[i]) }
  }

  package static func columnSquares(
    values: Region<Float>, vectors: Int, inputs: Int, squares: Region<Float>
  ) {
    for n in 0..<16 * vectors {
      var sum: Float = 0
      for k in 0..<inputs {
        sum.addProduct(values[k * 16 * vectors + n], values[k * 16 * vectors + n])
      }
      squares[n] = sum
    }
  }

  package static func scaleColumns(
    factors: Region<Float>, vectors: Int, inputs: Int, values: Region<Float>
  ) {
    for i in 0..<inputs * 16 * vectors { values[i] *= factors[i % (16 * vectors)] }
  }

  package static func adam(
    gradient: Region<Float>, constants: AdamStep, first: Region<Float>, second: Region<Float>,
    parameters: Region<Float>
  ) {
    for i in 0..<gradient.count {
      let g = gradient[i]
      let kept = (constants.beta1 * first[i], constants.beta2 * second[i])
      let added = ((1 - constants.beta1) * g, (1 - constants.beta2) * g * g)
      first[i] = normalOrZero(kept.0 + added.0)
      second[i] = normalOrZero(kept.1 + added.1)
      let root = second[i].squareRoot() / constants.rootCorrection + constants.epsilon
      let move = constants.size * (first[i] / root)
      parameters[i] -= move
    }
  }

  package static func sgd(
    gradient: Region<Float>, rate: Float, momentum: Float, velocity: Region<Float>,
    parameters: Region<Float>
  ) {
    for i in 0..<gradient.count {
      let kept = momentum * velocity[i]
      velocity[i] = normalOrZero(kept + gradient[i])
      let move = rate * velocity[i]
      parameters[i] -= move
    }
  }

  package static func scale(_ values: Region<Float>, by factor: Float) {
    for i in 0..<values.count { values[i] *= factor }
  }

  package static func scaleBytes(
    bytes: Region<UInt8>, low: Float, scale: Float, values: Region<Float>
  ) {
    for i in 0..<bytes.count {
      let scaled = scale * Float(bytes[i])
      values[i] = low + scaled
    }
  }

  private static func normalOrZero(_ value: Float) -> Float {
    abs(value) >= .leastNormalMagnitude ? value : 0
  }
}

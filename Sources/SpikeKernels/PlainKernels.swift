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
    weights: Region<Float>, bias: Region<Float>, vectors: Int, active: Region<Int32>,
    trains: TrainRegion, steps: Int, current: Region<Float>
  ) {
    let width = 16 * vectors
    for n in 0..<steps * width { current[n] = bias[n % width] }
    for i in active.elements.map(Int.init) {
      for t in spikingSteps(of: trains, i) {
        for n in 0..<width { current[t * width + n] += weights[i * width + n] }
      }
    }
  }

  package static func listActive(
    trains: TrainRegion, neurons: Int, width: Int, steps: Int, active: Region<Int32>,
    tileStarts: Region<Int32>, spikesPerStep: Region<Int32>
  ) {
    let spiking = (0..<neurons).filter { !spikingSteps(of: trains, $0).isEmpty }
    active.assign(spiking.map(Int32.init))
    for tile in 0...(neurons + width - 1) / width {
      tileStarts[tile] = Int32(spiking.count { $0 < tile * width })
    }
    for t in 0..<steps {
      spikesPerStep[t] = Int32((0..<neurons).count { trains.spiked($0, at: t) })
    }
  }

  package static func lifSubtract(
    current: Region<Float>, currentStride: Int, vectors: Int, steps: Int, beta: Float,
    threshold: Float, membranes: Region<Float>?, membraneStride: Int, trains: TrainRegion
  ) {
    for n in 0..<16 * vectors {
      for word in 0..<trains.count { trains.words[word * trains.stride + n] = 0 }
      var u: Float = 0
      for t in 0..<steps {
        let leaked = beta * u
        u = leaked + current[t * currentStride + n] - (u > threshold ? threshold : 0)
        membranes?[t * membraneStride + n] = u
        if u > threshold { trains.words[t / 32 * trains.stride + n] |= 1 << UInt32(t % 32) }
      }
    }
  }
}

// MARK: Backward

extension PlainKernels {
  package static func gatherTimeRows(
    rows: Region<Float>, neurons: Region<Int32>, first: Int, trains: TrainRegion?, steps: Int,
    vectors: Int, local: Region<Float>
  ) {
    local.dropping(0, count: steps * 16 * vectors).fill(0)
    for (k, neuron) in neurons.elements.map(Int.init).enumerated() {
      for t in 0..<steps where trains?.spiked(neuron, at: t) ?? true {
        local[t * 16 * vectors + neuron - first] = rows[k * paddedSteps(steps) + t]
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
    membranes: Region<Float>, membraneStride: Int, vectors: Int, steps: Int, beta: Float,
    threshold: Float, epsilon: Float, local: Region<Float>
  ) {
    for n in 0..<16 * vectors {
      var carried: Float = 0
      for t in (0..<steps).reversed() {
        let u = membranes[t * membraneStride + n]
        let before = t > 0 ? membranes[(t - 1) * membraneStride + n] : 0
        let change = u + (before > threshold ? threshold : 0) - before
        let reward = local[t * 16 * vectors + n] + carried
        let g = reward / (abs(before) + abs(change) + epsilon)
        carried = beta * before * g
        local[t * 16 * vectors + n] = g
      }
    }
  }

  package static func surrogateMembrane(
    membranes: Region<Float>, membraneStride: Int, vectors: Int, steps: Int, beta: Float,
    threshold: Float, slope: SurrogateSlope, local: Region<Float>
  ) {
    for n in 0..<16 * vectors {
      var carried: Float = 0
      for t in (0..<steps).reversed() {
        let derivative = slope(membranes[t * membraneStride + n] - threshold)
        let here = local[t * 16 * vectors + n] * derivative
        let later = beta * carried
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
    local: Region<Float>, vectors: Int, active: Region<Int32>, trains: TrainRegion,
    direction: Region<Float>
  ) {
    let width = 16 * vectors
    for i in active.elements.map(Int.init) {
      let spiked = spikingSteps(of: trains, i)
      for n in 0..<width {
        direction[i * width + n] += spiked.reduce(Float(0)) { $0 + local[$1 * width + n] }
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
    weights: Region<Float>, inputStride: Int, active: Region<Int32>, offsets: Region<Int32>,
    feedback: Region<Float>, paddedSteps: Int, rows: Region<Float>
  ) {
    for (a, i) in active.elements.map(Int.init).enumerated() {
      for t in 0..<paddedSteps {
        var sum: Float = 0
        for (j, offset) in offsets.elements.enumerated() {
          sum.addProduct(weights[i * inputStride + Int(offset)], feedback[j * paddedSteps + t])
        }
        rows[a * paddedSteps + t] = sum
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

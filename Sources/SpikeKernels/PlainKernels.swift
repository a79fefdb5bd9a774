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
    for n in 0..<steps * width { current[n] = bias[n % width] + 0 }
    for (event, row) in events.rows.elements.map(Int.init).enumerated() {
      for t in events.steps(event) {
        for n in 0..<width { current[t * width + n] += weights[row * width + n] }
      }
    }
  }

  package static func lif(
    current: Region<Float>, currentStride: Int, vectors: Int, steps: Int, neuron: NeuronConstants,
    membranes: Region<Float>?, trains: TrainRegion
  ) {
    for n in 0..<16 * vectors {
      for word in 0..<trains.count { trains.words[word * trains.stride + n] = 0 }
      var u: Float = 0
      for t in 0..<steps {
        u = neuron.next(after: u, current: current[t * currentStride + n])
        membranes?[(n / 16 * steps + t) * 16 + n % 16] = u
        if u > neuron.threshold { trains.words[t / 32 * trains.stride + n] |= 1 << UInt32(t % 32) }
      }
    }
  }

  package static func constantMembranes(
    current: Region<Float>, neurons: Region<Int32>, steps: Int, neuron: NeuronConstants,
    membranes: Region<Float>
  ) {
    for k in 0..<(neurons.count + 15) / 16 * 16 {
      let input = k < neurons.count ? current[Int(neurons[k])] : 0
      var u: Float = 0
      for t in 0..<steps {
        u = neuron.next(after: u, current: input)
        membranes[(k / 16 * steps + t) * 16 + k % 16] = u
      }
    }
  }

  package static func listActive(
    trains: TrainRegion, neurons: Int, active: Region<Int32>, before: Region<Int32>,
    masks: Region<UInt32>, listed: Region<UInt32>
  ) {
    let spiking = (0..<neurons).filter { !spikingSteps(of: trains, $0).isEmpty }
    active.assign(spiking.map(Int32.init))
    for n in 0...neurons { before[n] = Int32(spiking.count { $0 < n }) }
    for block in 0..<(neurons + 15) / 16 { masks[block] = 0 }
    for neuron in spiking { masks[neuron / 16] |= 1 << UInt32(neuron % 16) }
    for (place, neuron) in spiking.enumerated() {
      for word in 0..<trains.count {
        listed[place * trains.count + word] = trains.words[word * trains.stride + neuron]
      }
    }
  }

  package static func findEvents(
    of patch: PatchRegion, among active: Region<Int32>, before: Region<Int32>,
    rows: Region<Int32>, places: Region<Int32>
  ) -> Int {
    var count = 0
    for entry in patch.entries where before[entry.source + 1] > before[entry.source] {
      rows[count] = Int32(entry.row)
      places[count] = before[entry.source]
      count += 1
    }
    return count
  }

  package static func countSteps(_ events: EventRegion, steps: Int, counts: Region<Int32>) {
    counts.dropping(0, count: paddedSteps(steps)).fill(0)
    for event in 0..<events.places.count {
      for t in events.steps(event) { counts[t] += 1 }
    }
  }

  package static func countSpikes(_ events: EventRegion) -> Int {
    (0..<events.places.count).reduce(0) { $0 + events.steps($1).count }
  }

  package static func countNonzero(_ values: Region<Float>) -> Int {
    values.elements.count { $0 != 0 }
  }

  package static func copyPatches(
    _ x: Region<Float>, positions: Region<Int32>?, of table: PatchRegions, inputs: Int,
    into patches: Region<Float>
  ) {
    for (row, position) in (positions?.elements.map(Int.init) ?? Array(0..<table.positions))
      .enumerated()
    {
      for input in 0..<inputs { patches[row * inputs + input] = 0 }
      for entry in table.patch(position).entries {
        patches[row * inputs + entry.row] = x[entry.source]
      }
    }
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

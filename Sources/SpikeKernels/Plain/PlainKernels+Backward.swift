extension PlainKernels {
  package static func gatherColumns(
    rows: Region<Float>, scale: Float, columns: NeuronColumns, destinations: Region<Int32>,
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
    _ values: Region<Float>, rowStride: Int, first: Int, columns: NeuronColumns, steps: Int,
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
    local: Region<Float>, stride: Int, masks: Region<UInt32>?, tiles: Int, events: GroupedEvents,
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

  package static func pullSteps(
    local: Region<Float>, stride: Int, columns: NeuronColumns, first: Int, steps: Int,
    weights: Region<Float>, entries: Int, patch: PatchRegion, out: Region<Float>, outStride: Int
  ) {
    for run in Swift.stride(from: 0, to: patch.runs.count, by: 3) {
      for source in Int(patch.runs[run])..<Int(patch.runs[run + 1]) {
        let entry = Int(patch.runs[run + 2]) + source - Int(patch.runs[run])
        for t in 0..<steps {
          for k in 0..<columns.count where local[t * stride + k] != 0 {
            let output = columns.neurons.map { Int($0[k]) - first } ?? k
            out[t * outStride + source].addProduct(
              local[t * stride + k], weights[output * entries + entry])
          }
        }
      }
    }
  }
}

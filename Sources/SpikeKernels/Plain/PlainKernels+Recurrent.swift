// Connections of a population with itself.
extension PlainKernels {
  package static func listStep(
    _ spikes: StepSpikes, neurons: Int, list: Region<Int32>
  ) -> Int {
    let spiking = (0..<neurons).filter(spikes.spiked)
    list.assign(spiking.map(Int32.init))
    return spiking.count
  }

  package static func addRows(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, rows: Region<Int32>,
    to out: Region<Float>
  ) {
    let width = 16 * vectors
    for n in 0..<width {
      out[n] += rows.elements.reduce(bias[n]) { $0 + weights[Int($1) * width + n] }
    }
  }

  package static func rowProducts(
    weights: Region<Float>, shape: TileShape, rows: Region<Int32>, x: Region<Float>, xStride: Int,
    samples: Int, out: Region<Float>, outStride: Int
  ) {
    for row in rows.elements.map(Int.init) {
      for s in 0..<samples {
        var lanes = [Float](repeating: 0, count: 16)
        for n in 0..<shape.paddedOutputs {
          lanes[n % 16].addProduct(
            weights[shape.offset(input: row, output: n)], x[s * xStride + n])
        }
        for half in [8, 4, 2, 1] {
          for lane in 0..<half { lanes[lane] += lanes[lane + half] }
        }
        out[s * outStride + row] += lanes[0]
      }
    }
  }

  package static func listedProducts(
    weights: Region<Float>, shape: TileShape, lists: Region<Int32>, counts: Region<Int32>,
    x: Region<Float>, xStride: Int, out: Region<Float>, outStride: Int
  ) {
    for sample in 0..<counts.count {
      rowProducts(
        weights: weights, shape: shape,
        rows: lists.dropping(sample * shape.inputs, count: Int(counts[sample])),
        x: x.dropping(sample * xStride), xStride: xStride, samples: 1,
        out: out.dropping(sample * outStride), outStride: outStride)
    }
  }

  package static func listEvents(
    _ trains: TrainRegion, sampleStride: Int, samples: Int, neurons: Int, steps: Int, width: Int,
    begins: Region<Int32>, offsets: Region<Int32>
  ) {
    var found = 0
    for n in 0..<neurons {
      begins[n] = Int32(found)
      for s in 0..<samples {
        let sample = TrainRegion(
          words: trains.words.dropping(s * sampleStride), stride: trains.stride,
          count: trains.count)
        for t in 0..<steps where sample.spiked(n, at: t) {
          offsets[found] = Int32((s * steps + t) * width)
          found += 1
        }
      }
    }
    begins[neurons] = Int32(found)
  }

  package static func outerListed(
    _ columns: Region<Float>, rowStride: Int, sampleStride: Int, samples: Int, steps: Int,
    begins: Region<Int32>, offsets: Region<Int32>, shape: TileShape, packed: Region<Float>,
    direction: Region<Float>
  ) {
    for k in 0..<shape.inputs {
      for n in 0..<shape.width {
        for event in Int(begins[k])..<Int(begins[k + 1]) {
          let (s, t) = (Int(offsets[event]) / shape.width).quotientAndRemainder(dividingBy: steps)
          direction[k * shape.width + n] += columns[s * sampleStride + t * rowStride + n]
        }
      }
    }
  }

  package static func delayTrains(
    _ trains: TrainRegion, neurons: Int, steps: Int, delayed: TrainRegion
  ) {
    for n in 0..<neurons {
      for word in 0..<delayed.count { delayed.words[word * delayed.stride + n] = 0 }
      for t in stride(from: 1, to: steps, by: 1) where trains.spiked(n, at: t - 1) {
        delayed.words[t / 32 * delayed.stride + n] |= 1 << UInt32(t % 32)
      }
    }
  }
}

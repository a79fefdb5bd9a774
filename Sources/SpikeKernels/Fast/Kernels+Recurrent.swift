import CSpikeKernels

// Connections of a population with itself.
extension Kernels {
  package static func listStep(
    _ spikes: StepSpikes, neurons: Int, list: Region<Int32>
  ) -> Int {
    require(spikes.words, neurons)
    require(list, neurons)
    var count: Int32 = 0
    unsafe spike_list_step(
      spikes.words.pointer, Int32(neurons), Int32(spikes.bit), list.pointer, &count)
    return Int(count)
  }

  package static func addRows(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, rows: Region<Int32>,
    to out: Region<Float>
  ) {
    require(bias, 16 * vectors)
    require(out, 16 * vectors)
    requireIndices(rows, below: weights.count / (16 * vectors))
    unsafe spike_add_rows(
      weights.pointer, bias.pointer, Int32(vectors), rows.pointer, Int32(rows.count), out.pointer)
  }

  package static func rowProducts(
    weights: Region<Float>, shape: TileShape, rows: Region<Int32>, x: Region<Float>, xStride: Int,
    samples: Int, out: Region<Float>, outStride: Int
  ) {
    require(weights, shape.count)
    require(x, rows: samples, stride: xStride, width: shape.paddedOutputs)
    require(out, rows: samples, stride: outStride, width: shape.inputs)
    requireIndices(rows, below: shape.inputs)
    unsafe spike_row_products(
      weights.pointer, Int64(shape.tileCount), Int32(shape.vectors), Int32(shape.tiles),
      rows.pointer, Int32(rows.count), x.pointer, Int64(xStride), Int32(samples), out.pointer,
      Int64(outStride))
  }

  package static func listedProducts(
    weights: Region<Float>, shape: TileShape, lists: Region<Int32>, counts: Region<Int32>,
    x: Region<Float>, xStride: Int, out: Region<Float>, outStride: Int
  ) {
    let samples = counts.count
    precondition(samples <= StepwiseConstants.mostTogether, "\(samples) samples together")
    require(weights, shape.count)
    require(x, rows: samples, stride: xStride, width: shape.paddedOutputs)
    require(out, rows: samples, stride: outStride, width: shape.inputs)
    require(lists, samples * shape.inputs)
    for sample in 0..<samples {
      requireIndices(
        lists.dropping(sample * shape.inputs, count: Int(counts[sample])), below: shape.inputs)
    }
    unsafe spike_listed_products(
      weights.pointer, Int64(shape.tileCount), Int32(shape.vectors), Int32(shape.tiles),
      Int32(shape.inputs), lists.pointer, counts.pointer, x.pointer, Int64(xStride),
      Int32(samples), out.pointer, Int64(outStride))
  }

  package static func listEvents(
    _ trains: TrainRegion, sampleStride: Int, samples: Int, neurons: Int, steps: Int, width: Int,
    begins: Region<Int32>, offsets: Region<Int32>
  ) {
    require(trains, steps: steps, width: neurons)
    require(
      trains.words, (samples - 1) * sampleStride + (trains.count - 1) * trains.stride + neurons)
    require(begins, neurons + 1)
    require(offsets, samples * neurons * steps)
    precondition(samples * steps * width <= Int(Int32.max), "\(samples) samples of \(steps) steps")
    unsafe spike_list_events(
      trains.words.pointer, Int32(trains.count), Int32(trains.stride), Int64(sampleStride),
      Int32(samples), Int32(neurons), Int32(steps), Int32(width), begins.pointer, offsets.pointer)
  }

  package static func outerListed(
    _ columns: Region<Float>, rowStride: Int, sampleStride: Int, samples: Int, steps: Int,
    begins: Region<Int32>, offsets: Region<Int32>, shape: TileShape, packed: Region<Float>,
    direction: Region<Float>
  ) {
    require(columns, (samples - 1) * sampleStride + (steps - 1) * rowStride + shape.width)
    require(begins, shape.inputs + 1)
    require(offsets, Int(begins[shape.inputs]))
    require(packed, samples * steps * shape.width)
    require(direction, shape.tileCount)
    unsafe spike_outer_listed(
      columns.pointer, Int32(rowStride), Int64(sampleStride), Int32(samples), Int32(steps),
      begins.pointer, offsets.pointer, Int32(shape.inputs), Int32(shape.vectors), packed.pointer,
      direction.pointer)
  }

  package static func delayTrains(
    _ trains: TrainRegion, neurons: Int, steps: Int, delayed: TrainRegion
  ) {
    require(trains, steps: steps, width: neurons)
    require(delayed, steps: steps, width: neurons)
    unsafe spike_delay_trains(
      trains.words.pointer, Int32(trains.count), Int32(trains.stride), Int32(neurons),
      Int32(steps), delayed.words.pointer, Int32(delayed.stride))
  }
}

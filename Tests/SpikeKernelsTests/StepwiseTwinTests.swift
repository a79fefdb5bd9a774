import SpikeKernels
import TestSupport
import Testing

/// The kernels of populations that are integrated one step at a time, beside their twins.
@Suite struct StepwiseTwinTests {
  private let twins = KernelTwinTests()

  @Test(arguments: KernelTwinTests.steps, ResetKind.allCases)
  func `neurons step by step`(steps: Int, reset: ResetKind) {
    for vectors in 1...5 {
      let label = "\(vectors) vectors, T \(steps), \(reset)"
      twins.compare(label, seed: UInt64(vectors * 100 + steps)) { kernels, generator in
        let width = 16 * vectors
        let constants = StepwiseConstants(
          betas: generator.floats(width),
          thresholds: Buffer(generator.floats(width).elements.map { 0.3 + abs($0) }, filler: 0).all,
          synapticDecay: 0.7, reset: reset)
        let (states, synapses) = (
          generator.floats(steps * width, scale: 2), generator.floats(steps * width)
        )
        let trains = generator.spikes(neurons: width, steps: steps).region
        let list = Buffer<Int32>(count: width, repeating: -1)
        var counts: [Int32] = []
        for hasSynapse in [false, true] {
          for step in 0..<steps {
            func row(_ rows: Region<Float>, _ step: Int) -> Region<Float>? {
              step < 0 ? nil : rows.dropping(step * width, count: width)
            }
            let spikes = StepSpikes(
              words: trains.words.dropping(step / 32 * width), bit: step % 32)
            let updates = kernels.stepwiseLIF(
              constants, vectors: vectors, state: states.dropping(step * width),
              before: row(states, step - 1), synapse: hasSynapse ? row(synapses, step) : nil,
              synapseBefore: hasSynapse ? row(synapses, step - 1) : nil, spikes: spikes)
            let count = kernels.listStep(spikes, neurons: width - 3, list: list.all)
            counts += [Int32(updates), Int32(count)]
          }
        }
        let sums = (0..<2).map { _ in generator.floats(width) }
        kernels.stepwiseGradients(
          constants, vectors: vectors, before: states, reached: generator.floats(width),
          gradient: generator.floats(width), betas: sums[0], thresholds: sums[1])
        kernels.stepwiseGradients(
          constants, vectors: vectors, before: nil, reached: generator.floats(width),
          gradient: generator.floats(width), betas: sums[0], thresholds: sums[1])
        return KernelTwinTests.Outcome(
          [states, synapses] + sums, words: [trains.words],
          indices: [Buffer(counts, filler: 0).all, list.all])
      }
    }
  }

  @Test(arguments: KernelTwinTests.sizes)
  func `rows of recurrent weights`(inputs: Int) {
    for (vectors, tiles) in [(1, 1), (2, 1), (3, 2), (4, 3)] {
      for samples in [1, 3, 4, 9] {
        twins.compare("\(inputs) inputs, \(vectors) × \(tiles)", seed: UInt64(inputs)) {
          kernels, generator in
          let shape = TileShape(
            inputs: inputs, outputs: tiles * 16 * vectors, vectors: vectors)
          let weights = generator.floats(shape.count)
          let rows = Buffer(
            (0..<Int32(inputs)).filter { _ in generator.uniform() < 0.6 }, filler: 0)
          let out = generator.floats(shape.width)
          kernels.addRows(
            weights: weights, bias: generator.floats(shape.width), vectors: vectors,
            rows: rows.all, to: out)
          let (padded, stride) = (shape.paddedOutputs, inputs + 5)
          let products = generator.floats(samples * stride)
          kernels.rowProducts(
            weights: weights, shape: shape, rows: rows.all,
            x: generator.floats(samples * (padded + 7)), xStride: padded + 7, samples: samples,
            out: products, outStride: stride)
          let lists = Buffer<Int32>(count: samples * inputs, repeating: 0)
          var counts: [Int32] = []
          for sample in 0..<samples {
            let list = (0..<Int32(inputs)).filter { _ in generator.uniform() < 0.4 }
            lists.region(sample * inputs, list.count).assign(list)
            counts.append(Int32(list.count))
          }
          let listed = generator.floats(samples * stride)
          kernels.listedProducts(
            weights: weights, shape: shape, lists: lists.all, counts: Buffer(counts, filler: 0).all,
            x: generator.floats(samples * (padded + 7)), xStride: padded + 7, out: listed,
            outStride: stride)
          return KernelTwinTests.Outcome([out, products, listed])
        }
      }
    }
  }

  @Test(arguments: KernelTwinTests.steps)
  func `what neurons read of their own spikes`(steps: Int) {
    for vectors in 1...5 {
      twins.compare("\(vectors) vectors, T \(steps)", seed: UInt64(vectors * 100 + steps)) {
        kernels, generator in
        let width = 16 * vectors
        let trains = generator.spikes(neurons: width, steps: steps).region
        let delayed = generator.spikes(neurons: width, steps: steps).region
        kernels.delayTrains(trains, neurons: width - 1, steps: steps, delayed: delayed)
        let values = generator.floats(width, zeros: 0.2)
        let rows = (0..<2).map { _ in generator.floats(steps * width) }
        let out = (0..<6).map { _ in generator.floats(width) }
        let step = StepSpikes(
          words: trains.words.dropping((steps - 1) / 32 * width), bit: (steps - 1) % 32)
        kernels.addWhere(values, step, vectors: vectors, to: out[0])
        kernels.addWhere(values, nil, vectors: vectors, to: out[1])
        let signed = SignedCoefficients(positive: rows[0], negative: rows[1])
        kernels.addProductsWhere(values, signed, step, vectors: vectors, to: out[2])
        kernels.addProductsWhere(values, signed, nil, vectors: vectors, to: out[3])
        kernels.sumWhere(
          values, signed, row: width, trains, steps: steps, vectors: vectors, to: out[4])
        kernels.shares(values, signed, vectors: vectors, to: out[5])
        return KernelTwinTests.Outcome(out, words: [delayed.words])
      }
    }
  }

  @Test(arguments: KernelTwinTests.steps)
  func `sums of recurrent weights`(steps: Int) {
    for (vectors, samples, inputs) in [(1, 1, 5), (2, 3, 33), (3, 2, 64), (4, 5, 17), (6, 2, 20)] {
      twins.compare("\(vectors) × \(samples), T \(steps)", seed: UInt64(vectors * 100 + steps)) {
        kernels, generator in
        let shape = TileShape(inputs: inputs, outputs: 16 * vectors, vectors: vectors)
        let (words, padded) = ((steps + 31) / 32, inputs + 3)
        let trains = Buffer<UInt32>(count: samples * words * padded, repeating: 0)
        for sample in 0..<samples {
          for step in 0..<steps {
            for neuron in 0..<inputs where generator.uniform() < 0.2 {
              trains[(sample * words + step / 32) * padded + neuron] |= 1 << UInt32(step % 32)
            }
          }
        }
        let begins = Buffer<Int32>(count: inputs + 1, repeating: -1)
        let offsets = Buffer<Int32>(count: samples * inputs * steps, repeating: -1)
        kernels.listEvents(
          TrainRegion(words: trains.all, stride: padded, count: words),
          sampleStride: words * padded, samples: samples, neurons: inputs, steps: steps,
          width: shape.width, begins: begins.all, offsets: offsets.all)
        let (row, direction) = (shape.width + 5, generator.floats(shape.tileCount))
        kernels.outerListed(
          generator.floats(samples * steps * row), rowStride: row, sampleStride: steps * row,
          samples: samples, steps: steps, begins: begins.all, offsets: offsets.all, shape: shape,
          packed: Buffer<Float>(count: samples * steps * shape.width, repeating: 0).all,
          direction: direction)
        return KernelTwinTests.Outcome([direction], indices: [begins.all, offsets.all])
      }
    }
  }
}

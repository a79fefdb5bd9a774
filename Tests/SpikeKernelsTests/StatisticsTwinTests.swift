import SpikeKernels
import TestSupport
import Testing

extension KernelTwinTests {
  @Test(arguments: steps, ResetKind.allCases)
  func `membranes that change are counted`(steps: Int, reset: ResetKind) {
    for vectors in 1...8 {
      for stride in [0, 16 * vectors] {
        compare("\(vectors) vectors, T \(steps), \(reset)", seed: UInt64(vectors * 100 + steps)) {
          kernels, generator in
          let width = 16 * vectors
          // Many currents are 0, and a small decay soon leaves membranes as they are.
          let neuron = NeuronConstants(beta: 0.1, threshold: 1, reset: reset)
          let current = generator.floats(steps * width, scale: 2, zeros: 0.5)
          let spikes = generator.spikes(neurons: width, steps: steps)
          let updates = kernels.lifCounting(
            current: current, currentStride: stride, vectors: vectors, steps: steps,
            neuron: neuron, trains: spikes.region)
          let count = Buffer([Int32(updates)], filler: 0)
          let counted = Outcome([], words: [spikes.region.words], indices: [count.all])
          kernels.lif(
            current: current, currentStride: stride, vectors: vectors, steps: steps,
            neuron: neuron, membranes: nil, trains: spikes.region)
          #expect(counted == Outcome([], words: [spikes.region.words], indices: [count.all]))
          return counted
        }
      }
    }
  }

  @Test(arguments: steps + [64, 96, 100])
  func `spikes are counted by neuron, step and interval`(steps: Int) {
    for neurons in [16, 32, 48, 160] {
      for density in [0.05, 1] {
        compare("\(neurons) neurons, T \(steps)", seed: UInt64(neurons + steps)) {
          kernels, generator in
          let spikes = generator.spikes(neurons: neurons, steps: steps, density: density)
          let counts = Buffer<Int32>(count: neurons, repeating: 3)
          kernels.addCounts(spikes.region, neurons: neurons, counts: counts.all)
          let list = spikes.list(kernels)
          let sums = Buffer<Int64>(count: 32 * list.words, repeating: 5)
          let intervals = Buffer<Int64>(count: 32 * list.words, repeating: 7)
          kernels.addIntervals(
            list.trains,
            sizes: Buffer(list.active.elements.map { $0 % 5 + 1 }, filler: 0).all,
            words: list.words, steps: sums.all, intervals: intervals.all)
          kernels.addIntervals(
            list.trains, sizes: nil, words: list.words, steps: sums.all, intervals: intervals.all)
          return Outcome(
            [],
            indices: [
              counts.all, Buffer(sums.elements.map(Int32.init), filler: 0).all,
              Buffer(intervals.elements.map(Int32.init), filler: 0).all,
            ])
        }
      }
    }
  }

  @Test(arguments: [1, 15, 16, 17, 100, 784])
  func `values that are not 0 are counted, and what is no spike is told`(count: Int) {
    for values: [Float] in [[0], [0, 1], [0, 1, -1], [0, 0, 0, 0.5], [-0.0, 2]] {
      compare("\(count) of \(values)", seed: UInt64(count)) { kernels, generator in
        let picked = (0..<count).map { _ in values[generator.integer(below: values.count)] }
        let counts = Buffer<Int32>(count: count, repeating: 3)
        let isGraded = kernels.addNonzero(Buffer(picked, filler: 0).all, counts: counts.all)
        #expect(isGraded == picked.contains { ![0, 1, -1].contains($0) })
        return Outcome([], indices: [counts.all])
      }
    }
  }
}

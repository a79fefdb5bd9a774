import SpikeKernels

/// Sizes of the MLP in training, of which a kernel sees a tile: T 25, batch 128, 784-1000-1000-10.
enum TrainingSize {
  static let steps = 25
  static let batch = 128
  static let pixels = 784
  static let neurons = 1000
  static let vectors = 4
  static let width = 16 * vectors
  static let neuron = NeuronConstants(beta: 0.9, threshold: 1, reset: .subtract)
  /// Samples that calls rotate over where a call is of one sample.
  static let samples = 64
}

extension KernelCase {
  /// The current of constant images: a tile of the first layer for a whole batch.
  static func denseCurrent() -> KernelCase {
    typealias Size = TrainingSize
    var generator = SeededGenerator(seed: 1)
    let weights = generator.floats(Size.pixels * Size.width)
    let bias = generator.floats(Size.width)
    // MNIST's share of empty pixels.
    let x = generator.floats(Size.batch * Size.pixels, zeros: 0.8)
    let current = generator.floats(Size.batch * Size.width)
    return KernelCase(
      name: "dense current", size: "\(Size.batch) × \(Size.pixels) × \(Size.width)", inputs: 1,
      work: .operations(Double(Size.batch * Size.pixels * Size.width)),
      footprint: 4 * (weights.count + x.count), reset: { _ in current.fill(0) },
      call: { kernels, _ in
        kernels.denseCurrent(
          weights: weights.all, bias: bias.all, vectors: Size.vectors, inputs: Size.pixels,
          x: x.all, samples: Size.batch, current: current.all, currentStride: Size.width)
      }, left: { _ in [bits(current.all)] })
  }

  /// Weight rows added for spikes: a tile of a hidden layer for one sample.
  static func eventCurrent() -> KernelCase {
    typealias Size = TrainingSize
    var generator = SeededGenerator(seed: 2)
    let weights = generator.floats(Size.neurons * Size.width)
    let bias = generator.floats(Size.width)
    let events = (0..<Size.samples).map { _ in
      generator.events(inputs: Size.neurons, steps: Size.steps)
    }
    let current = generator.floats(Size.steps * Size.width)
    let spikes = events.reduce(0) { $0 + $1.spikes }
    return KernelCase(
      name: "event current", size: "\(spikes / Size.samples) spikes × \(Size.width)",
      inputs: Size.samples, work: .operations(Double(spikes * Size.width)),
      footprint: 4 * weights.count, reset: { _ in current.fill(0) },
      call: { kernels, input in
        kernels.eventCurrent(
          weights: weights.all, bias: bias.all, vectors: Size.vectors, events: events[input],
          steps: Size.steps, current: current.all)
      }, left: { _ in [bits(current.all)] })
  }

  /// The LIF recurrence of a tile, membranes kept: a multiplication, an addition, a subtraction and
  /// a comparison for each neuron and step.
  static func lif() -> KernelCase {
    typealias Size = TrainingSize
    var generator = SeededGenerator(seed: 3)
    let currents = (0..<Size.samples).map { _ in
      generator.floats(Size.steps * Size.width, bound: 0.5)
    }
    let membranes = generator.floats(Size.steps * Size.width)
    let words = Buffer<UInt32>(count: Size.width, repeating: 0)
    return KernelCase(
      name: "LIF", size: "\(Size.steps) × \(Size.width)", inputs: Size.samples,
      work: .operations(Double(4 * Size.samples * Size.steps * Size.width)),
      footprint: 4 * Size.samples * Size.steps * Size.width, reset: { _ in words.fill(0) },
      call: { kernels, input in
        kernels.lif(
          current: currents[input].all, currentStride: Size.width, vectors: Size.vectors,
          steps: Size.steps, neuron: Size.neuron, membranes: membranes.all,
          trains: TrainRegion(words: words.all, stride: Size.width, count: 1))
      }, left: { _ in [bits(membranes.all), words.elements] })
  }
}

import SpikeKernels

extension KernelCase {
  /// Feedback of rewarded outputs through the weights of a block of 64 inputs, to those that spiked.
  static func pullBack() -> KernelCase {
    typealias Size = TrainingSize
    var generator = SeededGenerator(seed: 4)
    let shape = TileShape(inputs: Size.neurons, outputs: Size.neurons)
    let weights = generator.floats(shape.count)
    let padded = Kernels.paddedSteps(Size.steps)
    /// A twelfth of the outputs hands down, a fifth of the inputs receives.
    let samples = (0..<Size.samples).map { _ in
      let outputs = (0..<Size.neurons).filter { _ in generator.uniform() < 0.08 }
      let inputs = (0..<64).filter { _ in generator.uniform() < 0.2 } + [64]
      return (
        offsets: Buffer(outputs.map { Int32(shape.offset(input: 0, output: $0)) }, filler: 0),
        inputs: Buffer(inputs.map { Int32($0) }, filler: 0),
        targets: Buffer(inputs.indices.map { Int32($0) }, filler: 0),
        feedback: generator.floats(outputs.count * padded),
        rows: generator.floats(inputs.count * padded)
      )
    }
    let products = samples.reduce(0) { $0 + $1.offsets.count * $1.inputs.count }
    return KernelCase(
      name: "pull back", size: "\(products / Size.samples) pairs × \(Size.steps)",
      inputs: Size.samples, work: .operations(Double(products * Size.steps)),
      footprint: 4 * 64 * shape.paddedOutputs, reset: { samples[$0].rows.fill(0) },
      call: { kernels, input in
        let sample = samples[input]
        kernels.pullBack(
          weights: weights.all, inputStride: shape.width, rows: sample.inputs.all,
          targets: sample.targets.all, offsets: sample.offsets.all,
          feedback: sample.feedback.all, paddedSteps: padded, out: sample.rows.all)
      }, left: { [bits(samples[$0].rows.all)] })
  }

  /// Feedback of a tile's neurons, all of them, added to the direction's rows of those that spiked,
  /// for one sample: what a surrogate asks for.
  static func outerEvents() -> KernelCase {
    outerEvents(
      name: "outer product, events", outputs: Array(0..<TrainingSize.width), isListed: false)
  }

  /// The same for the neurons that LFP rewarded, a twelfth of a layer.
  static func outerEventsListed() -> KernelCase {
    outerEvents(
      name: "outer product, listed", outputs: Array(stride(from: 0, to: 1000, by: 12)),
      isListed: true)
  }

  private static func outerEvents(name: String, outputs: [Int], isListed: Bool) -> KernelCase {
    typealias Size = TrainingSize
    var generator = SeededGenerator(seed: 5)
    let events = (0..<Size.samples).map { _ in
      generator.events(inputs: Size.neurons, steps: Size.steps)
    }
    let shape = TileShape(inputs: Size.neurons, outputs: isListed ? Size.neurons : Size.width)
    let masks = Buffer<UInt32>(count: shape.paddedOutputs / 16, repeating: 0)
    for output in outputs { masks[output / 16] |= 1 << UInt32(output % 16) }
    // Rows may be read a little past their columns.
    let stride = (outputs.count + 15) / 16 * 16
    let local = generator.floats(32 * stride + 16)
    let direction = generator.floats(shape.count)
    let spikes = events.reduce(0) { $0 + $1.spikes }
    return KernelCase(
      name: name, size: "\(spikes / Size.samples) spikes × \(outputs.count)",
      inputs: Size.samples, work: .operations(Double(spikes * outputs.count)),
      footprint: 4 * direction.count, reset: { _ in direction.fill(0) },
      call: { kernels, input in
        kernels.outerEvents(
          local: local.all, stride: stride, masks: isListed ? masks.all : nil, tiles: shape.tiles,
          events: events[input], steps: Size.steps, shape: shape, direction: direction.all)
      }, left: { _ in [bits(direction.all)] })
  }

  /// Feedback summed over time, times the images: a tile of the first layer for a whole batch.
  static func outerDense() -> KernelCase {
    typealias Size = TrainingSize
    var generator = SeededGenerator(seed: 6)
    let x = generator.floats(Size.batch * Size.pixels, zeros: 0.8)
    let sums = generator.floats(Size.batch * Size.width, zeros: 0.8)
    let direction = generator.floats(Size.pixels * Size.width)
    return KernelCase(
      name: "outer product, dense", size: "\(Size.batch) × \(Size.pixels) × \(Size.width)",
      inputs: 1, work: .operations(Double(Size.batch * Size.pixels * Size.width)),
      footprint: 4 * (x.count + direction.count), reset: { _ in direction.fill(0) },
      call: { kernels, _ in
        kernels.outerDense(
          x: x.all, inputStride: Size.pixels, inputs: Size.pixels, sums: sums.all,
          sumsStride: Size.width, samples: Size.batch, vectors: Size.vectors,
          direction: direction.all)
      }, left: { _ in [bits(direction.all)] })
  }
}

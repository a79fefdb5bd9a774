import SpikeKernels

/// A hidden layer's weights with all that an optimiser keeps of them, tile by tile.
struct LayerMemory {
  let shape = TileShape(inputs: TrainingSize.neurons, outputs: TrainingSize.neurons)
  let parameters: Buffer<Float>
  let gradient: Buffer<Float>
  let first: Buffer<Float>
  let second: Buffer<Float>
  /// Factors that leave columns as they are, and room for sums of squares.
  let factors: Buffer<Float>
  let squares: Buffer<Float>
  private let start: (parameters: Buffer<Float>, gradient: Buffer<Float>)

  /// - Parameter isUnit: Whether parameters have magnitude 1, so that what is weighed by them again
  ///   and again stays what it is.
  init(isUnit: Bool) {
    var generator = SeededGenerator(seed: 8)
    start.parameters = generator.floats(shape.count, bound: 0.03)
    start.gradient = generator.floats(shape.count, bound: 1e-3)
    if isUnit {
      for index in 0..<shape.count { start.parameters[index] = index % 3 == 0 ? -1 : 1 }
    }
    gradient = Buffer(count: shape.count, repeating: 0)
    parameters = Buffer(count: shape.count, repeating: 0)
    first = Buffer(count: shape.count, repeating: 0)
    second = Buffer(count: shape.count, repeating: 0)
    factors = Buffer(count: shape.width, repeating: 1)
    squares = Buffer(count: shape.width, repeating: 0)
  }

  /// As before the first step.
  func reset() {
    parameters.copy(from: start.parameters)
    gradient.copy(from: start.gradient)
    for moment in [first, second] { moment.fill(0) }
  }

  func tile(_ buffer: Buffer<Float>, _ tile: Int) -> Region<Float> {
    buffer.region(tile * shape.tileCount, shape.tileCount)
  }
}

extension KernelCase {
  /// The direction of LFP: −|w| · d.
  static func weighByMagnitude() -> KernelCase {
    layer("weigh by magnitude", bytesEach: 12, arrays: 2, isUnit: true) { kernels, memory, tile in
      kernels.weighByMagnitude(
        parameters: memory.tile(memory.parameters, tile),
        direction: memory.tile(memory.gradient, tile))
    }
  }

  /// Adaptive clipping, the norms of weights and direction and the direction scaled.
  static func clipping() -> KernelCase {
    layer("clipping", bytesEach: 12, arrays: 2, clip)
  }

  /// One step of Adam.
  static func adam() -> KernelCase {
    layer("Adam", bytesEach: 28, arrays: 4, adam)
  }

  /// Both, tile by tile as the optimiser has them. The least that must move is what Adam moves.
  static func clippingAndAdam() -> KernelCase {
    layer("clipping and Adam", bytesEach: 28, arrays: 4) {
      clip($0, $1, $2)
      adam($0, $1, $2)
    }
  }

  private static func clip(_ kernels: any KernelSet.Type, _ memory: LayerMemory, _ tile: Int) {
    let (vectors, inputs) = (memory.shape.vectors, memory.shape.inputs)
    for values in [memory.parameters, memory.gradient] {
      kernels.columnSquares(
        values: memory.tile(values, tile), vectors: vectors, inputs: inputs,
        squares: memory.squares.all)
    }
    kernels.scaleColumns(
      factors: memory.factors.all, vectors: vectors, inputs: inputs,
      values: memory.tile(memory.gradient, tile))
  }

  private static func adam(_ kernels: any KernelSet.Type, _ memory: LayerMemory, _ tile: Int) {
    kernels.adam(
      gradient: memory.tile(memory.gradient, tile),
      constants: AdamStep(rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 1),
      first: memory.tile(memory.first, tile), second: memory.tile(memory.second, tile),
      parameters: memory.tile(memory.parameters, tile))
  }

  private static func layer(
    _ name: String, bytesEach: Int, arrays: Int, isUnit: Bool = false,
    _ call: @escaping (any KernelSet.Type, LayerMemory, Int) -> Void
  ) -> KernelCase {
    let memory = LayerMemory(isUnit: isUnit)
    let shape = memory.shape
    memory.reset()
    return KernelCase(
      name: name, size: "\(shape.inputs) × \(shape.width)", inputs: shape.tiles,
      work: .bytes(Double(bytesEach * shape.count)), footprint: 4 * arrays * shape.count,
      reset: { _ in memory.reset() },
      call: { kernels, tile in call(kernels, memory, tile) },
      left: { tile in
        [memory.parameters, memory.gradient, memory.first, memory.second].map {
          bits(memory.tile($0, tile))
        } + [bits(memory.squares.all)]
      })
  }
}

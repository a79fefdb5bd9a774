import SpikeKernels

extension KernelCase {
  /// LFP's ε-rule through the membrane: eleven operations for each neuron and step (compare, four
  /// additions and subtractions for ΔU and D, two magnitudes, R + M, a division, two
  /// multiplications).
  static func epsilonMembrane() -> KernelCase {
    membrane(name: "membrane, LFP-ε", operations: 11) { kernels, membranes, local in
      kernels.lfpWhole(block(membranes, local), denominator: .movement, epsilon: 1e-6)
    }
  }

  /// Back-propagation through the membrane with the fast sigmoid: seven operations for each neuron
  /// and step.
  static func surrogateMembrane() -> KernelCase {
    membrane(name: "membrane, surrogate", operations: 7) { kernels, membranes, local in
      kernels.surrogateMembrane(block(membranes, local), slope: .fastSigmoid(slope: 25))
    }
  }

  private static func block(_ membranes: Region<Float>, _ local: Region<Float>) -> ColumnBlock {
    typealias Size = TrainingSize
    return ColumnBlock(
      membranes: membranes, vectors: Size.vectors, steps: Size.steps, neuron: Size.neuron,
      stride: Size.width, local: local)
  }

  private static func membrane(
    name: String, operations: Int,
    _ call: @escaping (any KernelSet.Type, Region<Float>, Region<Float>) -> Void
  ) -> KernelCase {
    typealias Size = TrainingSize
    var generator = SeededGenerator(seed: 7)
    let count = Size.steps * Size.width
    let membranes = (0..<Size.samples).map { _ in generator.floats(count, bound: 2) }
    let arriving = (0..<Size.samples).map { _ in generator.floats(count, zeros: 0.8) }
    let local = Buffer<Float>(count: count, repeating: 0)
    return KernelCase(
      name: name, size: "\(Size.steps) × \(Size.width)", inputs: Size.samples,
      work: .operations(Double(operations * Size.samples * count)),
      footprint: 8 * Size.samples * count, isInPlace: true,
      reset: { local.copy(from: arriving[$0]) },
      call: { kernels, input in call(kernels, membranes[input].all, local.all) },
      left: { _ in [bits(local.all)] })
  }
}

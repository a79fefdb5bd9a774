import SpikeKernels

extension Encoding {
  /// Writes the spikes of one sample, whose values are clamped to 0 … 1.
  func encode(
    _ values: Region<Float>, sample: Int, into spikes: SpikeTrains,
    _ generator: inout SeededGenerator
  ) {
    for word in 0..<spikes.words { spikes.row(sample, word).fill(0) }
    for cell in 0..<values.count {
      let place = spikes.layout.index(ofCounted: cell)
      let value = min(1, max(0, values[cell]))
      switch self {
      case .constant: preconditionFailure("a constant input has no spikes")
      case .events: preconditionFailure("event streams are no values")
      case .rate:
        for step in 0..<spikes.steps where generator.uniform() < value {
          spikes.row(sample, step / 32)[place] |= 1 << UInt32(step % 32)
        }
      case .latency where value > 0:
        let step = Int(((1 - value) * Float(spikes.steps - 1)).rounded())
        spikes.row(sample, step / 32)[place] |= 1 << UInt32(step % 32)
      case .latency: break
      }
    }
  }
}

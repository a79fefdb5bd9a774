import SpikeKernels

extension SeededGenerator {
  /// Uniform floats on ±`bound`, some share of them 0.
  mutating func floats(_ count: Int, bound: Float = 1, zeros: Float = 0) -> Buffer<Float> {
    let buffer = Buffer<Float>(count: count, repeating: 0)
    for index in 0..<count where uniform() >= zeros {
      buffer[index] = uniform(from: -bound, to: bound)
    }
    return buffer
  }

  /// The events of one sample as a trained network has them: a fifth of the neurons spike, each at
  /// two steps of three.
  mutating func events(inputs: Int, steps: Int) -> EventRegion {
    let words = (steps + 31) / 32
    var (rows, trains): ([Int32], [UInt32]) = ([], [])
    for input in 0..<inputs where uniform() < 0.2 {
      rows.append(Int32(input))
      var train = [UInt32](repeating: 0, count: words)
      for step in 0..<steps where uniform() < 2.0 / 3 { train[step / 32] |= 1 << UInt32(step % 32) }
      trains += train
    }
    return EventRegion(
      rows: Buffer(rows, filler: 0).all,
      places: Buffer(rows.indices.map { Int32($0) }, filler: 0).all,
      trains: Buffer(trains, filler: 0).all, words: words)
  }
}

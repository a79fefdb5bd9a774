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

  /// The events of one sample as the second layer of a trained network sees them: a fifth of the
  /// neurons before it are driven to spike by constant currents.
  mutating func events(inputs: Int, steps: Int) -> GroupedEvents {
    let words = (steps + 31) / 32
    let neuron = TrainingSize.neuron
    var members: [[UInt32]: [Int32]] = [:]
    var kinds: [[UInt32]] = []
    for input in 0..<inputs where uniform() < 0.2 {
      let current = uniform(from: 0.15, to: 1.2)
      var (train, u) = ([UInt32](repeating: 0, count: words), Float(0))
      for step in 0..<steps {
        u = neuron.next(after: u, current: current)
        if u > neuron.threshold { train[step / 32] |= 1 << UInt32(step % 32) }
      }
      if members[train] == nil { kinds.append(train) }
      members[train, default: []].append(Int32(input))
    }
    let grouped = kinds.map { members[$0] ?? [] }
    return GroupedEvents(
      rows: Buffer(grouped.flatMap { $0 }, filler: 0).all,
      owners: Buffer(
        grouped.enumerated().flatMap { group, rows in rows.map { _ in Int32(group) } }, filler: 0
      ).all,
      kinds: Buffer(kinds.indices.map { Int32($0) }, filler: 0).all,
      trains: Buffer(kinds.flatMap { $0 }, filler: 0).all, words: words)
  }
}

extension GroupedEvents {
  /// Spikes of all events.
  var spikes: Int {
    owners.elements.reduce(0) { $0 + steps(Int($1)).count }
  }
}

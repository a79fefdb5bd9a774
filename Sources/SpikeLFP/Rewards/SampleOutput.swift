import SpikeSim

/// What the output of a network did in one sample: which class spiked at which step.
public struct SampleOutput: Sendable, Hashable {
  /// Number of classes: neurons of the output.
  public let classes: Int
  /// Steps T.
  public let steps: Int
  /// How often each class spiked.
  public let counts: [Int]
  /// The class that spiked most, which is the network's answer; the first of equals.
  public let answer: Int
  /// One bit a step, 32 in a word: [classes][words].
  private let words: [UInt32]

  private init(classes: Int, steps: Int, words: [UInt32]) {
    self.classes = classes
    self.steps = steps
    self.words = words
    let size = (steps + 31) / 32
    var counts = [Int](repeating: 0, count: classes)
    var answer = 0
    for c in 0..<classes {
      for word in c * size..<(c + 1) * size { counts[c] += words[word].nonzeroBitCount }
      if counts[c] > counts[answer] { answer = c }
    }
    self.counts = counts
    self.answer = answer
  }

  /// Writes an output out, to try a reward on.
  ///
  /// - Parameter spikes: Whether a class spiked at a step, [classes][steps].
  /// - Precondition: All classes have the same number of steps.
  public init(spikes: [[Bool]]) {
    let steps = spikes.first?.count ?? 0
    let size = (steps + 31) / 32
    var words = [UInt32](repeating: 0, count: spikes.count * size)
    for (c, row) in spikes.enumerated() {
      precondition(row.count == steps, "\(row.count) steps of class \(c), \(steps) of class 0")
      for (step, spiked) in row.enumerated() where spiked {
        words[c * size + step / 32] |= 1 << UInt32(step % 32)
      }
    }
    self.init(classes: spikes.count, steps: steps, words: words)
  }

  /// Reads what the output of a trace did in a sample.
  init(_ output: PopulationTrace, sample: Int) {
    let trains = output.spikes.sample(sample)
    let words = (0..<output.neurons).flatMap { c in
      let place = output.layout.index(ofCounted: c)
      return (0..<trains.count).lazy.map { trains.words[$0 * trains.stride + place] }
    }
    self.init(classes: output.neurons, steps: output.steps, words: words)
  }

  /// Whether a class spiked at a step.
  public func spiked(_ c: Int, at step: Int) -> Bool {
    precondition(c >= 0 && c < classes && step >= 0 && step < steps, "outside the output")
    return words[c * ((steps + 31) / 32) + step / 32] >> UInt32(step % 32) & 1 == 1
  }

  /// Calls `body` with each step at which a class spiked, ascending.
  ///
  /// - Complexity: O(spikes + T / 32).
  public func forEachSpike(of c: Int, _ body: (_ step: Int) -> Void) {
    let size = (steps + 31) / 32
    for word in 0..<size {
      var rest = words[c * size + word]
      while rest != 0 {
        body(word * 32 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }
}

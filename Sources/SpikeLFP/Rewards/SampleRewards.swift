/// What every class receives at every step of one sample: nothing, until something is added.
public struct SampleRewards: Sendable, Hashable {
  /// The output that is rewarded.
  public let output: SampleOutput
  /// The rewards, [classes][steps].
  public private(set) var values: [Float]

  /// No reward for anything.
  public init(for output: SampleOutput) {
    self.output = output
    values = [Float](repeating: 0, count: output.classes * output.steps)
  }

  /// What a class receives at a step.
  public subscript(c: Int, step: Int) -> Float {
    get { values[place(c, step)] }
    set { values[place(c, step)] = newValue }
  }

  /// Adds to what a class receives at every step.
  public mutating func add(_ reward: Float, to c: Int) {
    for step in 0..<output.steps { values[place(c, step)] += reward }
  }

  /// Adds to what a class receives at each step at which it spiked.
  public mutating func add(_ reward: Float, toSpikesOf c: Int) {
    output.forEachSpike(of: c) { values[place(c, $0)] += reward }
  }

  private func place(_ c: Int, _ step: Int) -> Int {
    precondition(
      c >= 0 && c < output.classes && step >= 0 && step < output.steps, "outside the output")
    return c * output.steps + step
  }
}

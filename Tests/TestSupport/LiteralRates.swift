/// Bounds of firing rates as the equations say them, in double.
public struct LiteralRates: Sendable {
  let lower: Double
  let upper: Double
  let strength: Double

  /// Names bounds.
  public init(lower: Double, upper: Double, strength: Double) {
    (self.lower, self.upper, self.strength) = (lower, upper, strength)
  }

  /// (lower − f)₊ − (f − upper)₊ of a neuron, by its spikes at each step.
  func push(_ spikes: [Double]) -> Double {
    let rate = spikes.reduce(0, +) / Double(spikes.count)
    return max(0, lower - rate) - max(0, rate - upper)
  }

  /// The same of every neuron of a population, [steps][neurons].
  func pushes(_ sent: [[Double]]) -> [Double] {
    sent[0].indices.map { n in push(sent.map { $0[n] }) }
  }
}

extension LiteralGradient {
  /// The penalty of a sample, strength/2 · Σ push² of all populations but the last, and its output.
  ///
  /// - Parameter weight: One that is moved, of a stage, by how much.
  public func penalised(
    _ input: [Double], spike: (Double) -> Double, resets: [[[Double]]]? = nil,
    weight: (stage: Int, index: Int, by: Double)? = nil
  ) -> (penalty: Double, output: [[Double]]) {
    var moved = self
    if let weight { moved.literal.weights[weight.stage][weight.index] += weight.by }
    let run = moved.literal.simulate(input, spike: spike, resets: resets)
    let output = run.output[0].indices.map { neuron in run.output.map { $0[neuron] } }
    guard let rates else { return (0, output) }
    let pushes = run.sent.dropLast().flatMap(rates.pushes)
    return (rates.strength / 2 * pushes.reduce(0) { $0 + $1 * $1 }, output)
  }
}

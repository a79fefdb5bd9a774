#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What back-propagation minimises: a function of the output spikes S[t, c] of a sample and its
/// label y.
///
/// All are computed in double from whole spikes: the same on every machine to the last bit of a
/// float.
public enum LossFunction: Hashable, Sendable {
  /// Cross-entropy of the summed spikes: −log softmax(Σ_t S)[y]. The paper's baseline.
  case countCrossEntropy
  /// Mean over the steps of the cross-entropy of each step's spikes: snnTorch's rate loss.
  case rateCrossEntropy
  /// Mean over classes of (Σ_t S − target)², over T: the target is `correct`·T for y and `wrong`·T
  /// for the others. snnTorch's count loss.
  case meanSquaredCount(correct: Float, wrong: Float)
}

extension LossFunction {
  /// The loss of one sample and its derivative by every (class, step).
  ///
  /// - Parameters:
  ///   - spikes: The output, [classes][steps].
  ///   - label: The class of the sample.
  public func evaluate(
    _ spikes: [[Double]], label: Int
  ) -> (loss: Double, slopes: [[Double]]) {
    let steps = spikes.first?.count ?? 0
    let counts = spikes.map { $0.reduce(0, +) }
    switch self {
    case .countCrossEntropy:
      let (loss, slopes) = Self.crossEntropy(counts, label)
      return (loss, slopes.map { [Double](repeating: $0, count: steps) })
    case .rateCrossEntropy:
      var total = 0.0
      var slopes = spikes
      for step in 0..<steps {
        let (loss, slope) = Self.crossEntropy(spikes.map { $0[step] }, label)
        total += loss
        for c in slopes.indices { slopes[c][step] = slope[c] / Double(steps) }
      }
      return (total / Double(steps), slopes)
    case .meanSquaredCount(let correct, let wrong):
      let share = 1 / Double(counts.count * steps)
      let differences = counts.enumerated().map {
        $1 - Double($0 == label ? correct : wrong) * Double(steps)
      }
      return (
        differences.reduce(0) { $0 + $1 * $1 } * share,
        differences.map { [Double](repeating: 2 * $0 * share, count: steps) }
      )
    }
  }

  /// −log softmax(logits)[label], and its derivative by each logit.
  private static func crossEntropy(
    _ logits: [Double], _ label: Int
  ) -> (loss: Double, slopes: [Double]) {
    let largest = logits.max() ?? 0
    let exponentials = logits.map { exp($0 - largest) }
    let sum = exponentials.reduce(0, +)
    return (
      log(sum) - (logits[label] - largest),
      exponentials.enumerated().map { $1 / sum - ($0 == label ? 1 : 0) }
    )
  }
}

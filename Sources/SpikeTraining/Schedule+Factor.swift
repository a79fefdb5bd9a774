#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Schedule {
  /// The factor of the learning rate for one step.
  ///
  /// - Parameters:
  ///   - step: Steps taken before it.
  ///   - stepsPerEpoch: Batches of an epoch.
  ///   - epochs: Epochs of the whole training.
  /// - Returns: 0 or more; computed in double, so that only libm's cosine, correct to less than a
  ///   float's last bit, stands between machines.
  public func factor(step: Int, stepsPerEpoch: Int, epochs: Int) -> Float {
    let total = max(1, stepsPerEpoch * epochs)
    let share = min(1, Double(step) / Double(total))
    func anneal(from start: Float, to end: Float, _ progress: Double) -> Float {
      Float(Double(end) + (Double(start) - Double(end)) * (1 + cos(.pi * progress)) / 2)
    }
    switch self {
    case .constant: return 1
    case .step(let every, let factor):
      var result: Float = 1
      // No training is longer; a damaged checkpoint may say so.
      let changes = min(step / max(1, stepsPerEpoch) / max(1, every), 100_000)
      for _ in 0..<changes { result *= factor }
      return result
    case .cosine(let final): return anneal(from: 1, to: final, share)
    case .oneCycle(let warmup, let initial, let final):
      let turn = Double(warmup)
      return share < turn
        ? anneal(from: initial, to: 1, share / turn)
        : anneal(from: 1, to: final, turn < 1 ? (share - turn) / (1 - turn) : 1)
    }
  }
}

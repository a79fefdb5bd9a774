extension ColumnBlock {
  /// What a neuron's membrane is made of at a step.
  package struct Place {
    /// U\[t-1\].
    package let before: Float
    /// What is left of it, m = β·U\[t-1\].
    package let kept: Float
    /// The sum Σz of all contributions to U\[t\].
    package let sum: Float
  }

  /// Goes through every neuron from the last step to the first, in plain Swift: the twins' loop, and that
  /// of a rule which has no kernel of its own.
  ///
  /// - Parameters:
  ///   - turned: Whether what arrives counts as sign(Σz) times itself.
  ///   - body: Given the place of a step in the columns, its membrane and its reward, returns the coefficient
  ///     of its current and what it hands to the step before.
  package func backward(
    turned: Bool,
    _ body: (_ here: Int, _ place: Place, _ reward: Float) -> (g: Float, carried: Float)
  ) {
    for n in 0..<16 * vectors {
      var carried: Float = 0
      for t in (0..<steps).reversed() {
        let (index, here) = ((n / 16 * steps + t) * 16 + n % 16, t * stride + n)
        let before = self.before(n, t)
        let theta = threshold(n, t - 1)
        let spiked = before > theta
        let sum = membranes[index] + (neuron.reset == .subtract && spiked ? theta : 0)
        let kept = neuron.reset == .zero && spiked ? 0 : beta(n) * before
        let place = Place(before: before, kept: kept, sum: sum)
        let arriving = turned && sum < 0 ? -local[here] : local[here]
        if let carry {
          carry[here] = body(here, place, 1).carried
          local[here] = arriving
        } else {
          let result = body(here, place, (arriving + carried) * (factors?[t] ?? 1))
          (local[here], carried) = (result.g, result.carried)
        }
      }
    }
  }

  /// U of a neuron one step before t.
  func before(_ n: Int, _ t: Int) -> Float {
    t > 0 ? membranes[(n / 16 * steps + t - 1) * 16 + n % 16] : earlier?[n] ?? 0
  }

  /// The threshold of a neuron at t; before the first step, that of the first.
  func threshold(_ n: Int, _ t: Int) -> Float {
    thresholds?[(n / 16 * steps + max(0, t)) * 16 + n % 16] ?? neuron.threshold
  }

  /// The membrane decay of a neuron.
  func beta(_ n: Int) -> Float { betas?[n] ?? neuron.beta }
}

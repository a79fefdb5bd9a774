extension PlainKernels {
  package static func lfpWhole(
    _ columns: ColumnBlock, denominator: LFPDenominator, epsilon: Float
  ) {
    columns.backward(turned: denominator == .sum(turned: true)) { here, place, reward in
      let below: Float
      switch denominator {
      case .movement: below = abs(place.before) + abs(place.sum - place.before) + epsilon
      case .sum: below = place.sum + (place.sum >= 0 ? epsilon : -epsilon)
      }
      let g = reward / below
      return (g, place.kept * g)
    }
  }

  package static func lfpMagnitudes(
    _ columns: ColumnBlock, sharing: LFPSharing, epsilon: Float, magnitudes: Region<Float>
  ) {
    columns.backward(turned: sharing.turned) { here, place, reward in
      let share = place.sum >= 0 ? reward : -reward
      guard sharing.isPath else {
        let g = share / (abs(place.kept) + magnitudes[here] + epsilon)
        return (g, place.kept * g)
      }
      let current = abs(place.sum - place.kept)
      let q = share / (abs(place.kept) + current + epsilon)
      return (current * q / (magnitudes[here] + epsilon), place.kept * q)
    }
  }

  package static func lfpSigns(
    _ columns: ColumnBlock, sharing: LFPSharing, alpha: Float, epsilon: Float,
    positive: Region<Float>, negative: Region<Float>
  ) {
    columns.backward(turned: sharing.turned) { here, place, reward in
      var share = place.sum >= 0 ? reward : -reward
      var (above, rest, carried) = (positive[here], Float(0), Float(0))
      if sharing.isPath {
        let current = place.sum - place.kept
        let q = share / (abs(place.kept) + abs(current) + epsilon)
        rest = current - above
        share = abs(current) * q
        carried = place.kept * q
      } else {
        above += max(0, place.kept)
        rest = place.sum - above
      }
      let a = alpha * share / (above + epsilon)
      let b = (1 - alpha) * share / (min(-0x1p-16 * above, rest) - epsilon)
      if !sharing.isPath { carried = place.kept * (place.kept > 0 ? a : b) }
      if columns.carry == nil { negative[here] = b }
      return (a, carried)
    }
  }

  package static func carryRewards(
    arriving: Region<Float>, carry: Region<Float>?, factor: Float, vectors: Int,
    rewards: Region<Float>
  ) -> Float {
    var largest: Float = 0
    for n in 0..<16 * vectors {
      rewards[n] = arriving[n] + (carry.map { $0[n] * (factor * rewards[n]) } ?? 0)
      largest = max(largest, abs(rewards[n]))
    }
    return largest
  }
}

extension ColumnBlock {
  /// What a neuron's membrane is made of at a step.
  fileprivate struct Place {
    /// U[t-1].
    let before: Float
    /// What is left of it.
    let kept: Float
    /// The sum of all contributions to U[t].
    let sum: Float
  }

  /// Goes through every neuron from the last step to the first. `body` is given a step's reward and
  /// returns its coefficient and what it hands to the step before.
  fileprivate func backward(
    turned: Bool,
    _ body: (_ here: Int, _ place: Place, _ reward: Float) -> (g: Float, carried: Float)
  ) {
    for n in 0..<16 * vectors {
      var carried: Float = 0
      for t in (0..<steps).reversed() {
        let (index, here) = ((n / 16 * steps + t) * 16 + n % 16, t * stride + n)
        let before = t > 0 ? membranes[index - 16] : 0
        let theta = t > 0 ? thresholds?[index - 16] ?? neuron.threshold : neuron.threshold
        let spiked = before > theta
        let sum = membranes[index] + (neuron.reset == .subtract && spiked ? theta : 0)
        let kept = neuron.reset == .zero && spiked ? 0 : neuron.beta * before
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
}

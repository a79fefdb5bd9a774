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

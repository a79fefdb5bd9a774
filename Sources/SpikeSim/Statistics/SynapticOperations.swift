/// Synaptic operations that were carried out, counted one by one.
///
/// A spike that reaches a neuron is an addition; an analogue value, or a feedback value on its way
/// back, is a multiplication and an addition. Operations on zeros are not counted: a neuron that
/// did not spike, a pixel that is 0, and a neuron without reward cost nothing.
public struct SynapticOperations: Sendable, Hashable, BitwiseCopyable {
  /// Additions of a weight for a spike.
  public var additions: Int
  /// Multiplications of a weight with a value, each with its addition.
  public var multiplyAdds: Int

  /// Counts.
  public init(additions: Int = 0, multiplyAdds: Int = 0) {
    self.additions = additions
    self.multiplyAdds = multiplyAdds
  }

  /// Additions and multiply-adds together.
  public var total: Int { additions.saturatingSum(multiplyAdds) }

  /// Sums two counts; what is read from a damaged file may be too large for that, and stays at the
  /// greatest number then.
  public static func + (left: Self, right: Self) -> Self {
    Self(
      additions: left.additions.saturatingSum(right.additions),
      multiplyAdds: left.multiplyAdds.saturatingSum(right.multiplyAdds))
  }

  /// Adds a count.
  public static func += (left: inout Self, right: Self) { left = left + right }
}

extension Int {
  /// The sum of two counts, or the greatest number where it is larger than that.
  package func saturatingSum(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  /// The product of two counts, or the greatest number where it is larger than that.
  package func saturatingProduct(_ other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}

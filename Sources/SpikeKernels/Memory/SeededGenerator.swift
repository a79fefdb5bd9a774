/// A small, fast, seedable generator whose numbers depend on nothing but its seed and stream:
/// xoshiro256++ (Blackman and Vigna 2019), its state filled by SplitMix64.
///
/// Streams are independent: derive one per purpose (weights, batch order, one per image, …) and
/// never share a generator between threads. Its ``state`` can be stored and restored.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Hashable {
  // Not a vector: taking it apart at every draw would take longer than the draw.
  private var s0, s1, s2, s3: UInt64

  /// The four words of the state; never all zero.
  public var state: SIMD4<UInt64> { SIMD4(s0, s1, s2, s3) }

  /// Makes the generator of one stream of a seed.
  ///
  /// - Parameters:
  ///   - seed: Any value; the run's seed.
  ///   - stream: Which of the independent sequences of that seed.
  public init(seed: UInt64, stream: UInt64 = 0) {
    var filler = SplitMix64(state: seed)
    filler.state ^= SplitMix64(state: stream &+ 0x632b_e59b_d9b4_e019).peek()
    (s0, s1, s2, s3) = (filler.next(), filler.next(), filler.next(), filler.next())
  }

  /// Restores a generator from a stored state.
  ///
  /// - Parameter state: A value of ``state``. All zero is no state of this generator: nil then.
  public init?(state: SIMD4<UInt64>) {
    guard state != .zero else { return nil }
    (s0, s1, s2, s3) = (state.x, state.y, state.z, state.w)
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let result = Self.rotate(s0 &+ s3, by: 23) &+ s0
    let shifted = s1 &<< 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = Self.rotate(s3, by: 45)
    return result
  }

  /// A float uniform on [0, 1), a multiple of 2⁻²⁴.
  public mutating func uniform() -> Float {
    Float(next() &>> 40) * 0x1p-24
  }

  /// A float uniform between two bounds (the upper one only by rounding).
  public mutating func uniform(from low: Float, to high: Float) -> Float {
    low + (high - low) * uniform()
  }

  /// An integer uniform on 0 ..< `bound`, without bias (Lemire's multiplication).
  ///
  /// - Precondition: `bound` is positive.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "an integer below \(bound) does not exist")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// A nearly normal float, mean 0 and variance 1: twelve uniforms summed, less six. It uses only
  /// exact additions, so that it is the same on every machine.
  public mutating func normal() -> Float {
    var sum: Float = -6
    for _ in 0..<12 { sum += uniform() }
    return sum
  }

  /// A uniformly random order of 0 ..< `count` (Fisher and Yates).
  ///
  /// - Complexity: O(`count`).
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, integer(below: last + 1))
    }
    return order
  }

  private static func rotate(_ word: UInt64, by bits: UInt64) -> UInt64 {
    (word &<< bits) | (word &>> (64 &- bits))
  }
}

/// Steele, Lea and Flood's generator: fills the state of a larger one from a single word.
private struct SplitMix64 {
  var state: UInt64

  func peek() -> UInt64 {
    var copy = self
    return copy.next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed &>> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed &>> 31)
  }
}

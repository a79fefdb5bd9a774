import SpikeFiles
import SpikeKernels

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// How one random axis of a sweep is drawn.
enum SweepDistribution: Sendable {
  case uniform(Double, Double)
  case logUniform(Double, Double)
  case integer(Int, Int)
  case choice([JSONValue])

  /// One sample. Numbers have four significant digits, so that configs are readable and do not
  /// depend on the last bit of a logarithm.
  func sample(_ generator: inout SeededGenerator) -> JSONValue {
    // 53 bits: a float's 24 would leave gaps in wide ranges.
    func unit() -> Double { Double(generator.next() &>> 11) * 0x1p-53 }
    switch self {
    case .uniform(let low, let high):
      return .number(Self.rounded(low + (high - low) * unit(), low, high))
    case .logUniform(let low, let high):
      return .number(Self.rounded(exp(log(low) + (log(high) - log(low)) * unit()), low, high))
    case .integer(let low, let high):
      return .number(low + generator.integer(below: high - low + 1))
    case .choice(let values): return values[generator.integer(below: values.count)]
    }
  }

  private static func rounded(_ value: Double, _ low: Double, _ high: Double) -> Double {
    guard value != 0 else { return min(max(value, low), high) }
    let exponent = Int(log10(abs(value)).rounded(.down))
    let unit = pow(10, Double(abs(exponent - 3)))
    let rounded =
      exponent >= 3 ? (value / unit).rounded() * unit : (value * unit).rounded() / unit
    return min(max(rounded, low), high)
  }
}

extension SeededGenerator {
  /// The generator of one random axis: it depends on the seed and the axis's path alone, so that an
  /// axis that is added leaves the samples of the others as they were.
  init(seed: UInt64, axis path: String) {
    // FNV-1a.
    let stream = path.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
    }
    self.init(seed: seed, stream: stream)
  }
}

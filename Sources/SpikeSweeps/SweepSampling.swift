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

  /// Samples, each drawn by itself. Numbers have four significant digits, so that configs are readable and
  /// do not depend on the last bit of a logarithm.
  func samples(_ count: Int, _ generator: inout SeededGenerator) -> [JSONValue] {
    (0..<count).map { _ in
      switch self {
      case .uniform, .logUniform: value(at: Self.unit(&generator))
      case .integer(let low, let high):
        .number(low + generator.integer(below: high - low + 1))
      case .choice(let values): values[generator.integer(below: values.count)]
      }
    }
  }

  /// Samples, one from each of as many equal parts of the distribution, in random order; values of a list and whole
  /// numbers as often as each other, give or take one. Of several axes together this is a Latin hypercube.
  func stratified(_ count: Int, _ generator: inout SeededGenerator) -> [JSONValue] {
    var parts = Array(0..<count)
    for last in parts.indices.reversed() {
      parts.swapAt(last, generator.integer(below: last + 1))
    }
    let offset = Self.unit(&generator)
    return parts.map { part in
      switch self {
      case .uniform, .logUniform:
        value(at: (Double(part) + Self.unit(&generator)) / Double(count))
      // At the same place of every part: each value takes in as many of them as the next.
      case .integer, .choice: value(at: (Double(part) + offset) / Double(count))
      }
    }
  }

  /// The value below which a share of the distribution lies.
  private func value(at share: Double) -> JSONValue {
    func place(among count: Int) -> Int { min(count - 1, Int(share * Double(count))) }
    return switch self {
    case .uniform(let low, let high): .number(Self.rounded(low + (high - low) * share, low, high))
    case .logUniform(let low, let high):
      .number(Self.rounded(exp(log(low) + (log(high) - log(low)) * share), low, high))
    case .integer(let low, let high): .number(low + place(among: high - low + 1))
    case .choice(let values): values[place(among: values.count)]
    }
  }

  /// A number in [0, 1): of 53 bits, where a float's 24 would leave gaps in wide ranges.
  private static func unit(_ generator: inout SeededGenerator) -> Double {
    Double(generator.next() &>> 11) * 0x1p-53
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

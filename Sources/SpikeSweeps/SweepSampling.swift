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

  /// Whether it has every number of a range, not some values alone.
  var isRange: Bool {
    switch self {
    case .uniform, .logUniform: true
    case .integer, .choice: false
    }
  }

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
    let parts = generator.shuffled(Array(0..<count))
    let offset = Self.unit(&generator)
    return parts.map { part in
      switch self {
      case .uniform, .logUniform:
        value(
          at: (Double(part) + Self.unit(&generator)) / Double(count),
          within: Double(part) / Double(count)...Double(part + 1) / Double(count))
      // At the same place of every part: each value takes in as many of them as the next.
      case .integer, .choice: value(at: (Double(part) + offset) / Double(count))
      }
    }
  }

  /// Values of a list spread along other samples: of as many neighbours as the list has values each gets another one, so
  /// that the samples of every value are spread over the whole range too (a sliced Latin hypercube).
  ///
  /// - Parameters:
  ///   - values: The list.
  ///   - order: The other samples' indices, ascending by their value.
  static func spread(
    _ values: [JSONValue], along order: [Int], _ generator: inout SeededGenerator
  ) -> [JSONValue] {
    var spread = Array(repeating: values[0], count: order.count)
    for first in Swift.stride(from: 0, to: order.count, by: values.count) {
      for (index, value) in zip(order[first...], generator.shuffled(values)) {
        spread[index] = value
      }
    }
    return spread
  }

  /// The value below which a share of the distribution lies.
  private func value(at share: Double) -> JSONValue {
    func place(among count: Int) -> Int { min(count - 1, Int(share * Double(count))) }
    return switch self {
    case .uniform, .logUniform: .number(rounded(quantile(share), digits: 4))
    case .integer(let low, let high): .number(low + place(among: high - low + 1))
    case .choice(let values): values[place(among: values.count)]
    }
  }

  /// The same with as many digits, at least four, as keep it within a part of the distribution.
  private func value(at share: Double, within part: ClosedRange<Double>) -> JSONValue {
    let exact = quantile(share)
    let (low, high) = (quantile(part.lowerBound), quantile(part.upperBound))
    let digits = (4...16).first {
      let rounded = rounded(exact, digits: $0)
      return low <= rounded && rounded < high
    }
    return .number(digits.map { rounded(exact, digits: $0) } ?? exact)
  }

  /// The number below which a share of a range lies.
  private func quantile(_ share: Double) -> Double {
    switch self {
    case .uniform(let low, let high): low + (high - low) * share
    case .logUniform(let low, let high): exp(log(low) + (log(high) - log(low)) * share)
    case .integer, .choice: share
    }
  }

  /// A number of the range with so many significant digits.
  private func rounded(_ value: Double, digits: Int) -> Double {
    switch self {
    case .uniform(let low, let high), .logUniform(let low, let high):
      min(max(value.rounded(toDigits: digits), low), high)
    case .integer, .choice: value
    }
  }

  /// A number in [0, 1): of 53 bits, where a float's 24 would leave gaps in wide ranges.
  private static func unit(_ generator: inout SeededGenerator) -> Double {
    Double(generator.next() &>> 11) * 0x1p-53
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

  /// Values in random order.
  fileprivate mutating func shuffled<Value>(_ values: [Value]) -> [Value] {
    var shuffled = values
    for last in shuffled.indices.reversed() {
      shuffled.swapAt(last, integer(below: last + 1))
    }
    return shuffled
  }
}

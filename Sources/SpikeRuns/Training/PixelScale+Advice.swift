import SpikeData

extension PixelScale {
  /// What a user can do about values that are too large.
  var narrowing: String {
    switch self {
    case .range(let low, let high): "narrow data.pixels (now [\(low), \(high)])"
    case .normalized(_, let deviation): "raise data.normalization.deviation (now \(deviation))"
    }
  }
}

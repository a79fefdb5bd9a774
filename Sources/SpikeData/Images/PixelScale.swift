/// How the bytes of an image become the values that a network is fed, channel by channel.
public enum PixelScale: Sendable, Hashable {
  /// low + byte·(high − low)/255: black becomes `low`, white `high`.
  case range(low: Float, high: Float)
  /// (byte/255 − mean)/deviation, with a mean and a deviation for each channel.
  case normalized(mean: [Float], deviation: [Float])

  /// What black becomes in a channel, and how much each step of a byte adds.
  ///
  /// - Precondition: There is a mean and a deviation for the channel.
  package func line(channel: Int) -> (low: Float, scale: Float) {
    switch self {
    case .range(let low, let high): (low, (high - low) / 255)
    case .normalized(let mean, let deviation):
      // By doubles, so that each number is rounded once.
      (
        Float(-Double(mean[channel]) / Double(deviation[channel])),
        Float(1 / (255 * Double(deviation[channel])))
      )
    }
  }

  /// The largest magnitude that a byte can become.
  package var largest: Float {
    var channels = 1
    if case .normalized(let mean, _) = self { channels = mean.count }
    return (0..<channels).reduce(0) { largest, channel in
      let (low, scale) = line(channel: channel)
      return max(largest, abs(low), abs(low + 255 * scale))
    }
  }
}

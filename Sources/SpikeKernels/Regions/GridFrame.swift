/// Zeros around each channel of a grid of values, channels first: what padding adds to a convolution's input.
package struct GridFrame: Hashable, Sendable {
  package let channels: Int
  /// Rows without padding.
  package let height: Int
  /// Columns without padding.
  package let width: Int
  /// Zeros on each side.
  package let padding: Int

  package init(channels: Int, height: Int, width: Int, padding: Int) {
    (self.channels, self.height, self.width) = (channels, height, width)
    self.padding = padding
  }

  /// Values inside.
  package var inner: Int { channels * height * width }
  /// Values and zeros.
  package var count: Int { channels * (height + 2 * padding) * (width + 2 * padding) }
}

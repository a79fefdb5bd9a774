/// What each place of a window has in a pooled value.
package enum WindowShares: Sendable {
  /// The winner has all. The winners' places, row by row, a row of neurons for each step; rows 0 apart are the
  /// same at every step.
  case winner(Region<Int32>, rowStride: Int)
  /// Each has this share.
  case equal(Float)
}

extension Network {
  /// More synaptic operations than one sample can cause, forward or in learning, for checks of what a
  /// file says: every weight at every step, 64 times, because learning goes both ways, by weights of
  /// either sign, and to neurons that only fill a vector. A cell behind an average pool counts as often
  /// as its window is large.
  public var mostOperationsPerSample: Double {
    layers.reduce(0) {
      $0 + 64 * Double(steps) * Double($1.denseOperations) * Double($1.route.cells.share)
    }
  }
}

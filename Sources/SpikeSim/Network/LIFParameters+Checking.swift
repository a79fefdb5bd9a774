extension LIFParameters {
  /// Checks the constants of the layer at a place.
  func check(_ index: Int) throws(NetworkError) {
    guard beta > 0 && beta <= 1 else {
      throw .layer(index, "beta is \(beta), allowed is 0 < beta ≤ 1")
    }
    guard threshold > 0 && threshold.isFinite else {
      throw .layer(index, "threshold is \(threshold), allowed is a positive number")
    }
    if let adaptation {
      guard adaptation.decay >= 0 && adaptation.decay < 1 else {
        throw .layer(
          index, "adaptation.decay is \(adaptation.decay), allowed is 0 ≤ decay < 1")
      }
      guard adaptation.strength >= 0 && largestThreshold.isFinite else {
        throw .layer(
          index,
          "adaptation.strength is \(adaptation.strength), allowed is 0 or more, with finite "
            + "thresholds")
      }
    }
  }
}

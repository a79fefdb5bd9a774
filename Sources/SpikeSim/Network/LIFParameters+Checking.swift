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
    try checkStepwise(index)
  }

  /// Checks what is integrated one step at a time.
  private func checkStepwise(_ index: Int) throws(NetworkError) {
    if let synapticDecay {
      guard synapticDecay >= 0 && synapticDecay < 1 else {
        throw .layer(index, "synapticDecay is \(synapticDecay), allowed is 0 ≤ decay < 1")
      }
    }
    if let learned {
      guard !learned.constants.isEmpty else {
        throw .layer(index, "learn names no constant, allowed are beta and threshold")
      }
      for (constant, value) in [(LearnedConstants.Constant.beta, beta), (.threshold, threshold)]
      where learned.constants.contains(constant) && !constant.range.contains(value) {
        throw .layer(
          index,
          "\(constant.rawValue) is \(value), allowed where it is learnt is "
            + "\(constant.range.lowerBound) … \(constant.range.upperBound)")
      }
    }
    guard isStepwise, adaptation != nil else { return }
    throw .layer(
      index,
      "adaptation together with recurrent, synapticDecay or learn is not supported: leave out one")
  }
}

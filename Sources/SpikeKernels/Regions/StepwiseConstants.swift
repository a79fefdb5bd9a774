/// The constants of neurons that are integrated one step at a time.
package struct StepwiseConstants: Sendable {
  /// Samples that a kernel takes through a step together, at most.
  package static let mostTogether = 64
  /// Membrane decay β of each neuron.
  package let betas: Region<Float>
  /// Threshold θ of each neuron.
  package let thresholds: Region<Float>
  /// Decay α of the synaptic current.
  package let synapticDecay: Float
  /// What a spike does one step later.
  package let reset: ResetKind

  /// Names the constants.
  package init(
    betas: Region<Float>, thresholds: Region<Float>, synapticDecay: Float, reset: ResetKind
  ) {
    precondition(betas.count == thresholds.count, "constants of different neurons")
    self.betas = betas
    self.thresholds = thresholds
    self.synapticDecay = synapticDecay
    self.reset = reset
  }

  /// The constants from one neuron on.
  package func dropping(_ neurons: Int) -> StepwiseConstants {
    StepwiseConstants(
      betas: betas.dropping(neurons), thresholds: thresholds.dropping(neurons),
      synapticDecay: synapticDecay, reset: reset)
  }
}

/// The spikes of one step: a word of 32 steps for each neuron, and which of its bits.
package struct StepSpikes: Sendable {
  /// A word for each neuron.
  package let words: Region<UInt32>
  /// The bit of the step.
  package let bit: Int

  /// Names the spikes of a step.
  package init(words: Region<UInt32>, bit: Int) {
    precondition(0..<32 ~= bit, "bit \(bit) of a word")
    (self.words, self.bit) = (words, bit)
  }

  /// Whether a neuron spiked.
  package func spiked(_ neuron: Int) -> Bool { words[neuron] >> UInt32(bit) & 1 == 1 }
}

/// The coefficients of contributions of either sign; one region twice where they are the same.
package struct SignedCoefficients: Sendable {
  /// g of contributions that are not negative.
  package let positive: Region<Float>
  /// g of negative contributions.
  package let negative: Region<Float>

  /// Names coefficients.
  package init(positive: Region<Float>, negative: Region<Float>) {
    (self.positive, self.negative) = (positive, negative)
  }

  /// g of a contribution's sign.
  package func of(_ value: Float, at place: Int) -> Float {
    value >= 0 ? positive[place] : negative[place]
  }
}

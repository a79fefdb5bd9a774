/// Some neurons on the way back through their membranes, from the last step to the first: a column
/// each.
package struct ColumnBlock: Sendable {
  /// U[t] in blocks of 16 neurons, [blocks][steps][16].
  package let membranes: Region<Float>
  /// Lane vectors of 16 neurons.
  package let vectors: Int
  /// Steps T.
  package let steps: Int
  /// The neurons' constants.
  package let neuron: NeuronConstants
  /// Distance of two rows of the columns, a row a step.
  package let stride: Int
  /// What arrives at each (step, neuron); then what the kernel makes of it.
  package let local: Region<Float>
  /// What the reward of each step is multiplied by; nil: 1.
  package let factors: Region<Float>?
  /// Not nil: nothing is made of what arrives, but ``local`` becomes what arrives as it counts, and
  /// this what the membrane would hand from each step to the step before of a reward of 1.
  package let carry: Region<Float>?
  /// The threshold at each (step, neuron), in blocks as the membranes; nil: the neurons' constant.
  package let thresholds: Region<Float>?
  /// U of each neuron one step before the first; nil: 0.
  package let earlier: Region<Float>?
  /// The membrane decay of each neuron; nil: the neurons' constant.
  package let betas: Region<Float>?

  /// Names the parts.
  package init(
    membranes: Region<Float>, vectors: Int, steps: Int, neuron: NeuronConstants, stride: Int,
    local: Region<Float>, factors: Region<Float>? = nil, carry: Region<Float>? = nil,
    thresholds: Region<Float>? = nil, earlier: Region<Float>? = nil, betas: Region<Float>? = nil
  ) {
    self.membranes = membranes
    self.vectors = vectors
    self.steps = steps
    self.neuron = neuron
    self.stride = stride
    self.local = local
    self.factors = factors
    self.carry = carry
    self.thresholds = thresholds
    self.earlier = earlier
    self.betas = betas
  }
}

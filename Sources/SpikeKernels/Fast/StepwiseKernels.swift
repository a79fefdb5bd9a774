/// The kernels of populations that are integrated one step at a time.
package protocol StepwiseKernels {
  /// One step of some lane vectors of neurons of one sample.
  ///
  /// - Parameters:
  ///   - state: Holds the current of each neuron, becomes U\[t\].
  ///   - before: U\[t-1\]; nil at the first step.
  ///   - synapse: Becomes the synaptic current α·I\[t-1\] + current; nil where the current is
  ///     integrated as it is.
  ///   - synapseBefore: The synaptic current of the step before; nil at the first step.
  ///   - spikes: Gains a bit for each neuron that spikes; bit 0 clears the others.
  /// - Returns: How often U\[t\] differs from U\[t-1\].
  @discardableResult
  static func stepwiseLIF(
    _ neurons: StepwiseConstants, vectors: Int, state: Region<Float>, before: Region<Float>?,
    synapse: Region<Float>?, synapseBefore: Region<Float>?, spikes: StepSpikes
  ) -> Int

  /// Lists the neurons that spiked at a step, ascending.
  ///
  /// - Parameter list: Room for `neurons`.
  /// - Returns: Their number.
  static func listStep(_ spikes: StepSpikes, neurons: Int, list: Region<Int32>) -> Int

  /// out[n] += bias[n] + Σ weights[row][n] over the listed rows of one tile, in order.
  static func addRows(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, rows: Region<Int32>,
    to out: Region<Float>)

  /// out[s][row] += Σ_n weights[row][n]·x[s][n] over all tiles, for the listed rows: fused lane by lane, the
  /// lanes then halves upon halves.
  ///
  /// - Parameters:
  ///   - x: Rows of the padded outputs, `xStride` apart.
  ///   - out: Rows of the inputs, `outStride` apart.
  static func rowProducts(
    weights: Region<Float>, shape: TileShape, rows: Region<Int32>, x: Region<Float>, xStride: Int,
    samples: Int, out: Region<Float>, outStride: Int)

  /// The same for the listed rows of each sample.
  ///
  /// - Parameters:
  ///   - lists: Rows of a sample, ascending, `shape.inputs` apart.
  ///   - counts: How many rows of each sample: at most ``StepwiseConstants/mostTogether`` samples.
  static func listedProducts(
    weights: Region<Float>, shape: TileShape, lists: Region<Int32>, counts: Region<Int32>,
    x: Region<Float>, xStride: Int, out: Region<Float>, outStride: Int)

  /// Lists the spikes of some samples, neuron by neuron, sample by sample and step by step.
  ///
  /// - Parameters:
  ///   - trains: Of the first sample; the others `sampleStride` words apart.
  ///   - width: What the place of a spike, s·T + t, is multiplied by.
  ///   - begins: Where the spikes of each neuron begin, and of the last end.
  ///   - offsets: Room for every neuron, sample and step.
  static func listEvents(
    _ trains: TrainRegion, sampleStride: Int, samples: Int, neurons: Int, steps: Int, width: Int,
    begins: Region<Int32>, offsets: Region<Int32>)

  /// direction[k][n] += columns[s][t][n] at each listed spike of input k, in order, for one tile.
  ///
  /// - Parameters:
  ///   - columns: Rows of the tile's outputs, `rowStride` apart, of samples `sampleStride` apart.
  ///   - begins: As ``listEvents(_:sampleStride:samples:neurons:steps:width:begins:offsets:)`` has them,
  ///     `shape.width` being the width.
  ///   - packed: Room for the columns of a tile.
  static func outerListed(
    _ columns: Region<Float>, rowStride: Int, sampleStride: Int, samples: Int, steps: Int,
    begins: Region<Int32>, offsets: Region<Int32>, shape: TileShape, packed: Region<Float>,
    direction: Region<Float>)

  /// delayed has a bit at t + 1 where a spike train has one at t, for t + 1 < `steps`.
  static func delayTrains(
    _ trains: TrainRegion, neurons: Int, steps: Int, delayed: TrainRegion)

  /// out[n] += values[n] where a neuron spiked, or everywhere.
  static func addWhere(
    _ values: Region<Float>, _ spikes: StepSpikes?, vectors: Int, to out: Region<Float>)

  /// out[n] += values[n]·g[n] where a neuron spiked, or everywhere; g of the value's sign.
  static func addProductsWhere(
    _ values: Region<Float>, _ coefficients: SignedCoefficients, _ spikes: StepSpikes?,
    vectors: Int, to out: Region<Float>)

  /// sums[n] += Σ_t g[t][n] over the steps at which a neuron spiked; g of the value's sign, rows `row`
  /// apart.
  static func sumWhere(
    _ values: Region<Float>, _ coefficients: SignedCoefficients, row: Int, _ trains: TrainRegion,
    steps: Int, vectors: Int, to sums: Region<Float>)

  /// Adds the gradients of β and θ from one step, the reset detached.
  ///
  /// - Parameters:
  ///   - reached: ∂L/∂S\[t\] times the slope.
  ///   - gradient: ∂L/∂U\[t\].
  static func stepwiseGradients(
    _ neurons: StepwiseConstants, vectors: Int, before: Region<Float>?, reached: Region<Float>,
    gradient: Region<Float>, betas: Region<Float>, thresholds: Region<Float>)

  /// to[n] = values[n]·g[n], g of the value's sign.
  static func shares(
    _ values: Region<Float>, _ coefficients: SignedCoefficients, vectors: Int,
    to shares: Region<Float>)
}

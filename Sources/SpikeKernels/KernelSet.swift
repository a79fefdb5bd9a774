/// The loops that simulation and learning are made of, over one column tile of one layer.
///
/// ``Kernels`` runs them vectorised and ``PlainKernels`` as plain loops, with the same order of
/// every sum: the two give the same bytes, which tests check.
///
/// Shapes: a *local* array holds [steps][width] values of a tile; *time rows* hold the steps of
/// one neuron, padded to ``paddedSteps(_:)``, one row a listed neuron.
package protocol KernelSet {
  /// current[s][n] = bias[n] + Σ_k x[s][k]·w[k][n], k ascending, fused: the current of an analogue
  /// input, for the columns of one tile.
  ///
  /// - Parameters:
  ///   - x: [samples][inputs].
  ///   - current: Rows `currentStride` apart, of which the tile's columns are written.
  static func denseCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, inputs: Int, x: Region<Float>,
    samples: Int, current: Region<Float>, currentStride: Int)

  /// current[t][n] = bias[n] + Σ w[row of e][n] over the events e that spiked at t, in order: one
  /// weight row added a spike, no multiplication.
  ///
  /// - Parameter current: [steps][width].
  static func eventCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, events: EventRegion, steps: Int,
    current: Region<Float>)

  /// The LIF recurrence (A.14, A.15) over one tile of one sample.
  ///
  /// - Parameters:
  ///   - current: A row a step, `currentStride` apart; 0 repeats the first row.
  ///   - membranes: Rows `membraneStride` apart; nil keeps none.
  static func lif(
    current: Region<Float>, currentStride: Int, vectors: Int, steps: Int, neuron: NeuronConstants,
    membranes: Region<Float>?, membraneStride: Int, trains: TrainRegion)

  /// Lists the neurons of one sample that spiked.
  ///
  /// - Parameters:
  ///   - width: Neurons in a tile.
  ///   - active: Receives the neurons, ascending; room for `neurons`.
  ///   - tileStarts: Receives where each tile begins among them, and their number last.
  ///   - slots: Receives each neuron's place in the list, or -1.
  static func listActive(
    trains: TrainRegion, neurons: Int, width: Int, active: Region<Int32>,
    tileStarts: Region<Int32>, slots: Region<Int32>)

  /// Collects the events of one patch: those of its entries whose source spiked at all.
  ///
  /// - Parameters:
  ///   - entryRows: The weight row of each entry.
  ///   - entrySources: The neuron that feeds it.
  ///   - spikesPerStep: Receives the events' spikes at each step; room for whole lane vectors.
  /// - Returns: The number of events.
  static func gatherEvents(
    entryRows: Region<Int32>, entrySources: Region<Int32>, trains: TrainRegion, steps: Int,
    rows: Region<Int32>, sources: Region<Int32>, eventTrains: Region<UInt32>,
    spikesPerStep: Region<Int32>
  ) -> Int

  /// Pools one word row of spikes over windows of `size` × `size` positions, `stride` channels each:
  /// the window spikes where any of it does, and the first in row-major order to spike wins.
  ///
  /// - Parameter fill: Steps at which a window without a spike is won by its first position.
  static func poolTrains(
    _ trains: Region<UInt32>, height: Int, width: Int, stride: Int, size: Int, fill: UInt32,
    pooled: Region<UInt32>, winners: Region<UInt32>)

  /// both = a & b, word by word.
  static func intersect(_ a: Region<UInt32>, _ b: Region<UInt32>, into both: Region<UInt32>)

  /// local[t][lane] = scale·rows[places[k]][t] for the neurons listed, where `trains` has a bit if
  /// given, 0 everywhere else and for the place -1. `first` is the neuron of lane 0.
  static func gatherTimeRows(
    rows: Region<Float>, places: Region<Int32>, scale: Float, neurons: Region<Int32>, first: Int,
    trains: TrainRegion?, steps: Int, vectors: Int, local: Region<Float>)

  /// rows[k][t] = local[t][lane] for the neurons listed; padding 0.
  static func scatterTimeRows(
    local: Region<Float>, steps: Int, vectors: Int, neurons: Region<Int32>, first: Int,
    rows: Region<Float>)

  /// LFP's ε-rule through the membrane (8, 9), last step to first: `local` holds the reward that
  /// arrives at each spike, and then g = R / (|U[t-1]| + |ΔU| + ε).
  static func lfpEpsilon(
    membranes: Region<Float>, membraneStride: Int, vectors: Int, steps: Int,
    neuron: NeuronConstants, epsilon: Float, local: Region<Float>)

  /// The rules that divide a reward among positive and negative contributions, last step to first:
  /// `local` holds the reward, then the coefficient of positive contributions; `positive` and
  /// `negative` hold the sums of the current's contributions, and `negative` then the coefficient
  /// of negative ones.
  static func lfpContributions(
    membranes: Region<Float>, membraneStride: Int, vectors: Int, steps: Int,
    neuron: NeuronConstants, division: ContributionDivision, epsilon: Float,
    positive: Region<Float>, negative: Region<Float>, local: Region<Float>)

  /// Back-propagation through the membrane, the reset detached: `local` holds ∂L/∂S, then ∂L/∂U.
  static func surrogateMembrane(
    membranes: Region<Float>, membraneStride: Int, vectors: Int, steps: Int,
    neuron: NeuronConstants, slope: SurrogateSlope, local: Region<Float>)

  /// sums[n] = Σ_t local[t][n]; nonzero[t] = number of values of local[t] that are not 0.
  static func sumSteps(
    local: Region<Float>, vectors: Int, steps: Int, sums: Region<Float>, nonzero: Region<Int32>)

  /// direction[row of e][n] += Σ over the steps of event e of local[t][n].
  static func outerEvents(
    local: Region<Float>, vectors: Int, events: EventRegion, direction: Region<Float>)

  /// direction[k][n] += Σ_s x[s][k]·sums[s][n], s ascending, fused; rows of x lie `inputStride`
  /// apart.
  static func outerDense(
    x: Region<Float>, inputStride: Int, inputs: Int, sums: Region<Float>, sumsStride: Int,
    samples: Int, vectors: Int, direction: Region<Float>)

  /// rows[targets[e]][t] += Σ_j w[inputs[e]][j]·feedback[j][t], j ascending over the outputs whose
  /// tiled `offsets` are listed, fused. No target is named twice.
  static func pullBack(
    weights: Region<Float>, inputStride: Int, inputs: Region<Int32>, targets: Region<Int32>,
    offsets: Region<Int32>, feedback: Region<Float>, paddedSteps: Int, rows: Region<Float>)

  /// direction = −|parameter|·direction: what LFP hands to an optimiser that minimises.
  static func weighByMagnitude(parameters: Region<Float>, direction: Region<Float>)

  /// squares[n] = Σ_k values[k][n]², k ascending, fused.
  static func columnSquares(
    values: Region<Float>, vectors: Int, inputs: Int, squares: Region<Float>)

  /// values[k][n] ·= factors[n].
  static func scaleColumns(
    factors: Region<Float>, vectors: Int, inputs: Int, values: Region<Float>)

  /// One step of Adam, in PyTorch's order of operations.
  static func adam(
    gradient: Region<Float>, constants: AdamStep, first: Region<Float>, second: Region<Float>,
    parameters: Region<Float>)

  /// One step of stochastic gradient descent with PyTorch's momentum.
  static func sgd(
    gradient: Region<Float>, rate: Float, momentum: Float, velocity: Region<Float>,
    parameters: Region<Float>)

  /// values ·= factor.
  static func scale(_ values: Region<Float>, by factor: Float)

  /// values = low + scale·bytes.
  static func scaleBytes(
    bytes: Region<UInt8>, low: Float, scale: Float, values: Region<Float>)
}

extension KernelSet {
  /// Steps rounded up to whole lane vectors of 16: the length of a time row.
  package static func paddedSteps(_ steps: Int) -> Int { (steps + 15) / 16 * 16 }
}

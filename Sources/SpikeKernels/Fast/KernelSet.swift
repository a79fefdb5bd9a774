/// The loops that simulation and learning are made of, over one column tile of one layer.
///
/// ``Kernels`` runs them vectorised and ``PlainKernels`` as plain loops, with the same order of
/// every sum: the two give the same bytes, which tests check.
///
/// Shapes: *columns* are rows of steps, `stride` floats apart, of which the first ``NeuronColumns/count``
/// values belong to the neurons listed; *time rows* hold the steps of one neuron, padded to
/// ``paddedSteps(_:)``, one row a listed neuron; *membranes* lie in blocks of 16 neurons,
/// [blocks][steps][16].
package protocol KernelSet: NeuronKernels, StepwiseKernels, PackedKernels, ValueKernels,
  WindowKernels, SlidingKernels, ParameterKernels
{
  /// current[s][n] = bias[n] + Σ_k x[s][k]·w[k][n], k ascending, fused: the current of an analogue
  /// input, for the columns of one tile.
  ///
  /// - Parameters:
  ///   - x: [samples][inputs].
  ///   - current: Rows `currentStride` apart, of which the tile's columns are written.
  static func denseCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, inputs: Int, x: Region<Float>,
    samples: Int, current: Region<Float>, currentStride: Int)

  /// current[t][n] = bias[n] + Σ (Σ w[row of e][n] over the events e of g) over the groups g that
  /// spiked at t, each in order: a weight row is added once, and the sum of a group once a spike.
  ///
  /// - Parameter current: [steps][width].
  static func eventCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, events: GroupedEvents, steps: Int,
    current: Region<Float>)

  /// Lists the neurons of one sample that spiked.
  ///
  /// - Parameters:
  ///   - active: Receives the neurons, ascending; room for `neurons`.
  ///   - before: Receives for each neuron how many below it are listed, and their number last.
  ///   - masks: Receives for each 16 neurons a bit for each that is listed.
  ///   - listed: Receives the spike trains of those listed, one after another.
  static func listActive(
    trains: TrainRegion, neurons: Int, active: Region<Int32>, before: Region<Int32>,
    masks: Region<UInt32>, listed: Region<UInt32>)

  /// Finds the events of one patch: the listed spike trains that feed it, in the order of its runs.
  ///
  /// - Parameters:
  ///   - rows: Receives the weight row of each event.
  ///   - places: Receives the place of its spike train among those listed. Both have room for one more.
  /// - Returns: The number of events.
  static func findEvents(
    of patch: PatchRegion, among active: Region<Int32>, before: Region<Int32>,
    rows: Region<Int32>, places: Region<Int32>
  ) -> Int

  /// Numbers the different ones among some spike trains, in the order in which they come.
  ///
  /// - Parameters:
  ///   - trains: One after another, of `words` words.
  ///   - table: Scratch; a power of two of entries, at least twice as many as there are spike trains.
  ///   - kinds: Receives the number of each spike train.
  ///   - distinct: Receives the different spike trains, one after another.
  ///   - sizes: Receives how many spike trains each of those stands for.
  /// - Returns: How many there are.
  static func listKinds(
    of trains: Region<UInt32>, words: Int, table: Region<Int32>, kinds: Region<Int32>,
    distinct: Region<UInt32>, sizes: Region<Int32>
  ) -> Int

  /// Sorts events by the kinds of their spike trains, those of a kind in order.
  ///
  /// - Parameters:
  ///   - kinds: The kind of the spike train at each place, of `kindCount`.
  ///   - starts: Scratch, a number a kind, in whole lane vectors.
  ///   - rows: Receives the events' weight rows.
  ///   - owners: Receives the events' groups; room for 15 more.
  ///   - groupKinds: Receives the kind of each group.
  /// - Returns: The number of groups.
  static func groupEvents(
    _ events: EventRegion, kinds: Region<Int32>, kindCount: Int, starts: Region<Int32>,
    rows: Region<Int32>, owners: Region<Int32>, groupKinds: Region<Int32>
  ) -> Int

  /// counts[t] = events that spiked at t; room for whole lane vectors of steps.
  static func countSteps(_ events: EventRegion, steps: Int, counts: Region<Int32>)

  /// Bits of the spike trains of some events.
  static func countSpikes(_ events: EventRegion) -> Int

  /// counts[n] += the spikes of neuron n, for whole lane vectors of neurons.
  static func addCounts(_ trains: TrainRegion, neurons: Int, counts: Region<Int32>)

  /// Adds what listed spike trains, one after another, of `words` words say over time.
  ///
  /// - Parameters:
  ///   - sizes: How many times each spike train counts; nil for once.
  ///   - steps: Gains the spike trains with a spike at each step; 32·`words` elements.
  ///   - intervals: Gains, at d, the successive spikes of a spike train that are d steps apart; as many.
  static func addIntervals(
    _ trains: Region<UInt32>, sizes: Region<Int32>?, words: Int, steps: Region<Int64>,
    intervals: Region<Int64>)

  /// counts[i] += 1 where values[i] is not 0.
  ///
  /// - Returns: Whether any value is other than 0, 1 and −1.
  static func addNonzero(_ values: Region<Float>, counts: Region<Int32>) -> Bool

  /// How many values are not 0.
  static func countNonzero(_ values: Region<Float>) -> Int

  /// Pools one word row of spikes over windows of `size` × `size` positions, `stride` channels each:
  /// the window spikes where any of it does, and the first in row-major order to spike wins.
  ///
  /// - Parameter fill: Steps at which a window without a spike is won by its first position.
  static func poolTrains(
    _ trains: Region<UInt32>, height: Int, width: Int, stride: Int, size: Int, fill: UInt32,
    pooled: Region<UInt32>, winners: Region<UInt32>)

  /// ``poolTrains(_:height:width:stride:size:fill:pooled:winners:)`` without the winners.
  static func poolAny(
    _ trains: Region<UInt32>, height: Int, width: Int, stride: Int, size: Int,
    pooled: Region<UInt32>)

  /// both = a & b, word by word.
  static func intersect(_ a: Region<UInt32>, _ b: Region<UInt32>, into both: Region<UInt32>)

  /// local[t][k] = scale·rows[before[d]][t] where the destination d of column k is listed and the
  /// column's spike train, if there is one, has a bit at t; else 0, up to the next multiple of 16.
  static func gatherColumns(
    rows: Region<Float>, scale: Float, columns: NeuronColumns, destinations: Region<Int32>,
    before: Region<Int32>, steps: Int, stride: Int, local: Region<Float>)

  /// local[t][k] = values[t][n − `first`] for the neuron n of column k.
  ///
  /// - Parameters:
  ///   - values: Rows `rowStride` apart; 0 repeats the first. Where all neurons have columns, their
  ///     first is the first of the columns.
  static func pickColumns(
    _ values: Region<Float>, rowStride: Int, first: Int, columns: NeuronColumns, steps: Int,
    stride: Int, local: Region<Float>)

  /// rows[k][t] = local[t][k]; padding 0.
  static func timeRows(
    local: Region<Float>, stride: Int, count: Int, steps: Int, rows: Region<Float>)

  /// Puts the time rows of some samples, `sampleStride` apart, one after another: step t of sample s
  /// becomes step s·T + t of a row as long as the packing says, 0 after them. Rows lie in panels of
  /// 32 steps, [panels][count][32].
  static func packTime(
    _ rows: Region<Float>, _ packing: TimePacking, samples: Int, sampleStride: Int, count: Int,
    into packed: Region<Float>)

  /// The way back, for some of `count` neurons; padding 0.
  static func unpackTime(
    _ packed: Region<Float>, _ packing: TimePacking, samples: Int, sampleStride: Int, count: Int,
    neurons: Range<Int>, into rows: Region<Float>)

  /// The membranes of the listed neurons, in blocks of 16, the last filled up by repetition.
  static func gatherMembranes(
    _ membranes: Region<Float>, neurons: Region<Int32>, steps: Int, listed: Region<Float>)

  /// LFP through the membrane by rules with one coefficient for all contributions: the reward R that
  /// arrives at each spike becomes g = R / denominator.
  static func lfpWhole(_ columns: ColumnBlock, denominator: LFPDenominator, epsilon: Float)

  /// LFP-z⁺z⁻ through the membrane: the reward becomes the coefficient of all contributions.
  ///
  /// - Parameter magnitudes: Σ|z| over the contributions of current, rows as the columns'.
  static func lfpMagnitudes(
    _ columns: ColumnBlock, sharing: LFPSharing, epsilon: Float, magnitudes: Region<Float>)

  /// LFP-αβ through the membrane: the reward becomes the coefficient of positive contributions.
  ///
  /// - Parameters:
  ///   - positive: The sum of the current's positive contributions, rows as the columns'.
  ///   - negative: Becomes the coefficient of negative contributions.
  static func lfpSigns(
    _ columns: ColumnBlock, sharing: LFPSharing, alpha: Float, epsilon: Float,
    positive: Region<Float>, negative: Region<Float>)

  /// The rewards of one step from those of the step after, for 16 · `vectors` neurons: rewards[n] =
  /// arriving[n] + carry[n]·(factor·rewards[n]), or arriving[n] without `carry`.
  ///
  /// - Returns: The largest magnitude.
  static func carryRewards(
    arriving: Region<Float>, carry: Region<Float>?, factor: Float, vectors: Int,
    rewards: Region<Float>
  ) -> Float

  /// sums[k] = Σ_t local[t][k], for whole lane vectors of columns; nonzero[t] = how many of the
  /// `count` columns are not 0 at t.
  static func sumSteps(
    local: Region<Float>, stride: Int, count: Int, steps: Int, sums: Region<Float>,
    nonzero: Region<Int32>)

  /// direction[row of e][n] += Σ over the steps of event e's group of local[t][k], where column k is the k-th
  /// output n of those that the masks have a bit for.
  ///
  /// - Parameters:
  ///   - local: Readable 15 floats past its last row's columns.
  ///   - masks: One for each lane vector of outputs; nil means all of ``TileShape/vectors`` times
  ///     `tiles`.
  ///   - tiles: Tiles of outputs.
  ///   - shape: How the direction, that begins with the first of these tiles, is laid out.
  static func outerEvents(
    local: Region<Float>, stride: Int, masks: Region<UInt32>?, tiles: Int, events: GroupedEvents,
    steps: Int, shape: TileShape, direction: Region<Float>)

  /// direction[k][n] += Σ_s x[s][k]·sums[s][n], s ascending, fused; rows of x lie `inputStride`
  /// apart.
  static func outerDense(
    x: Region<Float>, inputStride: Int, inputs: Int, sums: Region<Float>, sumsStride: Int,
    samples: Int, vectors: Int, direction: Region<Float>)

  /// out[targets[e]][t] += Σ_j w[rows[e]][j]·feedback[j][t], j ascending over the outputs whose
  /// tiled `offsets` are listed, fused. No target is named twice.
  static func pullBack(
    weights: Region<Float>, inputStride: Int, rows: Region<Int32>, targets: Region<Int32>,
    offsets: Region<Int32>, feedback: Region<Float>, paddedSteps: Int, out: Region<Float>)

  /// out[t][i] += Σ_k local[t][k]·w[j][e] for every source i of a patch, k ascending over the columns that
  /// are not 0 at step t, fused. Column k is that of output j; e is the source's entry of the patch's map.
  ///
  /// - Parameters:
  ///   - columns: Some of one position, whose first neuron is `first`.
  ///   - weights: Rows of `entries` floats, a row for each output, then 15 floats.
  ///   - out: Rows of `outStride` floats, a row for each step, then 15 floats.
  static func pullSteps(
    local: Region<Float>, stride: Int, columns: NeuronColumns, first: Int, steps: Int,
    weights: Region<Float>, entries: Int, patch: PatchRegion, out: Region<Float>, outStride: Int)
}

extension KernelSet {
  /// Whether no value is infinite or NaN.
  package static func allFinite(_ values: Region<Float>) -> Bool {
    areAll(values, within: .greatestFiniteMagnitude)
  }

  /// Steps rounded up to whole lane vectors of 16: the length of a time row.
  package static func paddedSteps(_ steps: Int) -> Int { (steps + 15) / 16 * 16 }
}

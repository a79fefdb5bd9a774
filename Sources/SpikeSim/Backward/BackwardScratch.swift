import SpikeKernels

/// The scratch memory of one worker in a backward pass.
final class BackwardScratch: Sendable {
  /// Columns that are taken through their membranes at a time.
  static let chunk = 256

  /// Membranes of a chunk of columns, and their thresholds where those differ from step to step.
  let membranes: Buffer<Float>
  let thresholds: Buffer<Float>
  /// Columns of a sample of a convolution, for each part of the contributions.
  let columns: [Buffer<Float>]
  /// The sums over contributions of the columns of a sample or chunk.
  let contributions: Buffer<Float>
  /// Columns of one position of a pool's window, or contributions of one tile, [steps][width].
  let window: Buffer<Float>
  /// The contributions of one tile of a window's winners, [steps][width].
  let pooled: Buffer<Float>
  /// Time rows of the columns of a sample or of a window.
  let rows: Buffer<Float>
  let offsets: Buffer<Int32>
  /// Sums of columns over time; at each step, the number of columns that are not 0; spikes of each step.
  let sums: Buffer<Float>
  let nonzero: Buffer<Int32>
  let spikes: Buffer<Int32>
  /// Of a constant input: sums of each output for each part, the sum over each neuron's
  /// contributions, patches of some positions split by sign, values in their frame, and which positions.
  let totals: [Buffer<Float>]
  /// The same of each pooled output, before its window's winner gets it.
  let pooledTotals: [Buffer<Float>]
  let constantContributions: Buffer<Float>
  let outputs: Buffer<Float>
  let patch: Buffer<Float>
  let framed: Buffer<Float>
  let reached: Buffer<Int32>
  /// Of each position, how many of its sums are not 0, and how many of the values that it sees; and how many
  /// values are not 0 before each value.
  let nonzeroSums: Buffer<Int32>
  let seen: Buffer<Int32>
  let before: Buffer<Int32>
  let bias: Buffer<Float>
  let events: EventBuffer
  /// What a dense layer hands down to several samples, side by side.
  let packedHanded: Buffer<Float>
  /// What each position of a convolution that reads values hands to its patch.
  let handedPatches: Buffer<Float>
  /// The sums of a piece of a dense layer that reads values, see ``OpenSums``.
  let piece: Buffer<Float>

  /// For the sums of recurrent weights.
  let recurrent: RecurrentScratch

  /// Elements of each.
  private struct Counts {
    let membranes, thresholds, columns, contributions, window, pooled, rows, offsets, sums, nonzero,
      spikes: Int
    let totals, pooledTotals, constantContributions, outputs, patch, framed, reached, before,
      bias, packedHanded: Int
    let handedPatches, piece, entries, kinds, parts: Int

    init(_ network: Network, _ needs: [ContributionSums]) {
      parts = needs.map(\.parts).max() ?? 1
      let (layers, steps) = (network.layers, network.steps)
      let valued = layers.filter { $0.source == .values }
      func widest(_ layers: [Layer], _ count: (Layer) -> Int) -> Int {
        layers.map(count).max() ?? 0
      }
      // Layers whose columns lie here: convolutions that spikes feed. Of values, chunks of columns.
      let fed = layers.filter { $0.source == .spikes }
      let here = widest(fed.filter { !$0.isDense }, \.layout.padded)
      let neurons = widest(layers, \.layout.padded)
      let width = widest(layers) { max($0.shape.width, $0.layout.stride) }
      membranes = BackwardScratch.chunk * steps
      thresholds = layers.contains(where: \.model.hasThresholds) ? membranes : 0
      columns = max(here, BackwardScratch.chunk) * steps + BackwardMemory.slack
      contributions = neurons * steps + BackwardMemory.slack
      window = steps * width + BackwardMemory.slack
      pooled =
        steps * widest(fed.filter { $0.pool != nil && needs[$0.index] != .none }, \.shape.width)
      rows = max(here, width) * Kernels.paddedSteps(steps)
      offsets = max(here, widest(valued, \.layout.padded), BackwardScratch.chunk)
      sums = neurons
      nonzero = steps
      spikes = Kernels.paddedSteps(steps)
      totals = widest(valued, \.outputs.padded)
      pooledTotals = widest(valued) { $0.pool == nil ? 0 : $0.layout.padded }
      constantContributions = widest(valued, \.layout.padded)
      outputs = totals
      patch = widest(valued) {
        $0.index == 0 && !$0.isDense && needs[0].parts > 1
          ? 3 * $0.outputs.positions * $0.shape.inputs : 0
      }
      reached = widest(valued, \.outputs.positions)
      framed = widest(valued) { layer in
        layer.isDense
          ? 0 : max(layer.route.cells.count, layer.patches.sliding?.framedCount ?? 0)
      }
      before = framed + 1
      bias = widest(layers, \.shape.width)
      packedHanded =
        widest(fed.filter(\.isDense), \.route.layout.padded) * TimePacking(steps: steps).row
      handedPatches = widest(valued) {
        $0.index > 0 && !$0.isDense
          ? $0.outputs.positions * TransposedWeights.shape($0).paddedOutputs : 0
      }
      piece = valued.contains(where: \.isDense) ? OpenSums.pieceSize : 0
      entries = widest(layers, \.patches.largest)
      kinds = widest(layers, \.route.layout.padded)
    }
  }

  init(network: Network, needs: [ContributionSums]) {
    func buffer(_ count: Int) -> Buffer<Float> { Buffer(count: count, repeating: 0) }
    let counts = Counts(network, needs)
    membranes = buffer(counts.membranes)
    thresholds = buffer(counts.thresholds)
    columns = (0..<counts.parts).map { _ in buffer(counts.columns) }
    contributions = buffer(counts.contributions)
    window = buffer(counts.window)
    pooled = buffer(counts.pooled)
    rows = buffer(counts.rows)
    offsets = Buffer(count: counts.offsets, repeating: 0)
    sums = buffer(counts.sums)
    nonzero = Buffer(count: counts.nonzero, repeating: 0)
    spikes = Buffer(count: counts.spikes, repeating: 0)
    totals = (0..<counts.parts).map { _ in buffer(counts.totals) }
    pooledTotals = (0..<counts.parts).map { _ in buffer(counts.pooledTotals) }
    constantContributions = buffer(counts.constantContributions)
    outputs = buffer(counts.outputs)
    patch = buffer(counts.patch)
    framed = buffer(counts.framed)
    reached = Buffer(count: counts.reached, repeating: 0)
    nonzeroSums = Buffer(count: counts.reached, repeating: 0)
    seen = Buffer(count: counts.reached, repeating: 0)
    before = Buffer(count: counts.before, repeating: 0)
    bias = buffer(counts.bias)
    packedHanded = buffer(counts.packedHanded)
    handedPatches = buffer(counts.handedPatches)
    piece = buffer(counts.piece)
    events = EventBuffer(slots: 2, entries: counts.entries, kinds: counts.kinds)
    recurrent = RecurrentScratch(network)
  }

  /// Bytes that one worker takes.
  static func bytes(network: Network, needs: [ContributionSums]) -> Double {
    let counts = Counts(network, needs)
    let floats =
      [
        counts.membranes, counts.thresholds, counts.contributions, counts.window, counts.pooled,
        counts.rows, counts.sums,
        counts.constantContributions, counts.outputs, counts.patch, counts.framed, counts.bias,
        counts.packedHanded, counts.handedPatches, counts.piece,
      ] + (0..<counts.parts).flatMap { _ in [counts.columns, counts.totals, counts.pooledTotals] }
    let integers = [
      counts.offsets, counts.nonzero, counts.spikes, counts.reached, counts.reached, counts.reached,
      counts.before,
    ]
    return floats.reduce(0) { $0 + Buffer<Float>.bytes(count: $1) }
      + integers.reduce(0) { $0 + Buffer<Int32>.bytes(count: $1) }
      + EventBuffer.bytes(slots: 2, entries: counts.entries, kinds: counts.kinds)
      + RecurrentScratch.bytes(network)
  }
}

import SpikeKernels

/// What a convolution behind a max pool of currents hands down, by rules that reach every spike train.
///
/// At each step only the winner of a window has a coefficient. So the sums over outputs are taken step by
/// step, over the outputs that have one, for sources side by side.
final class StepFeedback: Sendable {
  private let layer: Layer
  private let steps: Int
  /// Floats from the weights of one output to those of the next: one for each entry of the patches' map.
  private let entries: Int
  /// The weights, [outputs with padding][entries].
  private let weights: Buffer<Float>
  /// What is handed down in the sample at hand, of each worker: [steps][spike trains with padding].
  private let sums: [Buffer<Float>]

  /// - Returns: nil of other layers and rules.
  init?(_ layer: Layer, steps: Int, threads: Int, handsDown: Bool, for rule: some MembraneRule) {
    guard handsDown, Self.serves(layer, rule) else { return nil }
    (self.layer, self.steps) = (layer, steps)
    entries = layer.patches.patches.map.count
    weights = Buffer(count: Self.weightCount(layer), repeating: 0)
    sums = (0..<threads).map { _ in
      Buffer(count: Self.sumCount(layer, steps), repeating: 0)
    }
  }

  private static func serves(_ layer: Layer, _ rule: some MembraneRule) -> Bool {
    !rule.reachesSpikesOnly && layer.source == .spikes && !layer.isDense
      && layer.pool?.kind == .largest && rule.contributions(layer.index).parts == 1
  }

  // Kernels read a lane vector past the last float of each.
  private static func weightCount(_ layer: Layer) -> Int {
    layer.layout.stride * layer.patches.patches.map.count + BackwardMemory.slack
  }

  private static func sumCount(_ layer: Layer, _ steps: Int) -> Int {
    steps * layer.route.layout.padded + BackwardMemory.slack
  }

  /// Bytes that it takes of a layer.
  static func bytes(
    _ layer: Layer, steps: Int, threads: Int, handsDown: Bool, for rule: some MembraneRule
  ) -> Double {
    guard handsDown, serves(layer, rule) else { return 0 }
    return Buffer<Float>.bytes(count: weightCount(layer))
      + Double(threads) * Buffer<Float>.bytes(count: sumCount(layer, steps))
  }

  /// Copies the weights of a batch.
  func copy(_ parameters: Parameters.Layer, _ workers: Workers) {
    let (weights, entries) = (weights, entries)
    let (shape, map) = (parameters.shape, layer.patches.patches.map)
    workers.forEach(shape.tiles) { tile, _ in
      let own = parameters.weightTile(tile)
      let first = tile * shape.width
      for entry in 0..<entries where map[entry] >= 0 {
        let row = own.dropping(Int(map[entry]) * shape.width, count: shape.width)
        for lane in 0..<min(shape.width, shape.outputs - first) {
          weights[(first + lane) * entries + entry] = row[lane]
        }
      }
    }
  }

  /// Begins a sample.
  func begin(_ worker: Int) { sums[worker].fill(0) }

  /// Adds what one place of the connection's outputs hands to the sources it sees.
  ///
  /// - Parameters:
  ///   - local: The coefficients of the place, rows `stride` apart.
  ///   - columns: Those of the pooled position.
  ///   - first: The position's first neuron.
  func add(
    _ local: Region<Float>, stride: Int, columns: NeuronColumns, first: Int, place: Int,
    _ worker: Int
  ) {
    Kernels.pullSteps(
      local: local, stride: stride, columns: columns, first: first, steps: steps,
      weights: weights.all, entries: entries, patch: layer.patches.patch(place),
      out: sums[worker].all, outStride: layer.route.layout.padded)
  }

  /// Writes what was added as time rows, one for each spike train.
  func finish(into handed: Region<Float>, _ worker: Int) {
    let padded = layer.route.layout.padded
    Kernels.timeRows(
      local: sums[worker].all, stride: padded, count: padded, steps: steps, rows: handed)
  }
}

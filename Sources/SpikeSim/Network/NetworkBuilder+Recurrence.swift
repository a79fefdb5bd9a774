import SpikeKernels

extension LIFParameters {
  /// Checks that a population can be connected with itself as its neurons say.
  func checkRecurrence(
    _ layout: GridLayout, _ pool: CurrentPool?, _ index: Int
  ) throws(NetworkError) {
    guard let recurrence else { return }
    guard layout.isList, pool == nil else {
      throw .layer(
        index,
        "recurrent neurons stand directly behind a dense layer, not behind a conv2d or a pool")
    }
    guard recurrence == .allToAll else { return }
    let neurons = layout.neurons
    guard let weights = checkedProduct([neurons, neurons + 63]), weights <= Int(Int32.max) else {
      throw .layer(
        index, "\(neurons) × \(neurons) recurrent weights is no size a layer can have")
    }
  }
}

extension RecurrentConnection {
  /// Connects the population of a layer with itself; nil where its neurons are not so connected.
  convenience init?(_ index: Int, _ layout: GridLayout, _ neurons: LIFParameters) {
    guard neurons.recurrence == .allToAll else { return nil }
    let route = SpikeRoute(base: layout)
    let count = layout.neurons
    let plain = LIFParameters(
      beta: neurons.beta, threshold: neurons.threshold, reset: neurons.reset)
    self.init(
      Layer(
        index: index, source: .spikes, route: route,
        shape: TileShape(inputs: count, outputs: count), weightShape: [count, count],
        hasBias: true,
        patches: PatchTable(PatchGeometry(dense: route.cells, countsCells: false)),
        outputs: layout, pool: nil, layout: layout, unit: .neurons, neurons: plain,
        model: plain.model(padded: layout.padded), loop: nil, isDense: true))
  }
}

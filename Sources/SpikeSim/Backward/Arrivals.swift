import SpikeKernels

/// What feeds a connection, as the way back reads it.
enum ConnectionInput: Sendable {
  /// Values, the same at every step; packed, where they are those of a dense first layer.
  case values(Buffer<Float>, packed: ConstantInput?)
  /// The spikes that reached the connection.
  case spikes(RoutedSpikes)

  init(_ layer: Layer, _ trace: Trace) {
    if let routed = trace.routed[layer.index] {
      self = .spikes(routed)
    } else {
      self = .values(trace.values(of: layer), packed: trace.packed(layer))
    }
  }
}

/// What arrives at the spikes of a population from the layer above, or from the reward.
struct Arrivals: Sendable {
  /// The neurons that something arrives at.
  let neurons: ActiveNeurons
  /// Where it arrives: the spike train above that each neuron feeds.
  let destinations: Region<Int32>
  /// The spike trains above that have a row, in the order of the rows.
  let trains: ActiveNeurons
  /// The way from there to the neurons' spikes; nil for the output.
  let way: RoutedSpikes?
  /// What every row is multiplied by.
  let scale: Float
  /// Of a network without spikes, what arrives at the units below the output as they lie, in place of rows.
  let units: SampleBuffers<Float>?

  init(
    _ layer: Layer, _ trace: Trace, _ memory: BackwardMemory, scale: Float, rule: some MembraneRule
  ) {
    let atSpikesOnly = rule.reachesSpikesOnly
    let everyone = memory.everyNeuron[layer.index]
    self.scale = scale
    units = memory.values?.arriving[layer.index]
    if layer.index < trace.network.layers.count - 1, let above = trace.routed[layer.index + 1] {
      way = above
      destinations = above.destinations.all
      // What recurrent connections and rates hand back arrives at spikes that never reached the layer above, too.
      let isAbove = (layer.neurons.recurrence == nil && rule.rates == nil) || !above.plan.routes
      neurons = atSpikesOnly && isAbove ? above.delivering : everyone
      trains = atSpikesOnly ? above.active : memory.everyTrain[layer.index + 1]
    } else {
      way = nil
      destinations = everyone.list(0)
      (neurons, trains) = (everyone, everyone)
    }
  }
}

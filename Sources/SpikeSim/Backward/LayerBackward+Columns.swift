import SpikeKernels

/// The columns of a sample: one for each neuron that something arrives at. Columns are taken back through
/// the membranes of their neurons.
extension LayerBackward {
  /// The columns of a sample.
  struct Listing {
    let columns: NeuronColumns
    /// For each neuron, how many columns lie before its own.
    let before: Region<Int32>
    /// A bit for each neuron that has a column, 16 neurons at a time; nil where all have.
    let masks: Region<UInt32>?
    /// Floats from one row of the columns to the next.
    var stride: Int { (columns.count + 15) / 16 * 16 }
    /// Whether every neuron has a column.
    var isFull: Bool { columns.neurons == nil }
  }

  /// Whether every neuron of a sample has a column.
  func isFull(_ sample: Int) -> Bool {
    arrivals.neurons.isEveryone || arrivals.neurons.count(sample) * 8 > layer.layout.padded * 5
  }

  /// The neurons of a sample that something arrives at. If these are more than 5/8 of all, all neurons:
  /// the others contribute zero, and contiguous lane vectors are faster than gathered columns.
  func listing(_ sample: Int) -> Listing {
    let neurons = arrivals.neurons
    if isFull(sample) { return everyListing(sample) }
    return Listing(
      columns: NeuronColumns(
        neurons: neurons.list(sample), first: 0, count: neurons.count(sample),
        trains: neurons.trains(sample), trainStride: neurons.words, wordStride: 1),
      before: neurons.before(sample), masks: neurons.masks(sample))
  }

  /// All neurons of a sample.
  func everyListing(_ sample: Int) -> Listing {
    Listing(
      columns: everyColumn(sample), before: memory.everyNeuron[layer.index].before(0), masks: nil)
  }

  /// A column for every neuron of a sample.
  func everyColumn(_ sample: Int) -> NeuronColumns {
    let open = arrivals.way?.open(
      sample, below: population.spikes, atSpikesOnly: rule.reachesSpikesOnly)
    return NeuronColumns(
      neurons: nil, first: 0, count: layer.layout.padded, trains: open?.words, trainStride: 1,
      wordStride: open?.stride ?? 0)
  }

  /// What arrives at some columns, turned into coefficients.
  ///
  /// - Parameters:
  ///   - scratch: Holds the sums over contributions that the rule needs, rows `stride` apart.
  ///   - locals: Receive the coefficients of each part, rows `stride` apart.
  ///   - carry: Not nil: receives what membranes carry of a reward of 1, and the first of `locals` what
  ///     arrives.
  func coefficients(
    _ sample: Int, _ columns: NeuronColumns, stride: Int, _ scratch: BackwardScratch,
    locals: [Region<Float>], carry: Region<Float>? = nil
  ) {
    if let stepwise {
      return pick(sample, columns, stride: stride, from: stepwise, to: locals)
    }
    let local = locals[0]
    let contributions = form.map { _ in scratch.contributions.all }
    let chunk = BackwardScratch.chunk
    for first in Swift.stride(from: 0, to: columns.count, by: chunk) {
      let part = columns.dropping(first, count: min(chunk, columns.count - first))
      if let units = arrivals.units {
        local.dropping(first, count: part.count).copy(
          from: units[sample].dropping(part.first, count: part.count))
      } else {
        Kernels.gatherColumns(
          rows: memory.handed(by: layer.index + 1, sample), scale: arrivals.scale, columns: part,
          destinations: arrivals.destinations, before: arrivals.trains.before(sample),
          steps: steps, stride: stride, local: local.dropping(first))
      }
      addRates(sample, part, stride: stride, to: local.dropping(first))
      let states = states(sample, part, scratch)
      rule.coefficients(
        MembraneColumns(
          layer: layer.index, model: layer.model,
          block: ColumnBlock(
            membranes: states.membranes, vectors: (part.count + 15) / 16, steps: steps,
            neuron: layer.model.constants, stride: stride, local: local.dropping(first),
            factors: factors, carry: carry?.dropping(first), thresholds: states.thresholds),
          contributions: contributions?.dropping(first),
          negative: locals.count > 1 ? locals[1].dropping(first) : nil))
    }
  }

  /// Membranes and thresholds of some columns, in blocks of 16.
  func states(
    _ sample: Int, _ columns: NeuronColumns, _ scratch: BackwardScratch
  ) -> (membranes: Region<Float>, thresholds: Region<Float>?) {
    let (membranes, model) = (scratch.membranes.all, layer.model)
    let thresholds = model.hasThresholds ? scratch.thresholds.all : nil
    if layer.source == .values {
      let neurons =
        columns.neurons
        ?? memory.everyNeuron[layer.index].list(0).dropping(columns.first, count: columns.count)
      model.integrateAgain(
        population.currents(sample..<sample + 1), neurons: neurons, steps: steps,
        keeping: KeptStates(membranes: membranes, thresholds: thresholds))
      return (membranes, thresholds)
    }
    let first = columns.neurons == nil ? columns.first : 0
    guard let kept = population.membranes(sample, from: first) else {
      preconditionFailure("learning needs a trace that keeps membranes")
    }
    let keptThresholds = population.thresholds(sample, from: first)
    guard let neurons = columns.neurons else { return (kept, keptThresholds) }
    Kernels.gatherMembranes(kept, neurons: neurons, steps: steps, listed: membranes)
    if let keptThresholds, let thresholds {
      Kernels.gatherMembranes(keptThresholds, neurons: neurons, steps: steps, listed: thresholds)
    }
    return (membranes, thresholds)
  }
}

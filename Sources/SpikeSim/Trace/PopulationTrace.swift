import SpikeKernels

/// Which membranes a trace keeps.
public enum MembraneKeeping: Sendable, Hashable {
  /// None: for evaluation.
  case none
  /// Those that learning cannot compute again from a constant current.
  case learning
  /// All: for looking at them.
  case all
  /// None, but how often they changed is counted: for an evaluation that reports sparsity.
  case updates

  /// Whether a trace that keeps them can be learnt from.
  var isForLearning: Bool { self == .learning || self == .all }
}

/// What one population of neurons did for a batch: its spikes, and its membranes where they were
/// kept. Neurons are counted as PyTorch does: [channels, height, width].
public final class PopulationTrace: Sendable {
  /// The spikes.
  public let spikes: SpikeTrains
  /// What the population is made of.
  public let unit: Unit
  /// Which membranes are kept.
  public let keeping: MembraneKeeping
  /// U[t] in blocks of 16 neurons, [samples][blocks][steps][16]; empty where not kept. Of neurons that are
  /// integrated step by step in rows of neurons, [samples][steps][padded].
  private let membranes: SampleBuffers<Float>
  /// What neurons that are integrated step by step keep besides; nil of others.
  let stepwise: StepwiseTrace?
  /// θ[t] in the same blocks, of models whose threshold differs from step to step.
  private let thresholds: SampleBuffers<Float>
  /// The current of neurons whose current is the same at every step, [samples][padded]; else empty.
  private let currents: Buffer<Float>
  /// Which place of its window, row by row, each pooled current came from, [samples][rows][padded],
  /// a row a step or one for all; empty without a max pool of currents.
  let poolWinners: Buffer<Int32>
  let poolWinnerRows: Int

  /// How often membranes differed from those a step earlier, the first step not counted:
  /// [samples][``updateSlots``]; nil where that is not counted.
  let updates: Buffer<Int>?
  let updateSlots: Int

  init(layer: Layer, steps: Int, samples: Int, keeping: MembraneKeeping) {
    self.keeping = keeping
    unit = layer.unit
    spikes = SpikeTrains(layout: layer.layout, steps: steps, samples: samples)
    let padded = layer.layout.padded
    let isConstant = layer.source == .values
    let keeps = Self.keeps(layer, keeping)
    membranes = SampleBuffers(
      samples: keeps ? samples : 0, size: steps * padded, repeating: 0)
    stepwise = StepwiseTrace(layer, steps: steps, samples: samples)
    thresholds = SampleBuffers(
      samples: keeps && layer.model.hasThresholds ? samples : 0, size: steps * padded,
      repeating: 0)
    currents = Buffer(count: isConstant ? samples * padded : 0, repeating: 0)
    updateSlots = layer.isDense ? layer.shape.tiles : 1
    updates = keeping == .updates ? Buffer(count: samples * updateSlots, repeating: 0) : nil
    poolWinnerRows = layer.pool?.kind == .largest ? (isConstant ? 1 : steps) : 0
    poolWinners = Buffer(count: samples * poolWinnerRows * padded, repeating: 0)
  }

  /// Bytes that a population takes for so many samples.
  static func bytes(
    layer: Layer, steps: Int, samples: Int, keeping: MembraneKeeping
  ) -> Double {
    let padded = layer.layout.padded
    let isConstant = layer.source == .values
    let keeps = keeps(layer, keeping)
    let rows = layer.pool?.kind == .largest ? (isConstant ? 1 : steps) : 0
    let slots = layer.isDense ? layer.shape.tiles : 1
    let everyNeuron = Double(samples) * Double(padded)
    return SpikeTrains.bytes(layout: layer.layout, steps: steps, samples: samples)
      + SampleBuffers<Float>.bytes(samples: keeps ? samples : 0, size: steps * padded)
      + SampleBuffers<Float>.bytes(
        samples: keeps && layer.model.hasThresholds ? samples : 0, size: steps * padded)
      + Buffer<Float>.bytes(count: isConstant ? everyNeuron : 0)
      + (keeping == .updates ? Buffer<Int>.bytes(count: Double(samples) * Double(slots)) : 0)
      + Buffer<Int32>.bytes(count: everyNeuron * Double(rows))
      + StepwiseTrace.bytes(layer, steps: steps, samples: samples)
  }

  /// Whether the membranes of a layer are kept. Neurons that are integrated step by step need them.
  private static func keeps(_ layer: Layer, _ keeping: MembraneKeeping) -> Bool {
    layer.isStepwise || keeping == .all || keeping == .learning && layer.source != .values
  }

  /// Whether the neurons of all samples lie side by side, and nothing of them is kept but spikes.
  var isContiguous: Bool {
    spikes.words == 1 && updates == nil && membranes.count == 0 && thresholds.count == 0
  }

  /// How the neurons lie.
  public var layout: GridLayout { spikes.layout }
  /// Number of neurons.
  public var neurons: Int { layout.neurons }
  /// Steps T.
  public var steps: Int { spikes.steps }

  /// Membranes of one sample in blocks of 16 neurons, from the block of neuron `first` on, or in rows of
  /// neurons from that neuron on; nil where they are not kept.
  package func membranes(_ sample: Int, from first: Int = 0) -> Region<Float>? {
    guard membranes.count > 0 else { return nil }
    return membranes[sample].dropping(stepwise == nil ? first * steps : first)
  }

  /// Thresholds of one sample, as ``membranes(_:from:)``; nil where they are not kept.
  package func thresholds(_ sample: Int, from first: Int = 0) -> Region<Float>? {
    guard thresholds.count > 0 else { return nil }
    return thresholds[sample].dropping(first * steps)
  }

  /// The constant currents of some samples, from neuron `first` on: rows of the padded neurons.
  func currents(_ samples: Range<Int>, from first: Int = 0) -> Region<Float> {
    let padded = layout.padded
    return currents.region(samples.lowerBound * padded + first, samples.count * padded - first)
  }

  /// Pool winners of one sample.
  func poolWinners(_ sample: Int) -> Region<Int32> {
    let count = poolWinnerRows * layout.padded
    return poolWinners.region(sample * count, count)
  }

  /// U[t] of a neuron.
  ///
  /// - Precondition: Membranes are kept.
  public func membrane(sample: Int, step: Int, neuron: Int) -> Float {
    guard let membranes = membranes(sample) else {
      preconditionFailure("a trace that keeps \(keeping) membranes was asked for one")
    }
    let index = layout.index(ofCounted: neuron)
    if stepwise != nil { return membranes[step * layout.padded + index] }
    return membranes[(index / 16 * steps + step) * 16 + index % 16]
  }

  /// θ of a neuron at a step, where it is not the one that its layer begins with: where it adapts, or is learnt.
  ///
  /// - Returns: nil where it is.
  /// - Precondition: The trace keeps membranes.
  public func threshold(sample: Int, step: Int, neuron: Int) -> Float? {
    let index = layout.index(ofCounted: neuron)
    if let thresholds = thresholds(sample) {
      return thresholds[(index / 16 * steps + step) * 16 + index % 16]
    }
    return stepwise?.constants.thresholds[index]
  }

  /// Whether a neuron spiked at a step.
  public func spiked(sample: Int, step: Int, neuron: Int) -> Bool {
    spikes.spiked(sample: sample, step: step, neuron: neuron)
  }

  /// How often a neuron spiked in a sample.
  public func spikeCount(sample: Int, neuron: Int) -> Int {
    spikes.spikeCount(sample: sample, neuron: neuron)
  }

  /// z of every unit of a sample, as PyTorch counts them: the logits, of the last layer of a network
  /// without spikes.
  ///
  /// - Precondition: The population's current is the same at every step.
  public func sums(sample: Int) -> [Float] {
    let row = currents(sample..<sample + 1)
    return (0..<neurons).map { row[layout.index(ofCounted: $0)] }
  }

  /// The neuron that spiked most in a sample, or the largest logit; the first of equals.
  public func mostActive(sample: Int) -> Int {
    if unit == .logits {
      let logits = sums(sample: sample)
      return logits.indices.dropFirst().reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
    }
    var best = (count: -1, neuron: 0)
    for neuron in 0..<neurons {
      let count = spikeCount(sample: sample, neuron: neuron)
      if count > best.count { best = (count, neuron) }
    }
    return best.neuron
  }

  /// Spikes of all neurons in some samples, over all steps.
  public func spikeCount(samples: Range<Int>) -> Int {
    samples.reduce(0) { $0 + spikes.spikeCount(sample: $1) }
  }

  /// Membranes of a sample that differed from those a step earlier, over all steps; at the first step
  /// every neuron's counts, as NeuroBench has it.
  ///
  /// - Precondition: Updates are counted.
  public func membraneUpdates(sample: Int) -> Int {
    guard let updates else {
      preconditionFailure("a trace that keeps \(keeping) membranes was asked for updates")
    }
    return neurons
      + (0..<updateSlots).reduce(0) { $0 + updates[sample * updateSlots + $1] }
  }

  /// One value for each (step, sample, neuron) of the last batch, in that order: PyTorch's.
  public func timeMajor(
    samples: Int, _ value: (_ sample: Int, _ step: Int, _ neuron: Int) -> Float
  ) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(steps * samples * neurons)
    for step in 0..<steps {
      for sample in 0..<samples {
        for neuron in 0..<neurons { values.append(value(sample, step, neuron)) }
      }
    }
    return values
  }
}

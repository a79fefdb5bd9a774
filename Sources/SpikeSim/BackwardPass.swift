import SpikeKernels

/// Carries a signal from the output spikes back through layers and time, and sums what it says of
/// every weight: the walk that feedback propagation and back-propagation share.
///
/// A ``MembraneRule`` turns what arrives at a neuron's spikes into a coefficient g[t] for its
/// current. From g follow, as for any connection I = W·x + b,
///
///     d(w_ij) += Σ_t x_i[t]·g_j[t]      d(b_j) += Σ_t g_j[t]      r_i[t] = Σ_j w_ij·g_j[t]
///
/// (a rule that treats contributions of both signs apart gives two coefficients, one for each).
/// Only pairs of an input that spiked and a neuron in the lists are touched. Sums run over samples,
/// positions and steps in ascending order on any number of threads.
public final class BackwardPass {
  let network: Network
  let workers: Workers
  let capacity: Int
  let memory: BackwardMemory
  let scratch: [BackwardScratch]
  /// Copies of the weights by sign, and the sums for each sign, of stages that need them.
  private(set) var signed: [SignedWeights?]
  private var gains: [Float]

  /// Allocates the memory for batches of up to `capacity` samples.
  ///
  /// - Parameter recordsInput: Whether ``handedToInput(_:parameters:)`` will be asked for.
  public init(network: Network, capacity: Int, workers: Workers, recordsInput: Bool = false) {
    self.network = network
    self.workers = workers
    self.capacity = capacity
    memory = BackwardMemory(network: network, capacity: capacity, recordsInput: recordsInput)
    scratch = (0..<workers.threads).map { _ in BackwardScratch(network: network) }
    signed = network.stages.map { _ in nil }
    gains = network.stages.map { _ in 1 }
  }

  /// Steps in a time row: T, padded.
  public var paddedSteps: Int { Kernels.paddedSteps(network.steps) }

  /// What arrives at the output spikes: a time row for each (sample, class). The caller fills it
  /// before each ``run(_:parameters:direction:rule:)``.
  public var outputRows: Region<Float> { memory.handed[network.stages.count].all }

  /// Walks back through a trace and adds the sums to `direction`.
  ///
  /// - Complexity: O(T) a pair of a listed input and a listed neuron, for each connection that
  ///   spikes feed; one product over inputs, samples and neurons for a constant input.
  /// - Returns: The synaptic operations of the walk.
  public func run(
    _ trace: Trace, parameters: Parameters, direction: Parameters, rule: some MembraneRule
  ) -> SynapticOperations {
    precondition(trace.samples <= capacity, "a batch of \(trace.samples) samples")
    precondition(trace.network == network, "a trace of another network")
    precondition(trace.output.keepsMembranes, "learning needs a trace that keeps membranes")
    var operations = SynapticOperations()
    gains = network.stages.map { $0.index > 0 || trace.encoded != nil ? trace.gain($0) : 1 }
    var scale: Float = 1
    for stage in network.stages.reversed() {
      if rule.dividesBySign(stage.index) { prepareSigned(stage, parameters) }
      let walk = StageWalk(
        self, stage, trace, parameters: parameters, direction: direction, rule: rule,
        arrivingScale: scale)
      operations += walk.run(self)
      if stage.index > 0 {
        scale = trace.gain(stage)
        if rule.dividesByLargest {
          let largest = walk.largestHandedDown(self)
          if largest > 0 { scale = trace.gain(stage) / largest }
        }
      }
    }
    return operations
  }

  /// Turns the sums of a batch into the direction: the gain of spikes that count for more or less
  /// than one, and for rules that divide by sign the sum that belongs to each weight's sign.
  public func finish(_ direction: Parameters, parameters: Parameters) {
    for (index, layer) in direction.layers.enumerated() {
      signed[index]?.merge(into: layer, parameters: parameters.layers[index])
      if gains[index] != 1 { Kernels.scale(layer.weight.all, by: gains[index]) }
    }
  }

  private func prepareSigned(_ stage: Stage, _ parameters: Parameters) {
    let layer = parameters.layers[stage.index]
    let isConstant = stage.index == 0 && network.spec.encoding == .constant
    if signed[stage.index] == nil {
      signed[stage.index] = SignedWeights(
        layer, isConstant: isConstant, capacity: capacity, stage: stage,
        paddedSteps: paddedSteps)
    }
    signed[stage.index]?.split(layer)
  }
}

/// What the walk keeps for a whole batch.
final class BackwardMemory: Sendable {
  /// What each stage hands down, a time row for each train that feeds it, of each sample:
  /// [samples][trains][padded steps]; last, what the output receives.
  let handed: [Buffer<Float>]
  private let handedRows: [Int]
  /// Σ_t g of the first stage's connection under constant input, for each sign where they are
  /// recorded: [samples][padded outputs].
  let inputTotals: [Buffer<Float>]
  /// Coefficients of dense populations: [samples][neurons][padded steps].
  let feedback: [Buffer<Float>]
  /// Σ_t g of dense populations, [samples][padded].
  let sums: [Buffer<Float>]
  /// Events of dense stages, a slot a sample.
  let events: [EventBuffer?]
  /// Every neuron of a population, and every train that reaches a connection.
  let everyNeuron: [NeuronLists]
  let everyTrain: [NeuronLists]
  /// Where each neuron of a dense population has its weights, relative to those of input 0.
  let offsets: [Buffer<Int32>]
  /// Sums of the weights of convolutions, and biases, for each group of samples.
  let groupSums: [[Buffer<Float>]]
  let groupBiases: [[Buffer<Float>]]
  /// Which neuron each place of ``arriving`` is, where none is routed elsewhere.
  let ownPlaces: [Buffer<Int32>]

  /// Groups that a batch's samples fall into where tiles are too few to share: a fixed number, so
  /// that the order of sums does not depend on the threads.
  static let groups = 8

  init(network: Network, capacity: Int, recordsInput: Bool) {
    let (stages, padded) = (network.stages, Kernels.paddedSteps(network.steps))
    func buffer(_ count: Int) -> Buffer<Float> { Buffer(count: count, repeating: 0) }
    let isConstant = network.spec.encoding == .constant
    handedRows =
      stages.map { stage in
        stage.index > 0 || recordsInput && !isConstant ? stage.signal.layout.neurons : 0
      } + [stages[stages.count - 1].layout.neurons]
    handed = handedRows.map { buffer(capacity * $0 * padded) }
    inputTotals =
      recordsInput && isConstant
      ? (0..<2).map { _ in buffer(capacity * stages[0].outputs.padded) } : []
    feedback = stages.map {
      buffer(
        $0.isDense && ($0.index > 0 || recordsInput) ? capacity * $0.layout.neurons * padded : 0)
    }
    sums = stages.map { buffer($0.isDense ? capacity * $0.layout.padded : 0) }
    events = stages.map { stage in
      stage.isDense && !(stage.index == 0 && isConstant)
        ? EventBuffer(slots: capacity, entries: stage.patches.largest, steps: network.steps) : nil
    }
    everyNeuron = stages.map { NeuronLists(allOf: $0.layout, width: $0.shape.width) }
    everyTrain = stages.map {
      NeuronLists(allOf: $0.signal.layout, width: $0.signal.layout.stride)
    }
    offsets = stages.map { stage in
      Buffer(
        (0..<stage.shape.outputs).map { Int32(stage.shape.offset(input: 0, output: $0)) },
        filler: 0)
    }
    groupSums = stages.map { stage in
      stage.isDense ? [] : (0..<Self.groups).map { _ in buffer(stage.shape.count) }
    }
    groupBiases = stages.map { stage in
      stage.isDense ? [] : (0..<Self.groups).map { _ in buffer(stage.shape.paddedOutputs) }
    }
    ownPlaces = stages.map { Buffer((0..<Int32($0.layout.padded)), filler: 0) }
  }

  /// The time rows that a stage hands down for a sample.
  func handed(by stage: Int, _ sample: Int, _ paddedSteps: Int) -> Region<Float> {
    let count = handedRows[stage] * paddedSteps
    return handed[stage].region(sample * count, count)
  }

  /// Whether a stage hands anything down.
  func handsDown(_ stage: Int) -> Bool { handedRows[stage] > 0 }
}

/// What one worker needs on the way.
final class BackwardScratch: Sendable {
  /// Neurons that are looked at together where nothing tells their positions apart.
  static let chunk = 256

  /// [steps][width], for g, for positive and for negative contributions, and for a pool's window.
  let local: Buffer<Float>
  let positive: Buffer<Float>
  let negative: Buffer<Float>
  let window: Buffer<Float>
  let nonzero: Buffer<Int32>
  let places: Buffer<Int32>
  let targets: Buffer<Int32>
  let offsets: Buffer<Int32>
  /// Time rows of the neurons of one position, for each sign.
  let rows: Buffer<Float>
  let otherRows: Buffer<Float>
  let sums: Buffer<Float>
  let otherSums: Buffer<Float>
  let patch: Buffer<Float>
  let events: EventBuffer

  init(network: Network) {
    let (stages, steps) = (network.stages, network.steps)
    func buffer(_ count: Int) -> Buffer<Float> { Buffer(count: count, repeating: 0) }
    func indices(_ count: Int) -> Buffer<Int32> { Buffer(count: count, repeating: 0) }
    let widest = max(Self.chunk, stages.map(\.shape.width).max() ?? 16)
    (local, positive) = (buffer(steps * widest), buffer(steps * widest))
    (negative, window) = (buffer(steps * widest), buffer(steps * widest))
    nonzero = indices(steps)
    places = indices(widest)
    let largest = stages.map(\.patches.largest).max() ?? 1
    targets = indices(largest)
    offsets = indices(stages.map(\.shape.paddedOutputs).max() ?? 16)
    rows = buffer(widest * Kernels.paddedSteps(steps))
    otherRows = buffer(widest * Kernels.paddedSteps(steps))
    let first = stages[0]
    sums = buffer(first.isDense ? widest : max(widest, first.outputs.padded))
    otherSums = buffer(first.isDense ? widest : max(widest, first.outputs.padded))
    patch = buffer(first.isDense ? 0 : 2 * first.outputs.positions * first.shape.inputs)
    events = EventBuffer(slots: 1, entries: largest, steps: steps)
  }
}

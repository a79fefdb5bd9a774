import SpikeKernels

/// What the walk back keeps for a whole trace.
final class BackwardMemory: Sendable {
  /// What each stage hands down, a time row for each train that feeds it, of each sample:
  /// [samples][trains][padded steps]; last, what the output receives.
  private let handed: [SampleBuffers<Float>]
  private let handedRows: [Int]
  /// Of dense stages that spikes feed: coefficients of the listed neurons as columns and as time
  /// rows, and where each of the neurons has its weights, relative to those of input 0.
  private let columns: [SampleBuffers<Float>]
  private let feedback: [SampleBuffers<Float>]
  private let listedOffsets: [SampleBuffers<Int32>]
  /// Σ_t g of dense populations, [samples][padded].
  let sums: [Buffer<Float>]
  /// Σ_t g of the first stage's connection under constant input, for each sign where they are
  /// recorded: [samples][padded outputs].
  let inputTotals: [Buffer<Float>]
  /// What every weight of an output of a dense first stage under constant input receives for the
  /// backgrounds of a batch's samples.
  let backgroundSums: Buffer<Float>
  /// Every neuron of a population, and every train that reaches a connection.
  let everyNeuron: [NeuronLists]
  let everyTrain: [NeuronLists]
  /// Where each neuron of a population has its weights, relative to those of input 0.
  let offsets: [Buffer<Int32>]
  /// Sums of the weights of convolutions, and biases, for each group of samples.
  let groupSums: [[Buffer<Float>]]
  let groupBiases: [[Buffer<Float>]]

  /// Groups that a batch's samples fall into where tiles are too few to share: a fixed number, so
  /// that the order of sums does not depend on the threads.
  static let groups = 8
  /// Kernels may read a lane vector past the last column.
  static let slack = 16

  init(network: Network, capacity: Int, recordsInput: Bool) {
    let (stages, padded) = (network.stages, Kernels.paddedSteps(network.steps))
    func buffer(_ count: Int) -> Buffer<Float> { Buffer(count: count, repeating: 0) }
    let isConstant = network.spec.encoding == .constant
    handedRows =
      stages.map { stage in
        stage.index > 0 || recordsInput && !isConstant ? stage.signal.layout.padded : 0
      } + [stages[stages.count - 1].layout.padded]
    handed = handedRows.map {
      SampleBuffers(samples: capacity, size: $0 * padded, repeating: 0)
    }
    func samples(_ stage: Stage) -> Int {
      stage.isDense && !(stage.index == 0 && isConstant) ? capacity : 0
    }
    columns = stages.map {
      SampleBuffers(
        samples: samples($0), size: Self.columnCount($0, network.steps), repeating: 0)
    }
    feedback = stages.map {
      SampleBuffers(samples: samples($0), size: $0.layout.padded * padded, repeating: 0)
    }
    listedOffsets = stages.map {
      SampleBuffers(samples: samples($0), size: $0.layout.padded, repeating: 0)
    }
    sums = stages.map { buffer($0.isDense ? capacity * $0.layout.padded : 0) }
    inputTotals =
      recordsInput && isConstant
      ? (0..<2).map { _ in buffer(capacity * stages[0].outputs.padded) } : []
    backgroundSums = buffer(
      isConstant && stages[0].isDense ? stages[0].shape.paddedOutputs : 0)
    everyNeuron = stages.map { NeuronLists(everyoneOf: $0.layout.padded) }
    everyTrain = stages.map { NeuronLists(everyoneOf: $0.signal.layout.padded) }
    offsets = stages.map { stage in
      Buffer(
        (0..<stage.layout.padded).map {
          Int32(stage.shape.offset(input: 0, output: $0 % stage.layout.stride))
        }, filler: 0)
    }
    groupSums = stages.map { stage in
      stage.isDense ? [] : (0..<Self.groups).map { _ in buffer(stage.shape.count) }
    }
    groupBiases = stages.map { stage in
      stage.isDense ? [] : (0..<Self.groups).map { _ in buffer(stage.shape.paddedOutputs) }
    }
  }

  /// Floats of a sample's columns.
  static func columnCount(_ stage: Stage, _ steps: Int) -> Int {
    stage.layout.padded * steps + slack
  }

  /// The time rows that a stage hands down for a sample.
  func handed(by stage: Int, _ sample: Int) -> Region<Float> {
    handed[stage][sample]
  }

  /// The time rows that the output receives, of all samples.
  var outputRows: Region<Float> { handed[handed.count - 1].whole.all }

  /// Whether a stage hands anything down.
  func handsDown(_ stage: Int) -> Bool { handedRows[stage] > 0 }

  /// Coefficients of a sample of a dense stage, as columns.
  func columns(_ stage: Stage, _ sample: Int) -> Region<Float> {
    columns[stage.index][sample]
  }

  /// The same as time rows.
  func feedback(_ stage: Stage, _ sample: Int) -> Region<Float> {
    feedback[stage.index][sample]
  }

  /// The same of some samples, one after another.
  func feedback(_ stage: Stage, _ samples: Range<Int>) -> Region<Float> {
    feedback[stage.index][samples]
  }

  /// The time rows that a stage hands down for some samples, one sample after another.
  func handed(by stage: Int, _ samples: Range<Int>) -> Region<Float> {
    handed[stage][samples]
  }

  /// Room for the offsets of a sample's listed neurons.
  func listedOffsets(_ stage: Stage, _ sample: Int) -> Region<Int32> {
    listedOffsets[stage.index][sample]
  }

  /// Σ_t g of a sample of a dense stage.
  func sums(_ stage: Stage, _ sample: Int) -> Region<Float> {
    sums[stage.index].region(sample * stage.layout.padded, stage.layout.padded)
  }
}

/// What one worker needs on the way.
final class BackwardScratch: Sendable {
  /// Columns that are carried through their membranes at a time.
  static let chunk = 256

  /// Membranes of a chunk of columns.
  let membranes: Buffer<Float>
  /// Columns of a sample of a convolution, for each sign, and the sums over contributions of the
  /// columns of a sample or chunk.
  let columns: Buffer<Float>
  let negative: Buffer<Float>
  let contributions: Buffer<Float>
  /// Columns of one position of a pool's window, or contributions of one tile, [steps][width].
  let window: Buffer<Float>
  /// Time rows of the columns of a sample or of a window.
  let rows: Buffer<Float>
  let offsets: Buffer<Int32>
  /// Σ_t of columns, columns that are not 0 at each step, spikes of each step.
  let sums: Buffer<Float>
  let nonzero: Buffer<Int32>
  let spikes: Buffer<Int32>
  /// Of a constant input: sums of each output for each sign, the sum over each neuron's
  /// contributions, patches of some positions, and which.
  let totals: [Buffer<Float>]
  let constantContributions: Buffer<Float>
  let outputs: Buffer<Float>
  let patch: Buffer<Float>
  let reached: Buffer<Int32>
  let bias: Buffer<Float>
  let events: EventBuffer
  /// What a dense stage hands down to several samples, side by side.
  let packedHanded: Buffer<Float>
  /// Sums over time of a tile of a dense first stage under constant input, [samples][width].
  let tileSums: Buffer<Float>

  init(network: Network, capacity: Int) {
    let (stages, steps) = (network.stages, network.steps)
    func buffer(_ count: Int) -> Buffer<Float> { Buffer(count: count, repeating: 0) }
    let first = stages[0]
    let isConstant = network.spec.encoding == .constant
    // Stages whose columns lie here: convolutions that spikes feed; of a constant input chunks.
    let here = stages.filter { !$0.isDense && !($0.index == 0 && isConstant) }
    let most = max(
      here.map(\.layout.padded).max() ?? 0, isConstant ? first.layout.padded : 0, Self.chunk)
    let widest = stages.map { max($0.shape.width, $0.layout.stride) }.max() ?? 16
    let columnCount = max(here.map(\.layout.padded).max() ?? 0, Self.chunk) * steps
    membranes = buffer(Self.chunk * steps)
    columns = buffer(columnCount + BackwardMemory.slack)
    negative = buffer(columnCount + BackwardMemory.slack)
    contributions = buffer(
      (stages.map(\.layout.padded).max() ?? 0) * steps + BackwardMemory.slack)
    window = buffer(steps * widest + BackwardMemory.slack)
    rows = buffer(
      max(here.map(\.layout.padded).max() ?? 0, widest) * Kernels.paddedSteps(steps))
    offsets = Buffer(count: most, repeating: 0)
    sums = buffer(stages.map(\.layout.padded).max() ?? 16)
    nonzero = Buffer(count: steps, repeating: 0)
    spikes = Buffer(count: Kernels.paddedSteps(steps), repeating: 0)
    totals = (0..<2).map { _ in buffer(isConstant ? first.outputs.padded : 0) }
    constantContributions = buffer(isConstant ? first.layout.padded : 0)
    outputs = buffer(isConstant ? first.outputs.padded : 0)
    patch = buffer(isConstant ? 3 * first.outputs.positions * first.shape.inputs : 0)
    reached = Buffer(count: isConstant ? first.outputs.positions : 0, repeating: 0)
    bias = buffer(stages.map(\.shape.width).max() ?? 16)
    let dense = stages.filter { $0.isDense && !($0.index == 0 && isConstant) }
    let packing = TimePacking(steps: steps)
    packedHanded = buffer((dense.map(\.signal.layout.padded).max() ?? 0) * packing.row)
    let width = isConstant && first.isDense ? first.shape.width : 0
    tileSums = buffer(capacity * width)
    events = EventBuffer(
      slots: 2, entries: stages.map(\.patches.largest).max() ?? 1,
      kinds: stages.map(\.signal.layout.padded).max() ?? 1)
  }
}

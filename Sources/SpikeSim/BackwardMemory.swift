import SpikeKernels

/// What the walk back keeps for a whole trace.
final class BackwardMemory: Sendable {
  /// What each stage hands down, a time row for each train that feeds it, of each sample:
  /// [samples][trains][padded steps]; last, what the output receives.
  private let handed: [SampleBuffers<Float>]
  private let handedRows: [Int]
  /// The parts into which the rule divides the contributions of each stage.
  let parts: [[PartMemory]]
  /// Of dense stages that spikes feed: where each listed neuron has its weights, relative to those of
  /// input 0.
  private let listedOffsets: [SampleBuffers<Int32>]
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

  /// Groups that a batch's samples fall into where tiles are too few to share: a fixed number, so
  /// that the order of sums does not depend on the threads.
  static let groups = 8
  /// Kernels may read a lane vector past the last column.
  static let slack = 16

  /// - Parameter needs: Which sums over contributions the rule of each stage needs.
  init(network: Network, capacity: Int, needs: [ContributionSums], recordsInput: Bool) {
    let (stages, padded) = (network.stages, Kernels.paddedSteps(network.steps))
    func buffer(_ count: Int) -> Buffer<Float> { Buffer(count: count, repeating: 0) }
    handedRows = Self.handedRows(network, recordsInput)
    handed = handedRows.map {
      SampleBuffers(samples: capacity, size: $0 * padded, repeating: 0)
    }
    parts = stages.map { stage in
      let need = needs[stage.index]
      let shape = ContributionWeights.shape(need, stage, of: network)
      return (0..<need.parts).map { _ in
        PartMemory(stage, shape, of: network, capacity: capacity)
      }
    }
    listedOffsets = stages.map {
      SampleBuffers(
        samples: Self.hasColumns($0) ? capacity : 0, size: $0.layout.padded, repeating: 0)
    }
    inputTotals =
      recordsInput && stages[0].source == .values
      ? (0..<needs[0].parts).map { _ in buffer(capacity * stages[0].outputs.padded) } : []
    backgroundSums = buffer(
      stages[0].source == .values && stages[0].isDense ? stages[0].shape.paddedOutputs : 0)
    everyNeuron = stages.map { NeuronLists(everyoneOf: $0.layout.padded) }
    everyTrain = stages.map { NeuronLists(everyoneOf: $0.signal.layout.padded) }
    offsets = stages.map { stage in
      Buffer(
        (0..<stage.layout.padded).map {
          Int32(stage.shape.offset(input: 0, output: $0 % stage.layout.stride))
        }, filler: 0)
    }
  }

  /// Time rows that each stage hands down for a sample, and last those that the output receives.
  private static func handedRows(_ network: Network, _ recordsInput: Bool) -> [Int] {
    let stages = network.stages
    return stages.map { stage in
      stage.index > 0 || recordsInput && stage.source == .spikes ? stage.signal.layout.padded : 0
    } + [stages[stages.count - 1].layout.padded]
  }

  /// Whether the coefficients of all samples of a stage are kept: of dense ones that spikes feed.
  private static func hasColumns(_ stage: Stage) -> Bool {
    stage.isDense && stage.source == .spikes
  }

  /// Bytes that are kept for a whole trace.
  static func bytes(
    network: Network, capacity: Int, needs: [ContributionSums], recordsInput: Bool
  ) -> Double {
    let (stages, padded) = (network.stages, Kernels.paddedSteps(network.steps))
    let (first, isConstant) = (stages[0], stages[0].source == .values)
    func floats(_ samples: Int, _ count: Int) -> Double {
      Buffer<Float>.bytes(count: Double(samples) * Double(count))
    }
    var bytes = handedRows(network, recordsInput).reduce(0.0) {
      $0 + SampleBuffers<Float>.bytes(samples: capacity, size: $1 * padded)
    }
    for stage in stages {
      let samples = hasColumns(stage) ? capacity : 0
      let neurons = stage.layout.padded
      let need = needs[stage.index]
      bytes +=
        Double(need.parts)
        * PartMemory.bytes(
          stage, ContributionWeights.shape(need, stage, of: network), of: network,
          capacity: capacity)
      bytes += SampleBuffers<Int32>.bytes(samples: samples, size: neurons)
      bytes += NeuronLists.bytes(everyoneOf: neurons)
      bytes += NeuronLists.bytes(everyoneOf: stage.signal.layout.padded)
      bytes += Buffer<Int32>.bytes(count: neurons)
    }
    if recordsInput && isConstant {
      bytes += Double(needs[0].parts) * floats(capacity, first.outputs.padded)
    }
    return bytes + floats(1, isConstant && first.isDense ? first.shape.paddedOutputs : 0)
  }

  /// The time rows that a stage hands down for a sample.
  func handed(by stage: Int, _ sample: Int) -> Region<Float> {
    handed[stage][sample]
  }

  /// The time rows that the output receives, of all samples.
  var outputRows: Region<Float> { handed[handed.count - 1].whole.all }

  /// Whether a stage hands anything down.
  func handsDown(_ stage: Int) -> Bool { handedRows[stage] > 0 }

  /// The time rows that a stage hands down for some samples, one sample after another.
  func handed(by stage: Int, _ samples: Range<Int>) -> Region<Float> {
    handed[stage][samples]
  }

  /// Room for the offsets of a sample's listed neurons.
  func listedOffsets(_ stage: Stage, _ sample: Int) -> Region<Int32> {
    listedOffsets[stage.index][sample]
  }
}

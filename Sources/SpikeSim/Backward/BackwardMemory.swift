import SpikeKernels

/// The memory of a backward pass that lasts for a whole trace.
final class BackwardMemory: Sendable {
  /// What each layer hands down: a time row for each spike train that feeds it,
  /// [samples][spike trains][padded steps]. The last entry is what the output receives.
  private let handed: [SampleBuffers<Float>]
  private let handedRows: [Int]
  /// The parts into which the rule divides the contributions of each layer.
  let parts: [[PartMemory]]
  /// Of dense layers that spikes feed: where each listed neuron has its weights, relative to those of
  /// input 0.
  private let listedOffsets: [SampleBuffers<Int32>]
  /// Σ_t g of the first layer's connection under constant input, for each sign where they are
  /// recorded: [samples][padded outputs].
  let inputTotals: [Buffer<Float>]
  /// What each dense layer that reads values was fed, for the sums of its weights.
  let packedInputs: [PackedInputs?]
  /// Lists of every neuron of a population, and of every spike train that reaches a connection.
  let everyNeuron: [ActiveNeurons]
  let everyTrain: [ActiveNeurons]
  /// Where each neuron of a population has its weights, relative to those of input 0.
  let offsets: [Buffer<Int32>]

  /// Of a network without spikes.
  let values: ValueMemory?

  /// Groups of a batch's samples, for layers with too few tiles to share among threads. The number is
  /// fixed, so that the order of sums does not depend on the threads.
  static let groups = 8
  /// Kernels may read a lane vector past the last column.
  static let slack = 16

  /// - Parameter needs: Which sums over contributions the rule of each layer needs.
  init(network: Network, capacity: Int, needs: [ContributionSums], recordsInput: Bool) {
    let (layers, padded) = (network.layers, Kernels.paddedSteps(network.steps))
    values = ValueMemory(network, capacity: capacity, needs: needs)
    func buffer(_ count: Int) -> Buffer<Float> { Buffer(count: count, repeating: 0) }
    handedRows = Self.handedRows(network, recordsInput)
    handed = handedRows.map {
      SampleBuffers(samples: capacity, size: $0 * padded, repeating: 0)
    }
    let packedInputs = layers.map { layer in
      Self.packsInputs(layer)
        ? PackedInputs(
          inputs: ContributionWeights.shape(needs[layer.index], layer, of: network).inputs,
          capacity: capacity) : nil
    }
    parts = layers.map { layer in
      let need = needs[layer.index]
      let shape = ContributionWeights.shape(need, layer, of: network)
      return (0..<need.parts).map { _ in
        PartMemory(layer, shape, packedInputs[layer.index], of: network, capacity: capacity)
      }
    }
    self.packedInputs = packedInputs
    listedOffsets = layers.map {
      SampleBuffers(
        samples: Self.hasColumns($0) ? capacity : 0, size: $0.layout.padded, repeating: 0)
    }
    inputTotals =
      recordsInput && layers[0].source == .values
      ? (0..<needs[0].parts).map { _ in buffer(capacity * layers[0].outputs.padded) } : []
    everyNeuron = layers.map { ActiveNeurons(everyoneOf: $0.layout.padded) }
    everyTrain = layers.map { ActiveNeurons(everyoneOf: $0.route.layout.padded) }
    offsets = layers.map { layer in
      Buffer(
        (0..<layer.layout.padded).map {
          Int32(layer.shape.offset(input: 0, output: $0 % layer.layout.stride))
        }, filler: 0)
    }
  }

  /// Time rows that each layer hands down for a sample, and last those that the output receives.
  private static func handedRows(_ network: Network, _ recordsInput: Bool) -> [Int] {
    let layers = network.layers
    return layers.map { layer in
      handsDown(layer, recordsInput) ? layer.route.layout.padded : 0
    } + [layers[layers.count - 1].layout.padded]
  }

  /// Whether a layer hands anything down to spikes: to those of the input where that is asked for.
  static func handsDown(_ layer: Layer, _ recordsInput: Bool) -> Bool {
    layer.source == .spikes && (layer.index > 0 || recordsInput)
  }

  /// Whether a layer is dense and reads values.
  static func packsInputs(_ layer: Layer) -> Bool { layer.isDense && layer.source == .values }

  /// Whether the coefficients of all samples of a layer are kept: of dense ones that spikes feed.
  private static func hasColumns(_ layer: Layer) -> Bool {
    layer.isDense && layer.source == .spikes
  }

  /// Bytes that are kept for a whole trace.
  static func bytes(
    network: Network, capacity: Int, needs: [ContributionSums], recordsInput: Bool
  ) -> Double {
    let (layers, padded) = (network.layers, Kernels.paddedSteps(network.steps))
    let (first, isConstant) = (layers[0], layers[0].source == .values)
    func floats(_ samples: Int, _ count: Int) -> Double {
      Buffer<Float>.bytes(count: Double(samples) * Double(count))
    }
    var bytes = ValueMemory.bytes(network, capacity: capacity, needs: needs)
    bytes += handedRows(network, recordsInput).reduce(0.0) {
      $0 + SampleBuffers<Float>.bytes(samples: capacity, size: $1 * padded)
    }
    for layer in layers {
      let samples = hasColumns(layer) ? capacity : 0
      let neurons = layer.layout.padded
      let need = needs[layer.index]
      let shape = ContributionWeights.shape(need, layer, of: network)
      bytes +=
        Double(need.parts) * PartMemory.bytes(layer, shape, of: network, capacity: capacity)
      if packsInputs(layer) {
        bytes += PackedInputs.bytes(inputs: shape.inputs, capacity: capacity)
      }
      bytes += SampleBuffers<Int32>.bytes(samples: samples, size: neurons)
      bytes += ActiveNeurons.bytes(everyoneOf: neurons)
      bytes += ActiveNeurons.bytes(everyoneOf: layer.route.layout.padded)
      bytes += Buffer<Int32>.bytes(count: neurons)
    }
    if recordsInput && isConstant {
      bytes += Double(needs[0].parts) * floats(capacity, first.outputs.padded)
    }
    return bytes
  }

  /// The time rows that a layer hands down for a sample.
  func handed(by layer: Int, _ sample: Int) -> Region<Float> {
    handed[layer][sample]
  }

  /// The time rows that the output receives, of all samples.
  var outputRows: Region<Float> { handed[handed.count - 1].whole.all }

  /// Whether a layer hands anything down.
  func handsDown(_ layer: Int) -> Bool { handedRows[layer] > 0 }

  /// The time rows that a layer hands down for some samples, one sample after another.
  func handed(by layer: Int, _ samples: Range<Int>) -> Region<Float> {
    handed[layer][samples]
  }

  /// Room for the offsets of a sample's listed neurons.
  func listedOffsets(_ layer: Layer, _ sample: Int) -> Region<Int32> {
    listedOffsets[layer.index][sample]
  }
}

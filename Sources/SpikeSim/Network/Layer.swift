import SpikeKernels

/// What stands between two populations of a network, and the second of them: the way of the spikes
/// to a connection, the connection, a pool of its currents, the neurons.
public struct Layer: Sendable {
  /// Position among the layers; its parameters are named `layers.index.weight` and `.bias`.
  public let index: Int
  /// What the connection reads.
  public let source: LayerSource
  /// The way from the population below, or from the input, to the connection.
  public let route: SpikeRoute
  /// Weights of one position: a row for each cell of the patch, an output for each channel.
  public let shape: TileShape
  /// Shape of the weights as PyTorch has it: [out, in] or [out, in, height, width].
  public let weightShape: [Int]
  /// Whether each output has a bias.
  public let hasBias: Bool
  /// Which spike trains feed each position; of the first layer of a constant encoding, which cells as
  /// PyTorch counts them.
  let patches: PatchTable
  /// The connection's outputs.
  public let outputs: GridLayout
  /// A pool between the connection and the neurons, if there is one.
  public let pool: CurrentPool?
  /// The population.
  public let layout: GridLayout
  /// What the population is made of.
  public let unit: Unit
  /// Constants of the neurons. A unit of a network without spikes is a neuron of one step and threshold 0
  /// that hands on its membrane z: it "spikes" where z > 0.
  public let neurons: LIFParameters

  /// How the neurons integrate their currents.
  package let model: any NeuronModel

  /// The connection of the population with itself; nil where there is none, or each neuron reads its own
  /// spikes alone.
  let loop: RecurrentConnection?

  /// Whether the population is integrated one step at a time.
  var isStepwise: Bool { neurons.isStepwise }

  /// Synaptic operations of a dense simulation of one step: every weight at every position, recurrent ones
  /// too.
  public var denseOperations: Int { denseOperationsOfConnection + recurrentWeights }

  /// Those of the connection alone.
  package var denseOperationsOfConnection: Int {
    outputs.positions * shape.inputs * shape.outputs
  }

  /// Weights of the connection and of the population with itself.
  public var weightCount: Int { shape.inputs * shape.outputs + recurrentWeights }

  /// Weights by which the population reads its own spikes.
  var recurrentWeights: Int {
    switch neurons.recurrence {
    case .allToAll: layout.neurons * layout.neurons
    case .oneToOne: layout.neurons
    case nil: 0
    }
  }

  /// Whether the connection is a convolution.
  public var isConvolution: Bool { weightShape.count == 4 }

  /// Whether the connection is computed as a dense layer is: it has a single position, which, where
  /// the input is constant, sees every value of it, in order. A convolution may do so too.
  public let isDense: Bool
}

/// The connection of a population with itself, as a layer of its own that is fed by the population's spikes
/// of one step earlier: dense, from N neurons to N.
final class RecurrentConnection: Sendable {
  let layer: Layer

  init(_ layer: Layer) { self.layer = layer }
}

/// What a population is made of.
public enum Unit: Hashable, Sendable {
  /// Neurons that spike.
  case neurons
  /// Rectified linear units, max(0, z).
  case relu
  /// Nothing: the output z of the last connection of a network without spikes, its logits.
  case logits
}

/// A pool of currents, before the neurons they feed.
public struct CurrentPool: Hashable, Sendable {
  /// Which value of a window counts.
  public enum Kind: Hashable, Sendable {
    /// The largest; the first of equals in row-major order.
    case largest
    /// The mean.
    case mean
  }

  /// Which value of a window counts.
  public var kind: Kind
  /// Height and width of a window.
  public var size: Int

  /// The positions of the connection's outputs that a pooled position sees, row by row.
  func window(_ position: Int, outputs: GridLayout) -> PoolWindow {
    let width = outputs.width / size
    let (row, column) = (position / width * size, position % width * size)
    return PoolWindow(
      first: row * outputs.width + column, rowStride: outputs.width, size: size)
  }
}

/// The positions of a pool's window, row by row.
struct PoolWindow: RandomAccessCollection {
  /// The position at its upper left.
  let first: Int
  /// Positions from one of its rows to the next.
  let rowStride: Int
  /// Height and width.
  let size: Int

  var startIndex: Int { 0 }
  var endIndex: Int { size * size }
  subscript(order: Int) -> Int { first + order / size * rowStride + order % size }
}

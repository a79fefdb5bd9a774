import SpikeConfig
import SpikeData
import SpikeFiles
import SpikeKernels
import SpikeSim

/// What a config's network is made of and will take, known without data and without training.
public struct NetworkOutline: Sendable {
  private let config: ExperimentConfig
  private let network: Network
  private let memory: Double
  private let samples: Int?

  /// Lays out the network; nothing is allocated for it.
  ///
  /// - Parameters:
  ///   - config: The experiment.
  ///   - threads: Threads that memory is estimated for; nil for every core.
  ///   - dataRoot: Where a data set of one's own is counted, if it is there; nil for `SPIKELAB_DATA` or the
  ///     cache folder.
  /// - Throws: `NetworkError` when the layers do not fit.
  public init(
    _ config: ExperimentConfig, threads: Int? = nil, dataRoot: String? = nil
  ) throws {
    self.config = config
    samples =
      config.data.train
      ?? config.data.source.dataset.trainingSamples(in: DataRoot(dataRoot), test: config.data.test)
    network = try Network(config.networkSpec)
    let threads = threads ?? Workers.availableCores
    var need = MemoryNeed()
    need.addTraining(
      config, network, batch: config.training.batchSize, onNonFinite: config.training.onNonFinite,
      threads: threads)
    memory = need.bytes
  }

  /// Layers, shapes, parameters, operations of a dense simulation, memory.
  public var text: String {
    var table = Table(["layer", "from", "to", "weights", "parameters", "operations/step"])
    var (from, parameters, operations) = (config.networkSpec.inputShape, 0, 0)
    for layer in network.layers {
      let own =
        layer.weightShape.reduce(1, *) + (layer.hasBias ? layer.shape.outputs : 0)
        + Parameters.Layer.countOfNeurons(of: layer)
      table.add([
        "\(layer.index)  \(layer.isConvolution ? "conv2d" : "dense")", Self.text(from),
        Self.text(layer.layout.shape), Self.text(layer.weightShape), "\(own)",
        short(Double(layer.denseOperations)),
      ])
      from = layer.layout.shape
      parameters += own
      operations += layer.denseOperations
    }
    let steps = network.steps
    return """
      \(JSONText.printable(config.name))  \(config.hash)
      \(config.ruleName) on \(config.data.source.dataset.name), \(config.networkSpec.notation)

      \(table.text)

      parameters: \(parameters)
      a dense simulation of an image: \(short(Double(operations * steps))) synaptic operations (\
      \(counted(steps, "step")))
      training: \(counted(config.training.epochs, "epoch"))\(epoch)
      memory of training, without the data: about \(short(memory))B
      """
  }

  /// How much an epoch is, where that is known.
  private var epoch: String {
    guard let samples else { return "; how many images an epoch has is known with the files" }
    let all = config.data.train == nil ? samples - (config.data.skip ?? 0) : samples
    let trained = max(0, all - (config.data.validation ?? 0))
    let batches = (trained + config.training.batchSize - 1) / config.training.batchSize
    return
      ([" of \(counted(batches, "batch", "batches")), \(trained) images"]
      + config.unreachedRules(perEpoch: batches)).joined(separator: "\nnote: ")
  }

  private static func text(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "×")
  }
}

import SpikeConfig
import SpikeFiles
import SpikeKernels
import SpikeSim

/// What a config's network is made of and will take, known without data and without training.
public struct NetworkOutline: Sendable {
  private let config: ExperimentConfig
  private let network: Network
  private let memory: Double

  /// Lays out the network; nothing is allocated for it.
  ///
  /// - Parameters:
  ///   - config: The experiment.
  ///   - threads: Threads that memory is estimated for; nil for every core.
  /// - Throws: `NetworkError` when the layers do not fit.
  public init(_ config: ExperimentConfig, threads: Int? = nil) throws {
    self.config = config
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
      let own = layer.weightShape.reduce(1, *) + (layer.hasBias ? layer.shape.outputs : 0)
      table.add([
        "\(layer.index)  \(layer.isConvolution ? "conv2d" : "dense")", Self.text(from),
        Self.text(layer.layout.shape), Self.text(layer.weightShape), "\(own)",
        short(Double(layer.denseOperations)),
      ])
      from = layer.layout.shape
      parameters += own
      operations += layer.denseOperations
    }
    let images = config.data.train ?? config.data.source.dataset.counts.train
    let trained = images - (config.data.validation ?? 0)
    let batches = (trained + config.training.batchSize - 1) / config.training.batchSize
    let steps = network.steps
    return """
      \(JSONText.printable(config.name))  \(config.hash)
      \(config.learning.ruleName) on \(config.data.source.dataset.name), \(config.networkSpec.notation)

      \(table.text)

      parameters: \(parameters)
      a dense simulation of an image: \(short(Double(operations * steps))) synaptic operations (\
      \(counted(steps, "step")))
      training: \(counted(config.training.epochs, "epoch")) of \(counted(batches, "batch", "batches")), \
      \(trained) images
      memory of training, without the data: about \(short(memory))B
      """
  }

  private static func text(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "×")
  }
}

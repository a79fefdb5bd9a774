import SpikeConfig
import SpikeData
import SpikeFiles

/// The two networks of the paper, as configs to be timed.
public enum BenchNetwork: String, CaseIterable, Sendable {
  /// 784-1000-1000-10, LIF after every dense layer.
  case mlp
  /// Two convolutions, each pooled after its LIF layer, and a dense layer.
  case lenet

  /// What people call it.
  public var title: String {
    switch self {
    case .mlp: "MLP"
    case .lenet: "LeNet"
    }
  }

  private var layers: String {
    switch self {
    case .mlp:
      #"{ "dense": 1000 }, "lif", { "dense": 1000 }, "lif", { "dense": 10 }, "lif""#
    case .lenet:
      #"""
      { "conv2d": { "channels": 12, "kernel": 5 } }, "lif", { "maxPool": 2 },
      { "conv2d": { "channels": 64, "kernel": 5 } }, "lif", { "maxPool": 2 },
      "flatten", { "dense": 10 }, "lif"
      """#
    }
  }

  /// An experiment with the network, untrained, its neurons calibrated to a firing rate. It steps
  /// by Adam with adaptive clipping at a learning rate of 0: all the work of a step is done and the
  /// weights stay, so that every batch costs the same and machines compare.
  ///
  /// - Parameters:
  ///   - rule: A rule's name in configs: `lfp-epsilon`, `surrogate`, ….
  ///   - dataset: What is learnt from: grey images of 28 × 28 in ten classes.
  ///   - steps: T, 1 … 10,000.
  ///   - firingRate: Mean spikes a neuron and step, in (0, 1).
  ///   - batchSize: Images of a batch, at least 1.
  /// - Throws: ``SpikeConfig/ConfigError`` when a name is unknown or a number out of range.
  public func config(
    rule: String = "lfp-epsilon", dataset: any NamedDataset, steps: Int = 25,
    firingRate: Float = 0.1,
    batchSize: Int = 128
  ) throws(ConfigError) -> ExperimentConfig {
    let file = try ConfigFile.parse(
      """
      { "name": "\(rawValue)-\(rule)", "data": { "dataset": "\(dataset.name)" },
        "network": { "steps": \(steps), "beta": 0.9, "threshold": 1.0,
          "initialisation": { "firingRate": \(firingRate) }, "layers": [ \(layers) ] },
        "learning": { "rule": "\(rule)" },
        "training": { "batchSize": \(batchSize), "clipping": { "adaptive": 0.01 } } }
      """, file: "\(rawValue)-\(rule).json")
    var config = file.experiments[0]
    config.training.optimizer = .adam(learningRate: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
    return config
  }
}

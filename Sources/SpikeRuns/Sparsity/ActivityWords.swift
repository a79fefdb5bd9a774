import SpikeConfig

/// How the terminal speaks of what was active: spikes of neurons, or units above 0.
struct ActivityWords {
  /// Whether it was neurons.
  let isSpiking: Bool

  init(_ config: ExperimentConfig) { isSpiking = config.network.isSpiking }

  var layer: String { isSpiking ? "LIF layer" : "ReLU layer" }
  var units: String { isSpiking ? "neurons" : "units" }
  var rate: String { isSpiking ? "firing rate" : "above 0" }
  var rates: String { isSpiking ? "firing rates" : "units above 0" }
  /// Before the rates of an epoch.
  var short: String { isSpiking ? "firing" : "above 0" }
  /// What a dead one never did.
  var never: String { isSpiking ? "never spiked" : "never above 0" }

  /// The layers that are spoken of: of a network without spikes not its logits, which no unit cuts off.
  func shown<Element>(_ layers: [Element]) -> ArraySlice<Element> {
    isSpiking ? layers[...] : layers.dropLast()
  }
}

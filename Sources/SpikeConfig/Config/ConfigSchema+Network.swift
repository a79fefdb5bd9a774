import SpikeFiles
import SpikeSim
import SpikeTraining

extension ConfigSchema {
  static let network = ObjectSchema([
    .key(
      "steps", .integer(1...Network.maximumSteps), default: 25,
      "Steps T that a sample is simulated for."
    ).example(10),
    .key(
      "beta", .number(.unitWithoutZero), default: 0.9,
      "Membrane decay β per step, for LIF layers that give none; 1 is a perfect integrator."
    ).example(0.5),
    .key(
      "threshold", .number(.positive), default: 1,
      "Firing threshold θ, for LIF layers that give none."
    ).example(0.5),
    Reset.key(
      "reset", default: .subtract,
      "What a spike does to the membrane one step later, for LIF layers that give nothing."),
    .key(
      "initialisation", Initialisation.declarations.choice, default: "pytorch",
      "How weights and biases start."),
    .key(
      "layers", .array(of: layer, count: 1...1_000),
      default: [["dense": 1000], "lif", ["dense": 1000], "lif", ["dense": 10], "lif"],
      "Layers from input to output; every dense and conv2d layer is followed by \"lif\", with at "
        + "most a pool between. In a network without spikes it is \"relu\", and the last dense or conv2d "
        + "layer ends the network: its outputs are the logits."
    ).example([["dense": 300], "lif", ["dense": 10], "lif"]),
  ])

  static let layer = LayerSpec.declarations(shared: nil).choice
}

import SpikeFiles
import SpikeSim
import SpikeTraining

extension ConfigSchema {
  static let training = ObjectSchema([
    .key(
      "epochs", .integer(0...100_000), default: 3,
      "Passes over the training images; 0 evaluates the initial network."
    ).example(10),
    .key("batchSize", .integer(1...60_000), default: 128, "Images per step of the optimiser.")
      .example(64),
    .key(
      "optimizer", OptimizerSpec.declarations.choice, default: "adam",
      "How parameters move along the direction the rule gives."),
    .key(
      "weightDecay", .number(NumberRange(lower: 0)), default: 0,
      "Decoupled weight decay λ (Loshchilov and Hutter 2019): before each step weights and biases are "
        + "multiplied by 1 − η·λ. With adam that is AdamW."
    ).example(0.01),
    .key(
      "schedule", Schedule.declarations.choice, default: "constant",
      "How the learning rate changes: a factor of the optimiser's."),
    .key(
      "clipping", Clipping.declarations.choice, default: ["adaptive": 0.01],
      "What bounds a step before the optimiser sees it."),
    .key(
      "firingRates", RateBounds.declarations.choice, default: "free",
      "What learning adds where neurons of hidden layers fire too little or too much."),
    NonFinitePolicy.key(
      "onNonFinite", default: .stop,
      "What to do about a batch that would bring NaN or infinity into the network."),
    .key(
      "stopping", Stopping.declarations.choice, default: "none",
      "When training ends before its last epoch."
    ).example(beside: validation),
    .key(
      "keepBest", .boolean, default: false,
      "Whether the checkpoint of the best validation accuracy is kept, as best.safetensors; needs "
        + "data.validation."
    ).example(beside: validation),
  ])

  /// What examples have that need validation images.
  static let validation: JSONValue = ["data": ["dataset": "digits", "validation": 1000]]
}

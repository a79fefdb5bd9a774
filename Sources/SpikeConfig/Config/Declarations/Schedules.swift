import SpikeFiles
import SpikeTraining

extension Schedule {
  /// The schedules of the learning rate that a config can name.
  static let declarations = Declarations<Schedule>([
    .init("constant", "The same throughout.", is: .constant),
    .init(
      "step", "Multiplied every few epochs.",
      keys: [
        .key("epochs", .integer(1...100_000), default: 1, "Epochs between two changes.")
          .example(2),
        .key("factor", .number(.positive), default: 0.5, "What each change multiplies by.")
          .example(0.1),
      ],
      read: { .step(epochs: $0["epochs"].integer, factor: $0["factor"].float) },
      write: { schedule, _ in
        guard case .step(let epochs, let factor) = schedule else { return JSONValue?.none }
        return ["epochs": .number(epochs), "factor": .number(factor)]
      }),
    .init(
      "cosine", "From 1 along half a cosine, over all epochs.",
      keys: [
        .key("final", .number(.unit), default: 0, "The factor at the end.").example(0.01)
      ],
      read: { .cosine(final: $0["final"].float) },
      write: { schedule, _ in
        guard case .cosine(let final) = schedule else { return JSONValue?.none }
        return ["final": .number(final)]
      }),
    .init(
      "oneCycle", "Up to 1 and down again, both along half a cosine (Smith and Topin 2019).",
      keys: [
        .key(
          "warmup", .number(.unit), default: 0.3, "Share of the training in which it rises."
        ).example(0.2),
        .key(
          "initial", .number(.unit), default: 0.04,
          "The factor at the beginning; 1 / div_factor of PyTorch's OneCycleLR."
        ).example(0.1),
        .key(
          "final", .number(.unit), default: 0.000004,
          "The factor at the end; 1 / (div_factor · final_div_factor) of PyTorch's OneCycleLR."
        ).example(0.001),
      ],
      read: {
        .oneCycle(
          warmup: $0["warmup"].float, initial: $0["initial"].float, final: $0["final"].float)
      },
      write: { schedule, _ in
        guard case .oneCycle(let warmup, let initial, let final) = schedule else {
          return JSONValue?.none
        }
        return [
          "warmup": .number(warmup), "initial": .number(initial), "final": .number(final),
        ]
      }),
  ])
}

extension Stopping {
  /// When training may end before its last epoch.
  static let declarations = Declarations<Stopping>([
    .init("none", "After the last epoch.", is: .none),
    .init(
      "patience", "Once the validation accuracy no longer rises; needs data.validation.",
      keys: [
        .key(
          "epochs", .integer(1...100_000), default: 3,
          "Epochs in a row that may pass without a better validation accuracy."
        ).example(5),
        .key(
          "gain", .number(.unitWithoutOne), default: 0,
          "By how much an accuracy must exceed the best to be better."
        ).example(0.001),
      ],
      read: { .patience(epochs: $0["epochs"].integer, gain: $0["gain"].float) },
      write: { stopping, _ in
        guard case .patience(let epochs, let gain) = stopping else { return JSONValue?.none }
        return ["epochs": .number(epochs), "gain": .number(gain)]
      }
    ).example(beside: ConfigSchema.validation),
  ])
}

extension NonFinitePolicy: ConfigName {
  var meaning: String {
    switch self {
    case .stop: "The run fails; it says where the number is and keeps the last checkpoint."
    case .warn: "The batch is left out, with a warning. Holds parameters and moments twice."
    }
  }
}

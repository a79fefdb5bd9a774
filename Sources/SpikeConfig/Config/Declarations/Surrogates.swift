import SpikeFiles
import SpikeSurrogate

extension SurrogateFunction {
  /// The surrogates that a config can name.
  static let declarations = Declarations<SurrogateFunction>([
    .init(
      "fast-sigmoid", "1 / (1 + k·|U − θ|)².", keys: [slope(25, "Slope k; the paper's is 25.")],
      read: { .fastSigmoid(slope: $0["slope"].float) },
      write: { function, _ in
        guard case .fastSigmoid(let slope) = function else { return JSONValue?.none }
        return ["slope": .number(slope)]
      }),
    .init(
      "arctangent", "(α/2) / (1 + (π·α·(U − θ)/2)²).",
      keys: [
        .key("alpha", .number(.positive), default: 2, "Width α; snnTorch's default is 2.")
          .example(1)
      ],
      read: { .arctangent(alpha: $0["alpha"].float) },
      write: { function, _ in
        guard case .arctangent(let alpha) = function else { return JSONValue?.none }
        return ["alpha": .number(alpha)]
      }),
    .init(
      "sigmoid", "k·s·(1 − s) with s = 1 / (1 + exp(−k·(U − θ))).",
      keys: [slope(25, "Slope k; snnTorch's default is 25.")],
      read: { .sigmoid(slope: $0["slope"].float) },
      write: { function, _ in
        guard case .sigmoid(let slope) = function else { return JSONValue?.none }
        return ["slope": .number(slope)]
      }),
    .init(
      "triangular", "k·max(0, 1 − k·|U − θ|).", keys: [slope(1, "Slope k; the area is always 1.")],
      read: { .triangular(slope: $0["slope"].float) },
      write: { function, _ in
        guard case .triangular(let slope) = function else { return JSONValue?.none }
        return ["slope": .number(slope)]
      }),
    .init("straight-through", "The derivative is 1.", is: .straightThrough),
  ])

  private static func slope(_ standard: JSONValue, _ documentation: String) -> SchemaKey {
    .key("slope", .number(.positive), default: standard, documentation).example(10)
  }
}

extension LossFunction {
  /// The losses that a config can name.
  static let declarations = Declarations<LossFunction>([
    .init(
      "cross-entropy-count", "Cross-entropy of the summed output spikes.", is: .countCrossEntropy),
    .init(
      "cross-entropy-rate", "Mean over the steps of the cross-entropy of each step's spikes.",
      is: .rateCrossEntropy),
    .init(
      "mean-squared-count", "Mean squared difference of spike counts and targets, over T.",
      keys: [
        .key(
          "correct", .number(.unit), default: 1,
          "Share of the steps at which the right class is to spike."
        ).example(0.8),
        .key(
          "wrong", .number(.unit), default: 0,
          "Share of the steps at which the others are to spike."
        ).example(0.1),
      ],
      read: { .meanSquaredCount(correct: $0["correct"].float, wrong: $0["wrong"].float) },
      write: { loss, _ in
        guard case .meanSquaredCount(let correct, let wrong) = loss else {
          return JSONValue?.none
        }
        return ["correct": .number(correct), "wrong": .number(wrong)]
      }),
  ])
}

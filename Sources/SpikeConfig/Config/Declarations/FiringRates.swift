import SpikeFiles
import SpikeSim

extension RateBounds {
  /// What a config can name about firing rates; nil stands for free ones.
  static let declarations = Declarations<RateBounds?>([
    .init("free", "Nothing.", is: nil),
    .init(
      "bounded",
      "Outside of lower … upper, by each neuron's rate f in a sample: surrogate gradients have the penalty "
        + "strength/2 · Σ((lower − f)₊² + (f − upper)₊²), a mean over the batch; LFP adds "
        + "strength · ((lower − f)₊ − (f − upper)₊) to the reward of each spike.",
      keys: [
        .key(
          "lower", .number(.unit), default: 0,
          "The lowest rate that costs nothing, in spikes a step."
        ).example(0.01),
        .key("upper", .number(.unit), default: 1, "The highest rate that costs nothing.")
          .example(0.2),
        .required("strength", .number(.positive), "What the distance to them is multiplied by.")
          .example(0.1),
      ],
      read: {
        let (lower, upper) = ($0["lower"].float, $0["upper"].float)
        // Bounds in the wrong order have their own message.
        return RateBounds(
          lower: min(lower, upper), upper: max(lower, upper), strength: $0["strength"].float)
      },
      write: { rates, _ in
        guard let rates else { return JSONValue?.none }
        return [
          "lower": .number(rates.lower), "upper": .number(rates.upper),
          "strength": .number(rates.strength),
        ]
      }
    ).example(["upper": 0.2, "strength": 0.1]),
  ])
}

extension ConfigSemantics {
  /// Checks that bounds of firing rates leave something between them, in a network that has rates.
  mutating func checkRates(_ config: ExperimentConfig, _ training: JSONValue) {
    guard config.training.rates != nil, let written = training["firingRates"] else { return }
    if !config.network.isSpiking {
      fault(written, "bounds of firing rates \(Self.without)", "\"free\": its units do not spike")
    }
    if let bounds = written["bounded"], let lower = bounds["lower"], let upper = bounds["upper"],
      let low = lower.double, let high = upper.double, low > high
    {
      fault(upper, upper.brief, "at least lower, \(lower.brief)")
    }
  }
}

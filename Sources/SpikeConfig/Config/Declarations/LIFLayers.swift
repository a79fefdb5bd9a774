import SpikeFiles
import SpikeSim

extension LayerSpec {
  static func lif(shared: LIFParameters?) -> Declaration<LayerSpec> {
    Declaration(
      "lif", "Leaky integrate-and-fire neurons, one per output of the layer before.",
      keys: [
        .optional("beta", .number(.unitWithoutZero), "Membrane decay β; network.beta if absent.")
          .example(0.5),
        .optional("threshold", .number(.positive), "Threshold θ; network.threshold if absent.")
          .example(0.5),
        .optional("reset", Reset.schema, "Reset mechanism; network.reset if absent.")
          .example("zero"),
        .optional(
          "adaptation", .object(adaptation),
          "A threshold θ + b·a[t] that rises with spikes: a[t] = ρ·a[t-1] + S[t-1]. The same at "
            + "every step if absent."),
        .optional(
          "recurrent", Recurrence.schema,
          "Which spikes of one step earlier neurons read, besides those of the layer below. None if "
            + "absent."),
        .optional(
          "synapticDecay", .number(.unitWithoutOne),
          "Decay α of a synaptic current I[t] = α·I[t-1] + W·x[t] + b, which the membrane integrates. "
            + "The membrane integrates W·x + b itself if absent."
        ).example(0.8),
        .optional(
          "learn", .array(of: LearnedConstants.Constant.schema, count: 1...2),
          "Constants that are learnt, from what beta and threshold say on. None if absent."
        ).example(["beta"]),
        LearnedConstants.Sharing.key(
          "per", default: .layer, "How many values a constant that is learnt has."
        ).example(whole: [
          "network": [
            "layers": [
              ["dense": 100], ["lif": ["learn": ["beta"], "per": "neuron"]], ["dense": 10], "lif",
            ]
          ]
        ]),
      ],
      read: { settings in
        let shared = shared ?? LIFParameters()
        return .lif(
          LIFParameters(
            beta: settings.optional("beta")?.float ?? shared.beta,
            threshold: settings.optional("threshold")?.float ?? shared.threshold,
            reset: settings.optional("reset")?.named(Reset.self) ?? shared.reset,
            adaptation: settings.optional("adaptation").map {
              Adaptation(decay: $0["decay"].float, strength: $0["strength"].float)
            },
            recurrence: settings.optional("recurrent")?.named(Recurrence.self),
            synapticDecay: settings.optional("synapticDecay")?.float,
            learned: settings.optional("learn").map { learn in
              LearnedConstants(
                Set(learn.elements.map { $0.named(LearnedConstants.Constant.self) }),
                per: settings["per"].named(LearnedConstants.Sharing.self))
            }))
      },
      write: { layer, _ in
        guard case .lif(let own) = layer else { return JSONValue?.none }
        return .object([
          ("beta", own.beta == shared?.beta ? nil : .number(own.beta)),
          ("threshold", own.threshold == shared?.threshold ? nil : .number(own.threshold)),
          ("reset", own.reset == shared?.reset ? nil : .string(own.reset.rawValue)),
          (
            "adaptation",
            own.adaptation.map {
              ["decay": .number($0.decay), "strength": .number($0.strength)]
            }
          ),
          ("recurrent", own.recurrence.map { .string($0.rawValue) }),
          ("synapticDecay", own.synapticDecay.map(JSONValue.number)),
          ("learn", own.learned?.json),
          ("per", own.learned.map { .string($0.sharing.rawValue) }),
        ])
      }
    ).example(before: [["dense": 100]], after: [["dense": 10], "lif"])
  }

  private static let adaptation = ObjectSchema([
    .required("decay", .number(.unitWithoutOne), "Decay ρ of the adaptation per step.")
      .example(0.9),
    .required(
      "strength", .number(NumberRange(lower: 0)),
      "Strength b: what a spike adds to the threshold of the next step."
    ).example(0.2),
  ])
}

extension LearnedConstants {
  /// The constants by name, in one order.
  fileprivate var json: JSONValue {
    .array(Constant.allCases.filter(constants.contains).map { .string($0.rawValue) })
  }
}

extension Recurrence: ConfigName {
  var meaning: String {
    switch self {
    case .allToAll: "Those of all neurons of the layer, by weights [N, N] and a bias of their own."
    case .oneToOne: "Its own, by a weight."
    }
  }
}

extension LearnedConstants.Constant: ConfigName {
  var meaning: String {
    switch self {
    case .beta: "Membrane decay β, kept in 0.001 … 1."
    case .threshold: "Threshold θ, kept in 0.001 … 1000; under a surrogate alone."
    }
  }
}

extension LearnedConstants.Sharing: ConfigName {
  var meaning: String {
    switch self {
    case .layer: "One for all neurons of the layer."
    case .neuron: "One for each neuron."
    }
  }
}

import SpikeFiles

extension ExperimentConfig {
  /// The config as JSON with every default written out, in the shape users write: `network.beta`
  /// once, and per LIF layer only what differs. Reading it gives the same config.
  public var resolved: JSONValue { json(.resolved) }

  /// The value at a path, whichever of its forms the path is of.
  package func value(at steps: [ConfigOverride.Step]) -> JSONValue? {
    resolved.value(at: steps) ?? json(.complete).value(at: steps)
  }

  private func json(_ form: ConfigForm) -> JSONValue {
    [
      "name": .string(name), "seed": .number(Int(seed)), "data": data.json,
      "encoding": .string(encoding.rawValue), "network": network.json,
      "learning": learningJSON(form), "training": training.json(form),
    ]
  }
}

extension DataConfig {
  package var json: JSONValue {
    .object(
      DataSource.declarations.members(source, by: "dataset", .resolved) + [
        ("pixels", isOfImages ? pixels.rangeJSON : JSONValue?.none),
        ("normalization", isOfImages ? pixels.normalizationJSON : JSONValue?.none),
        ("augmentation", augmentation?.json),
        ("train", train.map(JSONValue.number)), ("test", test.map(JSONValue.number)),
        ("validation", validation.map(JSONValue.number)), ("skip", skip.map(JSONValue.number)),
      ])
  }
}

/// What a config is written for.
enum ConfigForm {
  /// For people: every default is written out.
  case resolved
  /// As ``resolved``, without any short form: for who asks for a part that a short form leaves out.
  case complete
  /// For ``ExperimentConfig/identityText``: keys that did not exist when the first runs were made
  /// are left out where they have their default, so that those runs keep their directories.
  case identity

  /// The value of such a key.
  func value<Value: Equatable>(
    _ value: Value, default standard: Value, _ json: (Value) -> JSONValue
  ) -> JSONValue? {
    // A bare `nil` might mean JSON's null.
    self == .identity && value == standard ? JSONValue?.none : json(value)
  }
}

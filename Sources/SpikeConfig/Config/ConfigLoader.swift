import SpikeFiles

/// Turns a text into experiments: parse, lay variants over the base, apply overrides, check, read.
package struct ConfigLoader {
  private let file: String
  private let checksClasses: Bool
  package internal(set) var faults = FaultList()
  private let schema = Schema.object(ConfigSchema.experiment)

  /// - Parameter checksClasses: Whether the last layer must have an output for each class of the
  ///   data set; false where the data set is not used.
  package init(file: String, checksClasses: Bool) {
    self.file = file
    self.checksClasses = checksClasses
    faults.file = file
  }

  mutating func load(
    _ bytes: [UInt8], overrides texts: [String]
  ) throws(ConfigError) -> ConfigFile {
    var overrides: [ConfigOverride] = []
    for text in texts { overrides.append(try ConfigOverride(text)) }
    var root = try faults.parse(bytes)

    if let base = root.object?.members.first(where: { $0.key == "base" }) {
      faults.add(
        .inapplicableKey, at: base, found: "a key of sweeps",
        allowed: "an experiment; `spikelab sweep run` trains what a sweep file says")
      try faults.throwIfAny()
    }
    for override in overrides where override.isOfVariants {
      root = try override.applied(to: root, as: .object(ObjectSchema([Self.variantsKey])))
    }
    let (trunk, variants) = split(root)
    var experiments: [ExperimentConfig] = []
    // A thousand faults say enough; a thousand variants of a file with as many would take minutes.
    for variant in variants where faults.count < 1_000 {
      var value = variant.map { named($0.name, schema.merge($0.layer, over: trunk)) } ?? trunk
      for override in overrides where !override.isOfVariants {
        value = try override.applied(to: value, as: schema)
      }
      if let config = experiment(from: value) { experiments.append(config) }
    }
    let isComparison = root.object?.contains("variants") ?? false
    if isComparison { checkDistinct(experiments, in: root) }
    try faults.throwIfAny()
    return ConfigFile(
      path: file, name: root["name"]?.string ?? experiments[0].name,
      isComparison: isComparison, experiments: experiments)
  }

  /// Checks a document without variants and reads it; nil where a value is faulty.
  package mutating func experiment(from document: JSONValue) -> ExperimentConfig? {
    var resolver = SchemaResolver(file: file)
    resolver.root = ConfigSchema.experiment
    let resolved = resolver.resolve(document, as: schema)
    faults.add(contentsOf: resolver.faults)
    guard let resolved else { return nil }
    var config = ExperimentConfig(ResolvedReader(value: resolved))
    findStoredParameters(&config, resolved)
    config.data.source.find(beside: file)
    var semantics = ConfigSemantics(file: file, checksClasses: checksClasses)
    semantics.check(config, resolved: resolved)
    faults.add(contentsOf: semantics.faults)
    return config
  }

  // MARK: Variants

  private static let variantsKey = SchemaKey.optional(
    "variants", .array(of: .object(ConfigSchema.experiment), count: 1...ConfigSchema.mostVariants),
    "Experiments to compare.")

  /// What a variant changes, and its own name where it has a sound one.
  private typealias Variant = (name: String?, layer: JSONValue)

  /// The document without its variants, and those: one that is nil for a document without any.
  private mutating func split(_ root: JSONValue) -> (trunk: JSONValue, variants: [Variant?]) {
    guard var base = root.object, let variants = base["variants"] else { return (root, [nil]) }
    base["variants"] = nil
    var trunk = root
    trunk.content = .object(base)
    guard let list = variants.array, (1...ConfigSchema.mostVariants).contains(list.count) else {
      faults.add(
        .wrongType, at: variants,
        found: variants.array.map { $0.isEmpty ? "an empty list" : "\($0.count) variants" },
        allowed: "a list of 1 to \(ConfigSchema.mostVariants) variants")
      return (trunk, [nil])
    }
    var names: Set<String> = []
    var layers: [Variant?] = []
    for variant in list {
      guard var upper = variant.object else {
        faults.add(
          .wrongType, at: variant,
          allowed: "a variant such as { \"name\": \"…\", \"learning\": {…} }")
        continue
      }
      let name = takeName(from: &upper, of: variant, taken: &names)
      for key in ["$schema", "variants"] {
        guard let member = upper.members.first(where: { $0.key == key }) else { continue }
        faults.add(
          .inapplicableKey, at: member, found: "a key of the whole file",
          allowed: "it outside of \"variants\"")
        upper[key] = nil
      }
      var layer = variant
      layer.content = .object(upper)
      layers.append((name, layer))
    }
    return (trunk, layers.isEmpty ? [nil] : layers)
  }

  private mutating func takeName(
    from variant: inout JSONObject, of value: JSONValue, taken: inout Set<String>
  ) -> String? {
    defer { variant["name"] = nil }
    guard let name = variant["name"] else {
      faults.add(
        .missingKey, location: value.origin, path: value.path.appending("name"), found: "nothing",
        allowed: "a text (this key is required)")
      return nil
    }
    var resolver = SchemaResolver(file: file)
    let text = resolver.resolve(name, as: .text)?.string
    faults.add(contentsOf: resolver.faults)
    if let text, !taken.insert(text).inserted {
      faults.add(
        .contradiction, at: name, found: "\(name.brief) again", allowed: "a name of its own")
    }
    return text
  }

  /// The document under the name `base/variant`.
  private func named(_ variant: String?, _ document: JSONValue) -> JSONValue {
    guard let variant, var object = document.object,
      var member = object.members.first(where: { $0.key == "name" }),
      let base = member.value.string, !base.isEmpty
    else { return document }
    member.value.content = .string("\(base)/\(variant)")
    object.set(member)
    var result = document
    result.content = .object(object)
    return result
  }

  /// Two equal experiments would share a run directory, and a comparison of them says nothing.
  private mutating func checkDistinct(
    _ experiments: [ExperimentConfig], in root: JSONValue
  ) {
    guard let variants = root["variants"]?.array, variants.count == experiments.count else {
      return
    }
    var first: [String: JSONPath] = [:]
    for (variant, experiment) in zip(variants, experiments) {
      let hash = experiment.hash
      if let twin = first[hash] {
        faults.add(
          .contradiction, at: variant, found: "the same experiment as \(twin)",
          allowed: "variants that differ in more than their name")
      } else {
        first[hash] = variant.path
      }
    }
  }
}

extension ConfigOverride {
  /// Whether the override changes the list of variants rather than every experiment.
  var isOfVariants: Bool { steps.first == .key("variants") }
}

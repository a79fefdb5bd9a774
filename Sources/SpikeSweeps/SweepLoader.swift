import SpikeConfig
import SpikeFiles

/// Turns a sweep file's text into runs: parse, check, build axes, expand, check every run.
struct SweepLoader {
  let file: String
  var faults = FaultList()
  /// The key paths that are drawn evenly over their logarithm.
  var logarithmicPaths: Set<String> = []
  /// Faults of the base config and of values laid over it.
  private var runFaults = FaultList()
  private let experiment = Schema.object(ConfigSchema.experiment)
  private var overrides: [ConfigOverride] = []
  private var configs: [ExperimentConfig] = []
  private var hashes: Set<String> = []
  private var duplicates = 0
  let mostRuns: Int

  init(file: String, mostRuns: Int = SweepSchema.mostRuns) {
    self.file = file
    self.mostRuns = mostRuns
    faults.file = file
  }

  mutating func load(_ bytes: [UInt8], overrides texts: [String]) throws -> Sweep {
    for text in texts { overrides.append(try ConfigOverride(text)) }
    let document = try faults.parse(bytes)
    if let data = document.object?.members.first(where: { $0.key == "data" }),
      document["base"] == nil
    {
      faults.add(
        .inapplicableKey, at: data, found: "a key of experiments",
        allowed:
          "a sweep, which may name this file as its \"base\"; `spikelab train` trains an experiment"
      )
      try faults.throwIfAny()
    }
    var resolver = SchemaResolver(file: file)
    let resolved = resolver.resolve(document, as: .object(SweepSchema.sweep))
    faults.add(contentsOf: resolver.faults)
    guard let resolved else { throw ConfigError(faults.sorted()) }

    let name = resolved["name"]?.string ?? ""
    let base = try readBase(resolved["base"] ?? .null, name: name)
    try checkSamples(of: resolved)
    SlurmArguments.check(resolved, &faults)
    let blocks = self.blocks(of: resolved)
    checkCount(blocks, of: resolved)
    try faults.throwIfAny()
    let halving = resolved["halving"].map(SuccessiveHalving.init)
    for block in blocks {
      try expand(block, over: base)
    }
    try runFaults.throwIfAny()
    if configs.isEmpty {
      faults.add(
        .contradiction, at: resolved, found: "conditions that no combination meets",
        allowed: "at least one run")
    }
    if let halving { halving.check(configs, at: resolved["halving"] ?? resolved, &faults) }
    try faults.throwIfAny()
    let labels = SweepLabels(configs: configs, paths: paths(of: blocks))
    return Sweep(
      path: file, name: name, columns: labels.columns, runs: labels.runs(named: name),
      logarithmicPaths: logarithmicPaths, duplicates: duplicates, halving: halving,
      slurm: SlurmRequest(resolved["slurm"] ?? [:]))
  }

  // MARK: Reading

  /// The config that every run starts from, under the sweep's name.
  private mutating func readBase(_ value: JSONValue, name: String) throws -> JSONValue {
    var base = value
    runFaults.file = file
    if let relative = value.string {
      let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
      let path = relative.hasPrefix("/") ? relative : folder + relative
      let bytes = try readFile(path, limit: JSONDocument.largestText, .named)
      runFaults.file = path
      var baseFaults = FaultList()
      baseFaults.file = path
      base = try baseFaults.parse(bytes)
      try baseFaults.throwIfAny()
    }
    guard var object = base.object else { return base }
    if let member = object.members.first(where: { $0.key == "variants" }) {
      runFaults.add(
        .inapplicableKey, at: member, found: "a comparison of variants",
        allowed: "one experiment; a sweep's \"runs\" and axes make others of it")
      object["variants"] = nil
    }
    object["name"] = .string(name)
    base.content = .object(object)
    // An axis names its key from the config's root, and so do messages.
    return base.rebased(to: .root)
  }

  /// Every path that a block changes, each once, in the order of the file.
  private func paths(of blocks: [SweepBlock]) -> [String] {
    var paths: [String] = []
    for block in blocks {
      var place = 0
      for change in block.axes.flatMap(\.alternatives).joined() {
        let path = String(change.text.prefix { $0 != "=" })
        if let known = paths.firstIndex(of: path) {
          place = max(place, known + 1)
        } else {
          // Behind what stands before it in its own block.
          paths.insert(path, at: place)
          place += 1
        }
      }
    }
    return paths
  }

  // MARK: Expanding

  private mutating func expand(_ block: SweepBlock, over base: JSONValue) throws {
    let plain = block.axes.filter { $0.condition == nil }
    let conditional = block.axes.filter { $0.condition != nil }
    try expand(plain[...], over: base) { loader, document throws in
      try loader.expand(conditional: conditional[...], block.conditions, over: document)
    }
  }

  private mutating func expand(
    _ axes: ArraySlice<SweepAxis>, over document: JSONValue,
    _ body: (inout SweepLoader, JSONValue) throws -> Void
  ) throws {
    guard let axis = axes.first else { return try body(&self, document) }
    for alternative in axis.alternatives {
      guard let changed = apply(alternative, to: document) else { continue }
      try expand(axes.dropFirst(), over: changed, body)
    }
  }

  private mutating func expand(
    conditional axes: ArraySlice<SweepAxis>, _ conditions: [SweepCondition],
    over document: JSONValue
  ) throws {
    guard runFaults.count < 1_000 else { return }
    guard let axis = axes.first, let condition = axis.condition else {
      return try finish(document, conditions)
    }
    // A condition speaks of the config as it would run, defaults and overrides included.
    guard let config = try read(document) else { return }
    guard condition.holds(in: config) else {
      return try expand(conditional: axes.dropFirst(), conditions, over: document)
    }
    for alternative in axis.alternatives {
      guard let changed = apply(alternative, to: document) else { continue }
      try expand(conditional: axes.dropFirst(), conditions, over: changed)
    }
  }

  private mutating func finish(_ document: JSONValue, _ conditions: [SweepCondition]) throws {
    guard let config = try read(document), conditions.allSatisfy({ $0.holds(in: config) })
    else { return }
    if hashes.insert(config.hash).inserted {
      configs.append(config)
    } else {
      duplicates += 1
    }
  }

  private mutating func apply(_ changes: [ConfigOverride], to document: JSONValue) -> JSONValue? {
    var changed = document
    do {
      for change in changes { changed = try change.applied(to: changed, as: experiment) }
      return changed
    } catch {
      for fault in error.faults { runFaults.add(named(fault)) }
      return nil
    }
  }

  /// An axis's own fault has no file's name yet.
  private func named(_ fault: ConfigFault) -> ConfigFault {
    var fault = fault
    if case .file("", let position) = fault.location { fault.location = .file(file, position) }
    return fault
  }

  private mutating func read(_ document: JSONValue) throws -> ExperimentConfig? {
    var document = document
    for override in overrides {
      document = try override.applied(to: document, as: experiment)
    }
    var loader = ConfigLoader(file: runFaults.file, checksClasses: true)
    let config = loader.experiment(from: document)
    runFaults.add(contentsOf: loader.faults)
    return config
  }
}

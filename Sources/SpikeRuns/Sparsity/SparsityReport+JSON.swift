import SpikeFiles

extension SparsityReport {
  /// The value of `"sparsity"` in `summary.json`.
  public var json: JSONValue {
    [
      "footprint": .number(footprint), "connectionSparsity": .number(connectionSparsity),
      "activationSparsity": .number(activationSparsity),
      "synapticOperations": [
        "effectiveMACs": .number(synapticOperations.effectiveMACs),
        "effectiveACs": .number(synapticOperations.effectiveACs),
        "dense": .number(synapticOperations.dense),
      ],
      "membraneUpdates": .number(membraneUpdates),
      "energy": [
        "perSampleNanojoules": .number(energy.perSampleNanojoules),
        "denseNanojoules": .number(energy.denseNanojoules),
        "picojoulesPerMAC": .number(EnergyEstimate.picojoulesPerMAC),
        "picojoulesPerAC": .number(EnergyEstimate.picojoulesPerAC),
      ],
      "layers": .array(layers.map(\.json)),
      "confusion": .array(confusion.map { .array($0.map { .number($0) }) }),
      "learning": [
        "feedbackPairs": .number(learning.feedbackPairs),
        "densePairs": .number(learning.densePairs), "signChanges": .number(learning.signChanges),
        "updateSparsity": learning.updateSparsity.map { .number($0) } ?? .null,
      ],
    ]
  }

  /// Reads the value of `"sparsity"`.
  ///
  /// - Throws: ``RunError/unreadable(file:reason:)`` naming the key that is missing or of another
  ///   type.
  public init(_ json: JSONValue, file: String) throws(RunError) {
    let reader = MemberReader(json, named: "sparsity", file: file)
    footprint = try reader.required("footprint", \.integer)
    connectionSparsity = try reader.required("connectionSparsity", \.double)
    activationSparsity = try reader.required("activationSparsity", \.double)
    let operations = try reader.member("synapticOperations")
    synapticOperations = EffectiveOperations(
      effectiveMACs: try operations.required("effectiveMACs", \.double),
      effectiveACs: try operations.required("effectiveACs", \.double),
      dense: try operations.required("dense", \.double))
    membraneUpdates = try reader.required("membraneUpdates", \.double)
    layers = []
    for (index, layer) in try reader.required("layers", \.array).enumerated() {
      layers.append(
        try LayerSparsity(MemberReader(layer, named: "sparsity.layers[\(index)]", file: file)))
    }
    // A square: as many answers as labels.
    confusion = try reader.required("confusion") { json in
      json.arrayOf { $0.arrayOf { count in count.integer.flatMap { $0 >= 0 ? $0 : nil } } }
        .flatMap { rows in rows.allSatisfy { $0.count == rows.count } ? rows : nil }
    }
    let learning = try reader.member("learning")
    self.learning = LearningEvents(
      feedbackPairs: try learning.required("feedbackPairs", \.integer),
      densePairs: try learning.required("densePairs", \.integer),
      signChanges: try learning.required("signChanges", \.integer),
      updateSparsity: learning.optional("updateSparsity", \.double))
  }
}

extension LayerSparsity {
  var json: JSONValue {
    [
      "neurons": .number(neurons), "firingRate": .number(firingRate),
      "perStep": .array(perStep.map { .number($0) }),
      "perClass": .array(perClass.map { $0.map { .number($0) } ?? .null }),
      "everSpiked": .number(everSpiked), "activePerSample": .number(activePerSample),
      "dead": .number(dead), "saturated": .number(saturated),
      "intervals": .array(intervals.map { .number($0) }),
      "meanInterval": meanInterval.map { .number($0) } ?? .null,
      "medianInterval": medianInterval.map { .number($0) } ?? .null,
      "rateHistogram": .array(rateHistogram.map { .number($0) }),
    ]
  }

  init(_ reader: MemberReader) throws(RunError) {
    neurons = try reader.required("neurons", \.integer)
    firingRate = try reader.required("firingRate", \.double)
    perStep = try reader.required("perStep") { $0.arrayOf(\.double) }
    perClass = try reader.required("perClass") { $0.array?.map(\.double) }
    everSpiked = try reader.required("everSpiked", \.double)
    activePerSample = try reader.required("activePerSample", \.double)
    dead = try reader.required("dead", \.integer)
    saturated = try reader.required("saturated", \.integer)
    intervals = try reader.required("intervals") { $0.arrayOf(\.integer) }
    meanInterval = reader.optional("meanInterval", \.double)
    medianInterval = reader.optional("medianInterval", \.double)
    rateHistogram = try reader.required("rateHistogram") { $0.arrayOf(\.integer) }
  }
}

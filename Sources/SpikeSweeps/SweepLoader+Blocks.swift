import SpikeConfig
import SpikeFiles
import SpikeKernels

extension SweepLoader {
  /// The blocks of a sweep file that its schema accepts; what is wrong with them goes to ``faults``.
  mutating func blocks(of document: JSONValue) -> [SweepBlock] {
    let common = block(document)
    guard let parts = document["blocks"]?.array else { return [common] }
    return parts.map { part in
      let own = block(part)
      // What a block sets comes after what holds everywhere, and before the axes.
      return SweepBlock(
        axes: common.axes.filter(\.isFixed) + own.axes.filter(\.isFixed)
          + own.axes.filter { !$0.isFixed } + common.axes.filter { !$0.isFixed },
        conditions: common.conditions + own.conditions)
    }
  }

  private mutating func block(_ part: JSONValue) -> SweepBlock {
    var axes: [SweepAxis] = []
    if let set = part["set"] { axes.append(SweepAxis(alternatives: [changes(set)])) }
    for listed in part["runs"].map({ [$0] }) ?? [] {
      axes.append(SweepAxis(alternatives: (listed.array ?? []).map { changes($0) }))
    }
    for group in part["zip"]?.array ?? [] { axes.append(zipped(group)) }
    for member in part["grid"]?.object?.members ?? [] {
      let values = member.value["values"] ?? member.value
      axes.append(
        SweepAxis(
          alternatives: (values.array ?? []).map { [change(member, $0)].compactMap(\.self) },
          condition: member.value["when"].map { condition($0) }))
    }
    if let random = part["random"] { axes.append(sampled(random)) }
    return SweepBlock(axes: axes, conditions: part["when"].map { [condition($0)] } ?? [])
  }

  /// The changes of an object whose keys are paths.
  private mutating func changes(_ object: JSONValue) -> [ConfigOverride] {
    (object.object?.members ?? []).compactMap { change($0, $0.value) }
  }

  private mutating func change(
    _ member: JSONObject.Member, _ value: JSONValue
  ) -> ConfigOverride? {
    do {
      var value = value
      value.origin = elsewhere(value.origin)
      return try ConfigOverride(member.key, value, keyOrigin: elsewhere(member.origin))
    } catch {
      for fault in error.faults { faults.add(fault) }
      return nil
    }
  }

  /// The place as one of this file, seen from the base config.
  private func elsewhere(_ origin: JSONOrigin) -> JSONOrigin {
    if case .file(let position) = origin { .otherFile(file, position) } else { origin }
  }

  private mutating func zipped(_ group: JSONValue) -> SweepAxis {
    let members = group.object?.members ?? []
    let count = members.first?.value.array?.count ?? 0
    for member in members {
      guard let values = member.value.array, values.count != count else { continue }
      faults.add(
        .contradiction, at: member.value, found: "\(values.count) values",
        allowed: "\(count), as many as \"\(members[0].key)\" has in the same group")
    }
    return SweepAxis(
      alternatives: (0..<count).map { index in
        members.compactMap { member in
          guard let values = member.value.array, values.indices.contains(index) else { return nil }
          return change(member, values[index])
        }
      })
  }

  private mutating func sampled(_ random: JSONValue) -> SweepAxis {
    let seed = UInt64(random["seed"]?.integer ?? 0)
    let count = random["count"]?.integer ?? 0
    var isStratified = false
    if case .boolean(let value)? = random["stratified"]?.content { isStratified = value }
    var samples: [[ConfigOverride]] = Array(repeating: [], count: count)
    // Of a stratified search: the samples in the order of its first range of numbers.
    var order: [Int]?
    for member in random["axes"]?.object?.members ?? [] {
      guard let distribution = distribution(member.value) else { continue }
      if case .logUniform = distribution { logarithmicPaths.insert(member.key) }
      var generator = SeededGenerator(seed: seed, axis: member.key)
      let values: [JSONValue]
      switch (isStratified, distribution, order) {
      case (false, _, _): values = distribution.samples(count, &generator)
      case (true, .choice(let list), let order?):
        values = SweepDistribution.spread(list, along: order, &generator)
      case (true, _, _): values = distribution.stratified(count, &generator)
      }
      if isStratified && order == nil && distribution.isRange {
        order = values.indices.sorted { (values[$0].double ?? 0) < (values[$1].double ?? 0) }
      }
      for (index, drawn) in values.enumerated() {
        var value = drawn
        value.origin = member.value.origin
        if let change = change(member, value) { samples[index].append(change) }
      }
    }
    return SweepAxis(alternatives: samples)
  }

  private mutating func distribution(_ value: JSONValue) -> SweepDistribution? {
    guard let member = value.object?.members.first, let bounds = member.value.array else {
      return nil
    }
    if member.key == "choice" { return .choice(bounds) }
    guard let low = bounds[0].double, let high = bounds[1].double, low < high else {
      faults.add(
        .contradiction, at: member.value, found: member.value.lineText,
        allowed: "[low, high] with low below high")
      return nil
    }
    switch member.key {
    case "uniform": return .uniform(low, high)
    case "logUniform": return .logUniform(low, high)
    default: return .integer(bounds[0].integer ?? 0, bounds[1].integer ?? 0)
    }
  }

  private mutating func condition(_ value: JSONValue) -> SweepCondition {
    var terms: [SweepCondition.Term] = []
    for member in value.object?.members ?? [] {
      guard let steps = change(member, member.value)?.steps else { continue }
      if let unknown = Schema.object(ConfigSchema.experiment).unknownStep(of: steps[...]) {
        faults.add(
          .unknownKey, at: member, found: "the unknown key \(JSONText.quoted(unknown.name))",
          allowed: "one of \(unknown.known.joined(separator: ", "))",
          suggestion: Suggestion.nearest(to: unknown.name, among: unknown.known))
      }
      terms.append(.init(steps: steps, allowed: member.value.array ?? [member.value]))
    }
    return SweepCondition(terms: terms)
  }
}

extension SweepAxis {
  /// Whether there is nothing to choose.
  fileprivate var isFixed: Bool { alternatives.count == 1 && condition == nil }
}

extension Schema {
  /// The first step of a path that no config has, with the names that could stand there.
  func unknownStep(
    of steps: ArraySlice<ConfigOverride.Step>
  ) -> (name: String, known: [String])? {
    guard let step = steps.first else { return nil }
    switch (self, step) {
    case (.either(let list, let object), _):
      return list.unknownStep(of: steps).flatMap { _ in object.unknownStep(of: steps) }
    case (.shorthand(_, let object), _): return Schema.object(object).unknownStep(of: steps)
    case (.named(_, let other), _): return other.unknownStep(of: steps)
    case (.array(let items, _), .index): return items.unknownStep(of: steps.dropFirst())
    case (.object(let object), .key(let name)):
      let keys = object.everyKey
      let matching = keys.filter { $0.name == name }
      guard !matching.isEmpty else { return (name, Array(Set(keys.map(\.name))).sorted()) }
      var unknown: (name: String, known: [String])?
      for key in matching {
        guard let found = key.schema.unknownStep(of: steps.dropFirst()) else { return nil }
        unknown = found
      }
      return unknown
    case (.choice(let alternatives), .key(let name)):
      guard let alternative = alternatives.first(where: { $0.name == name }) else {
        return (name, alternatives.map(\.name))
      }
      return alternative.payload?.unknownStep(of: steps.dropFirst())
    case (.anything, _): return nil
    case (_, .key(let name)): return (name, ["nothing: the path ends before it"])
    case (_, .index(let index)): return ("[\(index)]", ["nothing: this is no list"])
    }
  }
}

extension ObjectSchema {
  /// The keys of every case.
  fileprivate var everyKey: [SchemaKey] {
    keys + (selector.map { [$0.asKey] + $0.cases.flatMap(\.rest.everyKey) } ?? [])
  }
}

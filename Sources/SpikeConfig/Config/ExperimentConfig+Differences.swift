import SpikeFiles

extension ExperimentConfig {
  /// The key paths at which some configs do not all have the same value, in their order.
  package static func differingPaths(_ configs: [ExperimentConfig]) -> [String] {
    let resolved = configs.map(\.resolved)
    var (paths, known) = ([String](), Set<String>())
    for path in resolved.flatMap(\.leafPaths) where known.insert(path).inserted {
      paths.append(path)
    }
    return paths.filter { path in
      let steps = ConfigOverride.steps(of: path[...]) ?? []
      return Set(resolved.map { $0.value(at: steps)?.canonicalText }).count > 1
    }
  }
}

extension JSONValue {
  /// The key paths of an object's values that are no objects, in order.
  package var leafPaths: [String] {
    guard let members = object?.members else { return [] }
    return members.flatMap { member in
      let below = member.value.leafPaths
      return below.isEmpty ? [member.key] : below.map { "\(member.key).\($0)" }
    }
  }
}

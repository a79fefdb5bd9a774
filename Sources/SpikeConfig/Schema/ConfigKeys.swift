import SpikeFiles

/// The key paths that a config may have, for who asks for a part of it.
package enum ConfigKeys {
  private static let root = Schema.object(ConfigSchema.experiment)

  /// The steps of a key path that a config may have; nil for any other text.
  package static func steps(of path: String) -> [ConfigOverride.Step]? {
    guard let steps = ConfigOverride.steps(of: path[...]),
      steps.count <= 20, !root.schemas(at: steps[...]).isEmpty
    else { return nil }
    return steps
  }

  /// The names that a key path may have as its value, with those of choices; none where it takes others.
  package static func names(at steps: [ConfigOverride.Step]) -> [String] {
    var names: [String] = []
    for schema in root.schemas(at: steps[...]) {
      guard let own = schema.names else { return [] }
      names += own.filter { !names.contains($0) }
    }
    return names
  }

  /// Values that a key path may have: its names, its default, or true and false.
  package static func values(of path: String) -> [String] {
    guard let steps = steps(of: path) else { return [] }
    let names = names(at: steps)
    if !names.isEmpty { return names }
    for schema in root.schemas(at: steps[...]) {
      if case .boolean = schema { return ["true", "false"] }
    }
    guard case .key(let last)? = steps.last else { return [] }
    let standards = root.schemas(at: steps.dropLast()).flatMap(\.keys).compactMap { key in
      key.name == last ? key.standard : nil
    }
    guard let standard = standards.first else { return [] }
    if let text = standard.string { return [text] }
    return standard.double == nil ? [] : [standard.canonicalText]
  }

  /// What tables call a setting, in letters that are no key.
  private static let short = ["T": "network.steps", "β": "network.beta", "θ": "network.threshold"]

  /// The key path that a wrong one was probably meant to be: with a misspelt step put right, or the nearest
  /// that ends so.
  package static func guess(for path: String) -> String? {
    if let path = short[path] { return path }
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard (1...20).contains(parts.count), !parts.contains("") else { return nil }
    if let found = ConfigSchema.experiment.paths(endingIn: path).first { return found }
    var known: [String] = []
    for part in parts {
      let key = String(part.prefix { $0 != "[" })
      let before = ConfigOverride.steps(of: known.joined(separator: ".")[...]) ?? []
      let names = root.schemas(at: before[...]).flatMap { $0.members.map(\.name) }
      if names.contains(key) {
        known.append(part)
      } else if let near = Suggestion.nearest(to: key, among: names) {
        known.append(near + part.dropFirst(key.count))
      } else {
        known = []
        break
      }
    }
    if !known.isEmpty, steps(of: known.joined(separator: ".")) != nil {
      return known.joined(separator: ".")
    }
    guard let last = parts.last else { return nil }
    return ConfigSchema.experiment.paths(endingIn: last).first
      ?? Suggestion.nearest(
        to: last, among: paths.compactMap { $0.split(separator: ".").last.map(String.init) }
      )
      .flatMap { ConfigSchema.experiment.paths(endingIn: $0).first }
  }

  /// The key paths of values, none inside of lists, each once, in the order of the schema.
  package static let paths: [String] = {
    var (paths, seen) = ([String](), Set<String>())
    func look(_ schema: Schema, at path: String, _ left: Int) {
      guard left > 0 else { return }
      for (name, below) in schema.members where name != "$schema" && name != "variants" {
        let own = path.isEmpty ? name : "\(path).\(name)"
        if below.members.isEmpty || below.names != nil || below.isShorthand {
          if seen.insert(own).inserted { paths.append(own) }
        }
        look(below, at: own, left - 1)
      }
    }
    look(root, at: "", 5)
    return paths
  }()
}

extension Schema {
  /// What may stand at the end of a path from here; several where it depends on other keys.
  fileprivate func schemas(at steps: ArraySlice<ConfigOverride.Step>) -> [Schema] {
    guard let step = steps.first else { return [self] }
    let next: [Schema] =
      switch step {
      case .key(let key): members.filter { $0.name == key }.map(\.schema)
      case .index: element.map { [$0] } ?? []
      }
    return next.flatMap { $0.schemas(at: steps.dropFirst()) }
  }

  fileprivate var keys: [SchemaKey] {
    switch self {
    case .object(let object), .either(_, .object(let object)), .shorthand(_, let object):
      object.allKeys
    default: []
    }
  }

  /// What the elements of a list are.
  private var element: Schema? {
    switch self {
    case .array(let items, _): items
    case .either(let list, _): list.element
    case .named(_, let other), .file(let other): other.element
    default: nil
    }
  }

  /// The names that a value may be, if it is a name.
  fileprivate var names: [String]? {
    switch self {
    case .enumeration(let names): names.map(\.name)
    case .choice(let alternatives): alternatives.map(\.name)
    default: nil
    }
  }

  fileprivate var isShorthand: Bool {
    if case .shorthand = self { true } else { false }
  }
}

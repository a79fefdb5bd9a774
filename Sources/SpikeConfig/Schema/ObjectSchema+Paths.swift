extension ObjectSchema {
  /// The key paths below this object that end in a key: `network.beta` for `beta`. The nearest first.
  ///
  /// - Parameter depth: How far down to look.
  func paths(endingIn key: String, depth: Int = 5) -> [String] {
    var found: [String] = []
    var seen: Set<String> = []
    func look(_ schema: Schema, at path: String, _ left: Int) {
      guard left > 0 else { return }
      for (name, below) in schema.members {
        let own = path.isEmpty ? name : "\(path).\(name)"
        if name == key, seen.insert(own).inserted { found.append(own) }
        look(below, at: own, left - 1)
      }
    }
    look(.object(self), at: "", depth)
    return found.enumerated().sorted {
      let dots = [$0, $1].map { $0.element.count { $0 == "." } }
      return (dots[0], $0.offset) < (dots[1], $1.offset)
    }.map(\.element)
  }

  var allKeys: [SchemaKey] {
    keys + (selector.map { [$0.asKey] + $0.cases.flatMap(\.rest.allKeys) } ?? [])
  }
}

extension Schema {
  /// The keys that a value may have, with what stands at them; none inside of lists.
  var members: [(name: String, schema: Schema)] {
    switch self {
    case .object(let object), .either(_, .object(let object)), .shorthand(_, let object):
      object.allKeys.map { ($0.name, $0.schema) }
    case .choice(let alternatives):
      alternatives.compactMap { alternative in alternative.payload.map { (alternative.name, $0) } }
    default: []
    }
  }
}

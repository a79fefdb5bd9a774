import SpikeFiles

extension SchemaResolver {
  /// What other programs call by a name of its own.
  private static let elsewhere = ["adamw": "adam\" with \"training.weightDecay"]

  /// What a name that is none of a choice's was probably meant to be.
  private func suggestion(for name: String, among known: [String]) -> String? {
    if let (elsewhere, needed) = Self.elsewhere[name.lowercased()].map({ ($0, "adam") }),
      known.contains(needed)
    {
      return elsewhere
    }
    return Suggestion.nearest(to: name, among: known) ?? place(of: name)
  }

  /// Where an unknown key stands, below an object or else anywhere; or the one key that it is there for, where
  /// that stands elsewhere: weightDecay of optimizer.weightDecay.
  func place(of member: JSONObject.Member, in schema: ObjectSchema) -> String? {
    let place = schema.paths(endingIn: member.key).first ?? place(of: member.key)
    guard let below = member.value.object?.members, below.count == 1, let root else { return place }
    let inner = root.paths(endingIn: below[0].key)
    if let place, inner.isEmpty || inner.contains(where: { $0.hasPrefix(place + ".") }) {
      return place
    }
    return inner.first ?? place
  }

  /// Where a key stands in the whole document.
  func place(of key: String) -> String? { root?.paths(endingIn: key).first }

  mutating func resolveChoice(
    _ value: JSONValue, _ alternatives: [SchemaAlternative]
  ) -> JSONValue? {
    let known = alternatives.map(\.name)
    let forms = alternatives.map { alternative in
      let short = "\"\(alternative.name)\""
      let long = alternative.payload.map { "{ \(short): \($0.sketch) }" }
      return [alternative.mayStandAlone ? short : nil, long].compactMap(\.self)
        .joined(separator: " or ")
    }
    let allowed = forms.joined(separator: ", ")

    func named(_ payload: JSONValue, _ name: String) -> JSONValue {
      var object = JSONObject()
      object.set(JSONObject.Member(key: name, origin: payload.origin, value: payload))
      return JSONValue(.object(object), origin: value.origin, path: value.path)
    }

    switch value.content {
    case .string(let name):
      guard let alternative = alternatives.first(where: { $0.name == name }) else {
        faults.add(
          .unknownValue, at: value, allowed: allowed,
          suggestion: suggestion(for: name, among: known))
        return nil
      }
      guard alternative.mayStandAlone else { return wrongType(value, allowed) }
      guard let payload = alternative.payload else {
        return named(JSONValue(.null, origin: value.origin, path: value.path), name)
      }
      let empty = JSONValue(.object(JSONObject()), origin: value.origin, path: value.path)
      return resolve(empty, as: payload).map { named($0, name) }
    case .object(let object):
      guard object.members.count == 1, let member = object.members.first else {
        let keys = object.members.prefix(4).map { JSONText.quoted(JSONText.cut($0.key)) }
        faults.add(
          .wrongType, at: value,
          found: keys.isEmpty
            ? "an empty object"
            : "an object of \(object.members.count) keys, \(keys.joined(separator: ", "))",
          allowed: "exactly one of \(allowed)")
        return nil
      }
      guard let alternative = alternatives.first(where: { $0.name == member.key }) else {
        faults.add(
          .unknownKey, at: member, allowed: allowed,
          suggestion: suggestion(for: member.key, among: known))
        return nil
      }
      guard let payload = alternative.payload else { return wrongType(value, allowed) }
      return resolve(member.value, as: payload).map { named($0, member.key) }
    default: return wrongType(value, allowed)
    }
  }
}

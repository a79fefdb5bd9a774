import SpikeFiles

extension SchemaResolver {
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
          suggestion: Suggestion.nearest(to: name, among: known))
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
          suggestion: Suggestion.nearest(to: member.key, among: known))
        return nil
      }
      guard let payload = alternative.payload else { return wrongType(value, allowed) }
      return resolve(member.value, as: payload).map { named($0, member.key) }
    default: return wrongType(value, allowed)
    }
  }
}

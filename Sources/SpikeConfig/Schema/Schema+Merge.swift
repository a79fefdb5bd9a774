import SpikeFiles

extension JSONValue {
  /// A number as the object of one key that it stands for; see ``Schema/shorthand(key:of:)``.
  func spelledOut(as key: String) -> JSONValue {
    guard case .number = content else { return self }
    var object = JSONObject()
    object.set(JSONObject.Member(key: key, origin: origin, value: self))
    return JSONValue(.object(object), origin: origin, path: path)
  }
}

extension Schema {
  /// Lays one value over another, as a variant is laid over the base of its file.
  ///
  /// Objects merge key by key. A list replaces a list. Of a choice, the same name merges its
  /// settings and another name replaces the whole. Where a selector chooses another case
  /// (`"rule": "surrogate"` over `lfp-epsilon`), keys of the base that only the old case has go.
  func merge(_ value: JSONValue, over base: JSONValue) -> JSONValue {
    switch self {
    case .object(let schema):
      guard let upper = value.object, let lower = base.object else { return value }
      var merged = lower
      // The names of both sides' cases: a key finds its schema whichever side brought it.
      var selection = lower
      for member in upper.members { selection.set(member) }
      let keys = schema.applicableKeys(for: selection)
      for var member in upper.members {
        if let below = lower[member.key],
          let key = keys.first(where: { $0.name == member.key })
        {
          member.value = key.schema.merge(member.value, over: below)
        }
        merged.set(member)
      }
      schema.dropConflicts(in: &merged, before: lower) { upper.contains($0.key) }
      return JSONValue(.object(merged), origin: base.origin, path: base.path)
    case .choice(let alternatives):
      guard let upper = value.object?.members.first, value.object?.members.count == 1,
        let lower = base.object?.members.first, base.object?.members.count == 1,
        upper.key == lower.key,
        let payload = alternatives.first(where: { $0.name == upper.key })?.payload
      else { return value }
      var merged = JSONObject()
      merged.set(
        JSONObject.Member(
          key: upper.key, origin: upper.origin,
          value: payload.merge(upper.value, over: lower.value)))
      return JSONValue(.object(merged), origin: value.origin, path: value.path)
    case .either(_, let object): return object.merge(value, over: base)
    case .shorthand(let key, let object):
      return Schema.object(object).merge(value.spelledOut(as: key), over: base.spelledOut(as: key))
    default: return value
    }
  }
}

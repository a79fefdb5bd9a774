import SpikeFiles

extension ObjectSchema {
  /// Why a key does not apply: it belongs beside another value of a selector.
  struct Conflict {
    var selector: String
    /// The value beside which the key applies.
    var wanted: String
    /// The value the object has.
    var actual: String
    /// Whether the object has that value by default.
    var isStandard: Bool
  }

  /// Whether the object names a case of every selector it reaches.
  func isDecided(for object: JSONObject) -> Bool {
    guard let selector else { return true }
    return selector.choice(in: object)?.rest.isDecided(for: object) ?? false
  }

  /// Whether a key applies in some case or other.
  func isKnownAnywhere(_ name: String) -> Bool {
    keys.contains { $0.name == name } || selector?.key == name
      || selector?.cases.contains { $0.rest.isKnownAnywhere(name) } ?? false
  }

  /// The keys that apply in some case or other; one may stand there several times.
  var everyName: [String] {
    (selector.map { [$0.key] + $0.cases.flatMap(\.rest.everyName) } ?? []) + keys.map(\.name)
  }

  /// The conflict of a key that applies in other cases than the object's; nil when the key applies,
  /// applies nowhere, or when the object decides for no case.
  func conflict(ofKey name: String, in object: JSONObject) -> Conflict? {
    guard !keys.contains(where: { $0.name == name }), let selector, selector.key != name,
      let chosen = selector.choice(in: object)
    else { return nil }
    if chosen.rest.isKnownAnywhere(name) { return chosen.rest.conflict(ofKey: name, in: object) }
    guard let other = selector.cases.first(where: { $0.rest.isKnownAnywhere(name) }) else {
      return nil
    }
    return Conflict(
      selector: selector.key, wanted: other.name, actual: chosen.name,
      isStandard: !object.contains(selector.key))
  }

  /// The names an object chooses, from the outermost selector inward.
  func chosenNames(in object: JSONObject) -> [String] {
    guard let chosen = selector?.choice(in: object) else { return [] }
    return [chosen.name] + chosen.rest.chosenNames(in: object)
  }

  /// Removes what another choice made meaningless: members that applied before and conflict now,
  /// except those that `keep` protects, which are left to be reported.
  func dropConflicts(
    in object: inout JSONObject, before: JSONObject, except keep: (JSONObject.Member) -> Bool
  ) {
    guard chosenNames(in: object) != chosenNames(in: before) else { return }
    let now = object
    object.remove { member in
      before.contains(member.key) && !keep(member)
        && conflict(ofKey: member.key, in: before) == nil
        && conflict(ofKey: member.key, in: now) != nil
    }
  }
}

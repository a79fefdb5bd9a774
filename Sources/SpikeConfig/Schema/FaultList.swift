import SpikeFiles

/// The faults met while a config is checked, each kept once.
package struct FaultList {
  /// The file's name as the user gave it.
  package var file = ""
  private var faults: [ConfigFault] = []
  private var known: Set<ConfigFault> = []

  /// No faults.
  package init() {}

  package var count: Int { faults.count }

  /// Most faults that are kept: a file may hold hundreds of thousands, and nobody reads so many.
  static let most = 50_000

  package mutating func add(_ fault: ConfigFault) {
    guard faults.count < Self.most else { return }
    if known.insert(fault).inserted { faults.append(fault) }
  }

  package mutating func add(contentsOf other: FaultList) {
    for fault in other.faults { add(fault) }
  }

  package mutating func add(
    _ kind: ConfigFault.Kind, location: JSONOrigin, path: JSONPath, found: String, allowed: String,
    suggestion: String? = nil
  ) {
    let place: ConfigFault.Location =
      switch location {
      case .file(let position): .file(file, position)
      case .otherFile(let name, let position): .file(name, position)
      case .override(let text): .override(text)
      case .none: .defaults(file)
      }
    add(
      ConfigFault(
        kind: kind, location: place, path: path.description, found: found, allowed: allowed,
        suggestion: suggestion))
  }

  package mutating func add(
    _ kind: ConfigFault.Kind, at value: JSONValue, found: String? = nil, allowed: String,
    suggestion: String? = nil
  ) {
    var brief = value.brief
    if kind == .wrongType {
      // "0.5" and 0.5 look alike; the type is the point here.
      if value.string != nil { brief = "the text " + brief }
      if case .number = value.content { brief = "the number " + brief }
    }
    add(
      kind, location: value.origin, path: value.path, found: found ?? brief, allowed: allowed,
      suggestion: suggestion)
  }

  /// Reports a key rather than its value.
  package mutating func add(
    _ kind: ConfigFault.Kind, at member: JSONObject.Member, found: String? = nil, allowed: String,
    suggestion: String? = nil
  ) {
    add(
      kind, location: member.origin, path: member.value.path, found: found ?? "an unknown key",
      allowed: allowed, suggestion: suggestion)
  }

  /// The faults in the order of the file, then those without a place in it, then overrides.
  package func sorted() -> [ConfigFault] {
    func rank(_ fault: ConfigFault) -> (Int, SourcePosition) {
      let origin = SourcePosition(line: 0, column: 0)
      return switch fault.location {
      case .file(_, let position): (0, position)
      case .defaults: (1, origin)
      case .override: (2, origin)
      }
    }
    // Sorting by the index too keeps faults of one place in the order they were met.
    return faults.enumerated().sorted { first, second in
      let (a, b) = (rank(first.element), rank(second.element))
      return (a.0, a.1.line, a.1.column, first.offset) < (b.0, b.1.line, b.1.column, second.offset)
    }.map(\.element)
  }

  /// Throws the faults, if there are any.
  package func throwIfAny() throws(ConfigError) {
    if !faults.isEmpty { throw ConfigError(sorted()) }
  }
}

extension JSONValue {
  /// The value as if its document began elsewhere; where it was written stays.
  package func rebased(to path: JSONPath) -> JSONValue {
    var moved = JSONValue(content, origin: origin, path: path)
    switch content {
    case .array(let elements):
      moved.content = .array(elements.enumerated().map { $1.rebased(to: path.appending($0)) })
    case .object(let object):
      var members = JSONObject()
      for var member in object.members {
        member.value = member.value.rebased(to: path.appending(member.key))
        members.set(member)
      }
      moved.content = .object(members)
    default: break
    }
    return moved
  }

  /// The value as if it had been written at another place.
  func relocated(to path: JSONPath, origin: JSONOrigin) -> JSONValue {
    var moved = JSONValue(content, origin: origin, path: path)
    switch content {
    case .array(let elements):
      moved.content = .array(
        elements.enumerated().map { $1.relocated(to: path.appending($0), origin: origin) })
    case .object(let object):
      var members = JSONObject()
      for member in object.members {
        members.set(
          JSONObject.Member(
            key: member.key, origin: origin,
            value: member.value.relocated(to: path.appending(member.key), origin: origin)))
      }
      moved.content = .object(members)
    default: break
    }
    return moved
  }
}

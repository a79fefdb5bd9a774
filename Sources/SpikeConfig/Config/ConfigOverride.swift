import SpikeFiles

/// A `key.path=value` that changes a config before it is checked.
///
/// The value is read as JSON, and as a plain string when it is none: `network.beta=0.6`,
/// `learning.reward=sequence-released`, `network.layers[0].dense=500`,
/// `training.optimizer={"sgd":{"learningRate":0.1}}`. `data.validation=null` takes a key out.
public struct ConfigOverride: Hashable, Sendable {
  /// One step of a path.
  package enum Step: Hashable, Sendable {
    case key(String)
    case index(Int)
  }

  /// The whole text, as the user gave it.
  public var text: String
  package var steps: [Step]
  /// What stands after the `=`.
  var valueText: String
  /// Where the path was written.
  var keyOrigin: JSONOrigin
  /// Where the value was written.
  var valueOrigin: JSONOrigin

  /// Reads an override.
  ///
  /// - Throws: ``ConfigError`` with one fault that names the override.
  public init(_ text: String) throws(ConfigError) {
    self.text = text
    keyOrigin = .override(text)
    valueOrigin = keyOrigin
    guard let equals = text.firstIndex(of: "=") else {
      throw Self.error(text, found: "no \"=\"", allowed: "key.path=value, such as network.beta=0.6")
    }
    valueText = String(text[text.index(after: equals)...])
    guard let steps = Self.steps(of: text[..<equals]) else {
      throw Self.error(
        text, found: "no key path before \"=\"",
        allowed: "a path such as network.beta or network.layers[0].dense")
    }
    guard steps.count <= JSONDocument.deepestNesting / 2 else {
      throw Self.error(text, found: "a path of \(steps.count) steps", allowed: "at most 50 steps")
    }
    self.steps = steps
  }

  /// The value, placed at a path and marked as coming from this override.
  func value(at path: JSONPath) -> JSONValue {
    let value = (try? JSONDocument(parsing: valueText))?.root ?? .string(valueText)
    return value.relocated(to: path, origin: valueOrigin)
  }

  /// A change that another file asks for: the member of an object whose keys are paths.
  ///
  /// - Throws: ``ConfigError`` with one fault at the key.
  package init(_ path: String, _ value: JSONValue, keyOrigin: JSONOrigin) throws(ConfigError) {
    text = "\(path)=\(value.lineText)"
    valueText = value.lineText
    self.keyOrigin = keyOrigin
    valueOrigin = value.origin
    guard let steps = Self.steps(of: path[...]), steps.count <= JSONDocument.deepestNesting / 2
    else {
      var faults = FaultList()
      faults.add(
        .unknownKey, location: keyOrigin, path: .root, found: JSONText.quoted(JSONText.cut(path)),
        allowed: "a path such as network.beta or network.layers[0].dense")
      throw ConfigError(faults.sorted())
    }
    self.steps = steps
  }

  package static func steps(of path: Substring) -> [Step]? {
    var steps: [Step] = []
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      var brackets = part.split(separator: "[", omittingEmptySubsequences: false)
      let key = brackets.removeFirst()
      guard !key.isEmpty else { return nil }
      steps.append(.key(String(key)))
      for bracket in brackets {
        guard bracket.last == "]", let index = Int(bracket.dropLast()), index >= 0 else {
          return nil
        }
        steps.append(.index(index))
      }
    }
    return steps
  }

  /// One fault, where the change was asked for.
  func error(path: JSONPath, found: String, allowed: String) -> ConfigError {
    if case .override = keyOrigin {
      return Self.error(text, path: path, found: found, allowed: allowed)
    }
    var faults = FaultList()
    faults.add(.override, location: keyOrigin, path: path, found: found, allowed: allowed)
    return ConfigError(faults.sorted())
  }

  static func error(_ text: String, path: JSONPath = .root, found: String, allowed: String)
    -> ConfigError
  {
    ConfigError([
      ConfigFault(
        kind: .override, location: .override(text), path: path.description, found: found,
        allowed: allowed)
    ])
  }
}

extension JSONValue {
  /// What a path leads to; nil where there is nothing.
  package func value(at steps: [ConfigOverride.Step]) -> JSONValue? {
    var value = self
    for step in steps {
      let next: JSONValue? =
        switch step {
        case .key(let key): value[key]
        case .index(let index): value.array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        }
      guard let next else { return nil }
      value = next
    }
    return value
  }
}

import SpikeFiles

extension Schema {
  /// The schema in JSON Schema draft 7.
  ///
  /// - Parameter isPartial: Whether the value is laid over another one, so that no key need be there.
  func draft7(isPartial: Bool = false) -> [(String, JSONValue?)] {
    switch self {
    case .boolean: return [("type", "boolean")]
    case .integer(let range):
      return [
        ("type", "integer"), ("minimum", .number(range.lowerBound)),
        ("maximum", .number(range.upperBound)),
      ]
    case .number(let range):
      let lower: JSONValue? = range.lower.isFinite ? .number(range.lower) : nil
      let upper: JSONValue? = range.upper.isFinite ? .number(range.upper) : nil
      return [
        ("type", "number"), (range.lowerIsOpen ? "exclusiveMinimum" : "minimum", lower),
        (range.upperIsOpen ? "exclusiveMaximum" : "maximum", upper),
      ]
    case .text: return [("type", "string"), ("minLength", 1), ("maxLength", 200)]
    case .enumeration(let names): return [("enum", .array(names.map { .string($0.name) }))]
    case .array(let items, let count):
      return [
        ("type", "array"), ("items", .object(items.draft7())),
        ("minItems", .number(count.lowerBound)), ("maxItems", .number(count.upperBound)),
      ]
    case .object(let object): return object.draft7(isPartial: isPartial)
    case .either(let list, let object):
      return [
        (
          "oneOf",
          [.object(list.draft7()), .object(object.draft7(isPartial: isPartial))]
        )
      ]
    case .shorthand(let key, let object):
      return [
        (
          "oneOf",
          [.object(object.schema(of: key).draft7()), .object(object.draft7(isPartial: isPartial))]
        )
      ]
    case .named(let names, let other):
      return [
        ("oneOf", [.object(Schema.enumeration(names).draft7()), .object(other.draft7())])
      ]
    case .dictionary(let values):
      return [
        ("type", "object"), ("additionalProperties", .object(values.draft7())),
        ("minProperties", 1), ("maxProperties", .number(Schema.mostKeys)),
      ]
    case .file(let other):
      return [("oneOf", [.object(Schema.text.draft7()), .object(other.draft7())])]
    case .anything: return []
    case .choice(let alternatives): return Self.draft7(of: alternatives, isPartial: isPartial)
    }
  }

  private static func draft7(
    of alternatives: [SchemaAlternative], isPartial: Bool
  ) -> [(String, JSONValue?)] {
    var forms: [JSONValue] = []
    for alternative in alternatives {
      let documentation = JSONValue.string(alternative.documentation)
      if alternative.mayStandAlone {
        forms.append(["description": documentation, "const": .string(alternative.name)])
      }
      if let payload = alternative.payload {
        forms.append([
          "description": documentation, "type": "object",
          "properties": .object([
            (alternative.name, .object(payload.draft7(isPartial: isPartial)))
          ]),
          "required": [.string(alternative.name)], "additionalProperties": false,
        ])
      }
    }
    return [("oneOf", .array(forms))]
  }
}

extension ObjectSchema {
  /// One combination of cases: the values its selectors have, and the keys that apply.
  private struct Leaf {
    var selected: [(selector: SchemaSelector, chosen: SchemaSelector.Case)] = []
    var keys: [SchemaKey] = []
  }

  private var leaves: [Leaf] {
    guard let selector else { return [Leaf(keys: keys)] }
    return selector.cases.flatMap { chosen in
      chosen.rest.leaves.map { inner in
        Leaf(selected: [(selector, chosen)] + inner.selected, keys: inner.keys + keys)
      }
    }
  }

  /// The object in draft 7: one object, or the list of those its selectors distinguish.
  ///
  /// - Parameter further: Properties that stand beside the keys of the schema.
  package func draft7(
    isPartial: Bool = false, further: [(String, JSONValue?)] = []
  ) -> [(String, JSONValue?)] {
    let forms = leaves.map { form(of: $0, isPartial: isPartial, further: further) }
    if forms.count == 1 { return forms[0] }
    // Laid over a base, an object may leave out the selector, and then fits several forms.
    return [(isPartial ? "anyOf" : "oneOf", .array(forms.map(JSONValue.object)))]
  }

  private func form(
    of leaf: Leaf, isPartial: Bool, further: [(String, JSONValue?)]
  ) -> [(String, JSONValue?)] {
    var required: [JSONValue] = []
    var properties: [(String, JSONValue?)] = []
    for (selector, chosen) in leaf.selected {
      // A selector may be left out only where its default is what this form is about.
      if !isPartial && selector.standard != chosen.name { required.append(.string(selector.key)) }
      properties.append(
        (
          selector.key,
          [
            "description": .string("\(selector.documentation) Here: \(chosen.documentation)"),
            "const": .string(chosen.name),
          ]
        ))
    }
    for key in leaf.keys {
      if key.isRequired && !isPartial { required.append(.string(key.name)) }
      properties.append((key.name, key.draft7(isPartial: isPartial)))
    }
    return [
      ("type", "object"), ("properties", .object(properties + further)),
      ("required", required.isEmpty ? nil : .array(required)), ("additionalProperties", false),
    ]
  }
}

extension SchemaKey {
  fileprivate func draft7(isPartial: Bool) -> JSONValue {
    var text = documentation
    switch schema {
    case .enumeration(let names), .named(let names, _):
      text += names.map { " \($0.name): \($0.documentation)" }.joined()
    default: break
    }
    // What a key of a variant defaults to is the base's value, not the schema's.
    return .object(
      [("description", .string(text))] + schema.draft7(isPartial: isPartial)
        + [("default", isPartial ? nil : standard)])
  }
}

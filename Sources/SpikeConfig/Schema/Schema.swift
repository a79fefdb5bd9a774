import SpikeFiles

/// What values a place in a config may hold.
///
/// One description serves everything that knows the config's shape: ``SchemaResolver`` checks a
/// document against it and fills in defaults, ``Schema/merge(_:over:)`` and overrides follow it, and
/// ``Schema/draft7`` prints it for editors.
package indirect enum Schema: Sendable {
  /// `true` or `false`.
  case boolean
  /// A whole number within bounds.
  case integer(ClosedRange<Int>)
  /// A number within bounds, as a `Float`.
  case number(NumberRange)
  /// A string that people read: 1 to 200 characters, none of them a control character.
  case text
  /// One of a few strings.
  case enumeration([SchemaName])
  /// A list.
  case array(of: Schema, count: ClosedRange<Int>)
  /// An object of known keys.
  case object(ObjectSchema)
  /// A list or an object: one for each, or one for each kind.
  case either(list: Schema, object: Schema)
  /// A number, which stands for an object of one key, or such an object: `0.01` for
  /// `{ "limit": 0.01 }`.
  case shorthand(key: String, of: ObjectSchema)
  /// One of a few strings, or something written out.
  case named([SchemaName], or: Schema)
  /// An object of any keys, ``mostKeys`` at most, all of one kind of value: key paths and what they
  /// become.
  case dictionary(of: Schema)
  /// The name of a file, or something written out.
  case file(or: Schema)
  /// Any value; checked by who knows what it is for.
  case anything
  /// One of a few named things: `"lif"`, or `{ "lif": … }` when it takes settings.
  case choice([SchemaAlternative])

  /// Most keys of a ``dictionary(of:)``.
  static let mostKeys = 1_000
}

/// A string that a config may name, with what it means.
package struct SchemaName: Sendable {
  var name: String
  var documentation: String

  init(_ name: String, _ documentation: String) {
    self.name = name
    self.documentation = documentation
  }
}

/// One of the named things of a ``Schema/choice(_:)``.
package struct SchemaAlternative: Sendable {
  package var name: String
  /// What stands beside the name, or nil when the name stands alone.
  package var payload: Schema?
  var documentation: String
  var example = SchemaExample()

  package init(_ name: String, _ payload: Schema, _ documentation: String) {
    self.name = name
    self.payload = payload
    self.documentation = documentation
  }

  init(_ name: String, _ documentation: String) {
    self.name = name
    self.documentation = documentation
  }

  /// Whether the name may stand alone: it has no settings, or all of them have defaults.
  var mayStandAlone: Bool {
    switch payload {
    case nil: true
    case .object(let object): object.isOptionalThroughout
    default: false
    }
  }
}

/// Bounds of a number, each open (excluded) or closed.
package struct NumberRange: Sendable {
  var lower: Double = -.infinity
  var lowerIsOpen = false
  var upper: Double = .infinity
  var upperIsOpen = false

  /// Any finite number.
  package static let finite = NumberRange()
  /// A finite number above 0.
  package static let positive = NumberRange(lower: 0, lowerIsOpen: true)
  /// What keeps a denominator from 0. What is below 1.2e-38 is 0 within loops, and products with it are soon.
  static let denominator = NumberRange(lower: 1e-30)
  /// (0, 1\].
  static let unitWithoutZero = NumberRange(lower: 0, lowerIsOpen: true, upper: 1)
  /// \[0, 1).
  static let unitWithoutOne = NumberRange(lower: 0, upper: 1, upperIsOpen: true)
  /// (0, 1).
  static let openUnit = NumberRange(lower: 0, lowerIsOpen: true, upper: 1, upperIsOpen: true)
  /// \[0, 1\].
  static let unit = NumberRange(lower: 0, upper: 1)

  func contains(_ value: Double) -> Bool {
    value.isFinite && (lowerIsOpen ? value > lower : value >= lower)
      && (upperIsOpen ? value < upper : value <= upper)
  }

  /// `a number in (0, 1]`, `a number above 0`.
  var words: String {
    if lower.isFinite && upper.isFinite {
      let (low, high) = (JSONValue.number(lower).brief, JSONValue.number(upper).brief)
      return "a number in \(lowerIsOpen ? "(" : "[")\(low), \(high)\(upperIsOpen ? ")" : "]")"
    }
    if lower.isFinite {
      return "a number \(lowerIsOpen ? "above" : "of at least") \(JSONValue.number(lower).brief)"
    }
    return "a number"
  }
}

import SpikeConfig
import SpikeFiles

/// Something that varies in a sweep: a list of alternatives, each a set of changes to the config.
struct SweepAxis: Sendable {
  /// The changes of each alternative; never empty.
  var alternatives: [[ConfigOverride]]
  /// Where the axis exists; nil for everywhere.
  var condition: SweepCondition?
}

/// A part of a sweep: axes that are crossed.
struct SweepBlock: Sendable {
  var axes: [SweepAxis]
  /// What must hold in a combination for it to be a run.
  var conditions: [SweepCondition]

  /// Combinations of the axes, those of a condition taken as everywhere; nil beyond `Int`.
  var count: Int? {
    var product = 1
    for axis in axes {
      let (next, isTooMany) = product.multipliedReportingOverflow(by: axis.alternatives.count)
      if isTooMany { return nil }
      product = next
    }
    return product
  }
}

/// What must hold for an axis or a run to exist: each key path has one of some values.
package struct SweepCondition: Sendable {
  /// A key path and the values of which it must have one.
  package struct Term: Sendable {
    var steps: [ConfigOverride.Step]
    var allowed: [JSONValue]

    /// A term.
    package init(steps: [ConfigOverride.Step], allowed: [JSONValue]) {
      (self.steps, self.allowed) = (steps, allowed)
    }
  }

  var terms: [Term]

  /// A condition of terms that must all hold.
  package init(terms: [Term]) { self.terms = terms }

  /// Whether the condition holds in a config, defaults included.
  package func holds(in config: ExperimentConfig) -> Bool {
    terms.allSatisfy { term in
      guard let value = config.value(at: term.steps) else { return false }
      let text = value.canonicalText
      // A choice may be named without its settings: { "adam": {…} } is "adam".
      let name = value.object.flatMap { $0.members.count == 1 ? $0.members[0].key : nil }
      return term.allowed.contains {
        $0.canonicalText == text || (name != nil && $0.string == name)
      }
    }
  }
}

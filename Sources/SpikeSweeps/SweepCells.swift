import SpikeConfig
import SpikeFiles

/// The values of a sweep's column as texts: short, and different wherever the values are.
///
/// A whole object in a column, as a `learning` that was written out, is named by its rule, or by the one
/// choice it is, and by those of its settings in which it differs from others of that name.
package enum SweepCells {
  /// A text for each value; nil where there is none.
  package static func texts(_ values: [JSONValue?]) -> [String?] {
    let parts = values.map { $0.map(Parts.init) }
    var members: [String: [Parts]] = [:]
    for part in parts.compactMap(\.self) { members[part.name ?? "", default: []].append(part) }
    let differing = members.mapValues { Self.differing($0.map(\.settings)) }
    let texts = zip(values, parts).map { value, part -> String? in
      guard let value, let part else { return nil }
      let own = differing[part.name ?? ""] ?? []
      let settings = part.settings.filter { own.contains($0.path) }.map { "\($0.path)=\($0.text)" }
      let words = (part.name.map { [$0] } ?? []) + settings
      return part.isObject && !words.isEmpty
        ? JSONText.cut(words.joined(separator: ",")) : value.cell
    }
    return texts
  }

  /// The layers of each config in a short notation, with what tells apart those that it does not:
  /// `20-10 [1]=lif,recurrent=all-to-all`.
  package static func networks(
    _ configs: [ExperimentConfig], notation: (ExperimentConfig) -> String
  ) -> [String] {
    let names = configs.map(notation)
    let layers = configs.map { $0.value(at: [.key("network"), .key("layers")])?.array ?? [] }
    var texts = names
    for places in Dictionary(grouping: names.indices, by: { names[$0] }).values {
      for layer in 0..<(places.map { layers[$0].count }.max() ?? 0) {
        let own = Self.texts(
          places.map { place in
            // A bare `nil` would be JSON's null.
            layers[place].indices.contains(layer) ? layers[place][layer] : JSONValue?.none
          })
        guard Set(own).count > 1 else { continue }
        // A plain neuron goes without saying, as it does in the notation.
        for (place, text) in zip(places, own) {
          if let text, text != "lif" { texts[place] += " [\(layer)]=\(text)" }
        }
      }
    }
    return texts
  }

  /// A value as its name and its settings.
  private struct Parts {
    var name: String?
    var settings: [(path: String, text: String)] = []
    var isObject = false

    init(_ value: JSONValue) {
      if let elements = value.array { takeRules(elements) }
      // A choice without settings, beside others of its name that have some.
      if let text = value.string { name = JSONText.printable(text) }
      guard let members = value.object?.members else { return }
      isObject = true
      if let rule = value["rule"]?.string {
        name = JSONText.printable(rule)
        settings = members.filter { $0.key != "rule" }.flatMap { Self.leaves($0.value, $0.key) }
      } else if members.count == 1, members[0].value.object != nil {
        name = members[0].key
        settings = (members[0].value.object?.members ?? []).flatMap {
          Self.leaves($0.value, $0.key)
        }
      } else {
        settings = members.flatMap { Self.leaves($0.value, $0.key) }
      }
    }

    /// Rules that learn one after another are called by all of them.
    private mutating func takeRules(_ elements: [JSONValue]) {
      let rules = elements.compactMap { $0["rule"]?.string }
      guard !rules.isEmpty, rules.count == elements.count else { return }
      isObject = true
      name = JSONText.printable(rules.joined(separator: " then "))
      settings = elements.enumerated().flatMap { place, element in
        (element.object?.members ?? []).filter { $0.key != "rule" }.flatMap {
          Self.leaves($0.value, "[\(place)].\($0.key)")
        }
      }
    }

    private static func leaves(_ value: JSONValue, _ path: String) -> [(path: String, text: String)]
    {
      guard let members = value.object?.members, !members.isEmpty else {
        return [(path, value.cell)]
      }
      return members.flatMap { leaves($0.value, "\(path).\($0.key)") }
    }
  }

  /// The settings that are not the same everywhere.
  private static func differing(_ all: [[(path: String, text: String)]]) -> Set<String> {
    var seen: [String: Set<String>] = [:]
    var counts: [String: Int] = [:]
    for setting in all.joined() {
      seen[setting.path, default: []].insert(setting.text)
      counts[setting.path, default: 0] += 1
    }
    return Set(seen.keys.filter { (seen[$0]?.count ?? 0) > 1 || counts[$0] != all.count })
  }
}

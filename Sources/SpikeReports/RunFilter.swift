import SpikeConfig
import SpikeFiles
import SpikeRuns
import SpikeSweeps

/// What must hold of a run for it to be listed: `network.beta=0.9`.
struct RunFilter: Sendable {
  /// Filters that are no key paths; `rule` holds of each rule of a run that learns by several.
  static let words = ["name", "state", "rule"]
  /// How a run may stand.
  static let states = ["done", "running", "interrupted", "failed", "stopped", "new", "unreadable"]

  private let key: String
  private let value: String
  private let steps: [ConfigOverride.Step]

  /// - Parameter text: `key=value`.
  init(_ text: String) throws(RunFilterError) {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
      throw .noFilter(text: text)
    }
    key = String(text[..<sign])
    value = String(text[text.index(after: sign)...])
    if SweepMetric(word: key) != nil || key == "updated" { throw .measured(text: text, key: key) }
    steps =
      Self.words.contains(key)
      ? [.key("learning"), .key("rule")] : try Self.steps(of: key, in: text, or: Self.words)
    let names = key == "state" ? Self.states : key == "name" ? [] : ConfigKeys.names(at: steps)
    guard names.isEmpty || names.contains(value) || value.hasPrefix("{") else {
      throw .unknownValue(
        text: text, allowed: names, guess: Suggestion.nearest(to: value, among: names))
    }
  }

  /// The steps of a key path.
  ///
  /// - Parameters:
  ///   - text: What it stands in.
  ///   - words: What may stand in its place.
  static func steps(
    of key: String, in text: String, or words: [String]
  ) throws(RunFilterError) -> [ConfigOverride.Step] {
    let key = key == "rule" ? "learning.rule" : key
    guard let steps = ConfigKeys.steps(of: key) else {
      throw .unknownKey(
        text: text, key: key, words: words,
        guess: ConfigKeys.guess(for: key) ?? Suggestion.nearest(to: key, among: words))
    }
    return steps
  }

  func holds(_ run: ReportRun) -> Bool {
    switch key {
    case "name": return run.config.name == value
    case "state": return run.state == value
    case "rule": return run.config.rules.contains { $0.ruleName == value }
    default:
      guard let found = run.setting(at: steps) else { return false }
      if steps == ReportRun.beta, let wanted = Double(value) {
        return run.config.network.betas.contains(Float(wanted))
      }
      // As a config holds it: .9, 0.90 and 9e-1 are one number.
      if let number = found.double, let wanted = Double(value) {
        return Float(number) == Float(wanted)
      }
      let parsed = (try? JSONDocument(parsing: value))?.root ?? .string(value)
      return SweepCondition(terms: [.init(steps: steps, allowed: [parsed])]).holds(in: run.config)
    }
  }

  /// Values that a message lists at most.
  private static let mostValues = 8

  /// That no run meets the filter, and which values there are; nil where one does, or there is no run.
  func unmet(by runs: [ReportRun]) -> String? {
    guard !runs.isEmpty, !runs.contains(where: holds) else { return nil }
    var counts: [String: Int] = [:]
    for run in runs { counts[text(of: run), default: 0] += 1 }
    let most = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let shown = most.prefix(Self.mostValues).map { "\($0.key) (\(counted($0.value, "run")))" }
    let more = most.count > shown.count ? " and \(most.count - shown.count) more" : ""
    return "no run has \(JSONText.cut(JSONText.printable(key)))="
      + "\(JSONText.cut(JSONText.printable(value))); there are "
      + shown.joined(separator: ", ") + more
  }

  /// The run's own value.
  private func text(of run: ReportRun) -> String {
    switch key {
    case "name": JSONText.printable(run.config.name)
    case "state": run.state
    case "rule": run.config.rules.map(\.ruleName).joined(separator: " then ")
    default: run.setting(at: steps)?.cell ?? "none"
    }
  }
}

extension RunList {
  /// The filters that are no key paths.
  package static let words = RunFilter.words

  /// The values that runs of a folder have for a filter's key, each once.
  package static func values(of key: String, _ locator: RunLocator) -> [String] {
    if key == "state" { return RunFilter.states }
    let path = key == "rule" ? "learning.rule" : key
    guard key == "name" || ConfigKeys.steps(of: path) != nil else { return [] }
    let steps = ConfigKeys.steps(of: path) ?? [.key("name")]
    var seen: Set<String> = []
    let found = locator.folders.compactMap { folder -> String? in
      let config = try? readJSON("\(locator.root)/\(folder)/config.json")
      return config?.value(at: steps)?.cell
    }
    let names = ConfigKeys.names(at: steps)
    return (names.isEmpty ? found : names).filter { seen.insert($0).inserted }.sorted()
  }
}

/// A text that says of no run whether it is meant.
public enum RunFilterError: UserError, Hashable {
  /// It is no `key=value`.
  case noFilter(text: String)
  /// No config has the key.
  case unknownKey(text: String, key: String, words: [String], guess: String?)
  /// The key takes other names.
  case unknownValue(text: String, allowed: [String], guess: String?)
  /// It is a number that came out, rather than one that was asked for.
  case measured(text: String, key: String)

  /// What is allowed.
  public var message: String {
    func shown(_ text: String) -> String { "'\(JSONText.cut(JSONText.printable(text)))'" }
    switch self {
    case .noFilter(let text):
      return
        "\(shown(text)) is no filter, allowed is key=value such as network.beta=0.9, with a key path of a "
        + "config, \(RunFilter.words.joined(separator: ", "))"
    case .unknownKey(let text, let key, let words, let guess):
      return
        "\(shown(text)): no config has the key \(shown(key)), allowed are key paths such as network.beta, "
        + "and \(words.joined(separator: ", "))" + (guess.map { "; did you mean \"\($0)\"?" } ?? "")
    case .unknownValue(let text, let allowed, let guess):
      return "\(shown(text)): allowed is one of \(allowed.joined(separator: ", "))"
        + (guess.map { "; did you mean \"\($0)\"?" } ?? "")
    case .measured(let text, let key):
      return "\(shown(text)): what came out is no filter; --sort \(key) sorts runs by it"
    }
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

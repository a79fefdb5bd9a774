import SpikeConfig
import SpikeFiles
import SpikeRuns
import SpikeSweeps

/// The runs of a folder, those that are asked for, in an order that is asked for.
public struct RunList: Sendable {
  /// What a list can be sorted by, besides key paths of a config.
  public enum Order: String, CaseIterable, Sendable {
    case name, accuracy, validation, seconds, updated
  }

  /// The runs.
  private(set) var runs: [ReportRun]
  /// Folders that hold no run that can be read, with the reason.
  public let faults: [String]

  /// Reads the runs of a folder.
  ///
  /// - Parameters:
  ///   - locator: Where the runs are.
  ///   - filters: `key=value` texts that must all hold: a key path of the config, `rule`, `name`, `state`.
  ///   - order: One of ``Order``, or a key path; by name unless told. Accuracies have the highest first.
  /// - Throws: ``RunFilterError`` when a filter or an order is none.
  public init(_ locator: RunLocator, filters: [String], order: String? = nil) throws {
    let filters = try filters.map { try RunFilter($0) }
    var (runs, faults) = ([ReportRun](), [String]())
    for folder in locator.folders {
      do {
        runs.append(ReportRun(try RunDirectory(existing: "\(locator.root)/\(folder)")))
      } catch {
        faults.append("\(folder) is left out: \(userMessage(for: error))")
      }
    }
    self.faults = faults
    self.runs = runs.filter { run in filters.allSatisfy { $0.holds(run) } }
      .sorted { $0.precedes($1) }
    try sort(by: order)
  }

  private mutating func sort(by text: String?) throws {
    guard let text else { return }
    switch Order(rawValue: text) {
    case .name: return
    case .accuracy: sort { $0.testAccuracy.map { -$0 } }
    case .validation: sort { $0.lastValidationAccuracy.map { -$0 } }
    case .seconds: sort(by: \.seconds)
    case .updated:
      let order = runs.map { ($0.updated, $0) }
      runs = order.enumerated().sorted {
        ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
      }.map(\.element.1)
    case nil:
      let steps = try RunFilter.steps(of: text)
      let values = runs.map { $0.config.value(at: steps) }
      guard runs.isEmpty || values.contains(where: { $0 != nil }) else {
        throw RunFilterError(text: text)
      }
      runs = zip(values, runs).enumerated().sorted {
        let (first, second) = ($0.element.0, $1.element.0)
        if let one = first?.double, let other = second?.double, one != other { return one < other }
        let (one, other) = (first?.canonicalText ?? "~", second?.canonicalText ?? "~")
        return one == other || first?.double != nil && second?.double != nil
          ? $0.offset < $1.offset : one < other
      }.map(\.element.1)
    }
  }

  private mutating func sort(by value: (ReportRun) -> Double?) {
    runs = runs.map { (value($0) ?? .infinity, $0) }.enumerated().sorted {
      ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
    }.map(\.element.1)
  }

  /// The folders of the runs.
  public var folders: [String] { runs.map(\.directory.path) }
}

/// What must hold of a run for it to be listed.
struct RunFilter: Sendable {
  private let key: String
  private let value: String
  private let condition: SweepCondition?

  /// - Parameter text: `key=value`.
  init(_ text: String) throws(RunFilterError) {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
      throw RunFilterError(text: text)
    }
    key = String(text[..<sign])
    value = String(text[text.index(after: sign)...])
    guard !["name", "state"].contains(key) else {
      condition = nil
      return
    }
    let parsed = (try? JSONDocument(parsing: value))?.root ?? .string(value)
    condition = SweepCondition(
      terms: [.init(steps: try Self.steps(of: key), allowed: [parsed])])
  }

  /// The steps of a key path; `rule` stands for `learning.rule`.
  static func steps(of key: String) throws(RunFilterError) -> [ConfigOverride.Step] {
    let path = key == "rule" ? "learning.rule" : key
    guard let steps = ConfigOverride.steps(of: path[...]) else { throw RunFilterError(text: key) }
    return steps
  }

  func holds(_ run: ReportRun) -> Bool {
    switch key {
    case "name": run.config.name == value
    case "state": run.state == value
    default: condition?.holds(in: run.config) ?? false
    }
  }
}

/// A text that tells no runs apart.
public struct RunFilterError: UserError, Hashable {
  /// The text.
  public var text: String

  /// What is allowed.
  public var message: String {
    "'\(JSONText.cut(JSONText.printable(text)))' tells no runs apart, allowed is a key path of a config "
      + "such as network.beta, rule, name or state"
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

extension ReportRun {
  /// The accuracy on the images held out after the last epoch there is.
  package var lastValidationAccuracy: Double? {
    summary?.validationAccuracy ?? epochs.last?["validationAccuracy"]?.double
  }

  /// When its status was written last, in UTC; empty where that is not known.
  var updated: String { (try? RunStatus.read(directory.statusPath))??.updated ?? "" }
}

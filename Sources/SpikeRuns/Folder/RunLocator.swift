import Foundation
import SpikeConfig
import SpikeFiles

/// Finds the run that a word on the command line means: its folder, the beginning of its hash, or its name.
public struct RunLocator: Sendable {
  /// The folder of all runs.
  public let root: String

  /// A locator for the runs of a folder.
  public init(root: String = RunLocator.standardRoot) { self.root = root }

  /// The folder of all runs unless told: what the environment's `SPIKELAB_RUNS` names, else
  /// `Results/runs`.
  public static var standardRoot: String {
    let named = ProcessInfo.processInfo.environment["SPIKELAB_RUNS"] ?? ""
    return named.isEmpty ? "Results/runs" : named
  }

  /// The folder of a run.
  ///
  /// - Parameter word: A folder, the beginning of a run's hash, a run's name, or a config that was trained.
  ///   What stands in the way of no run, or is a path, is taken as it is, so that whoever opens it tells what
  ///   is wrong.
  /// - Throws: ``RunNameError`` when it means no run, or several.
  /// - Complexity: O(1) for a folder; else O(runs), and for a name their configs are read.
  public func folder(of word: String) throws(RunNameError) -> String {
    guard kind(of: word) == .absent else { return try folder(ofConfig: word) ?? word }
    let (known, found) = matches(of: word)
    switch found.count {
    case 1: return "\(root)/\(found[0])"
    case 0 where word.contains("/") || word.contains("."): return word
    case 0: throw .unknown(word: word, root: root, count: known.count)
    default:
      throw .ambiguous(word: word, runs: found.map { "\($0) (\(name(of: $0) ?? "?"))" })
    }
  }

  /// The run that a word means, for a command that takes none: nil where it means no run or several.
  public func run(of word: String) -> String? {
    if kind(of: word) == .folder { return isRun(word) ? word : nil }
    guard kind(of: word) == .absent, !word.isEmpty else { return nil }
    let found = matches(of: word).found
    return found.count == 1 ? "\(root)/\(found[0])" : nil
  }

  /// The folders of all runs, and of those that a word is the beginning or the name of.
  private func matches(of word: String) -> (known: [String], found: [String]) {
    let known = folders
    let found = known.filter { $0.hasPrefix(word) }
    return (known, found.isEmpty ? known.filter { name(of: $0) == word } : found)
  }

  private func isRun(_ folder: String) -> Bool { kind(of: folder + "/config.json") != .absent }

  /// The folder of the one run of a config file; nil for any other file.
  private func folder(ofConfig path: String) throws(RunNameError) -> String? {
    guard path.hasSuffix(".json"), kind(of: path) == .other,
      let file = try? ConfigFile.load(path)
    else { return nil }
    // A run's own.
    if path.hasSuffix("/config.json"), kind(of: path.dropLast(11) + "status.json") != .absent {
      return String(path.dropLast(12))
    }
    let hashes = file.experiments.map(\.hash).filter { isRun("\(root)/\($0)") }
    guard hashes.count < 2 else {
      throw .ambiguous(word: path, runs: hashes.map { "\($0) (\(name(of: $0) ?? "?"))" })
    }
    guard let hash = hashes.first else {
      throw .untrained(config: path, root: root, isComparison: file.isComparison)
    }
    return "\(root)/\(hash)"
  }

  /// The names of the folders that hold a run.
  public var folders: [String] {
    names(inFolder: root).filter { kind(of: "\(root)/\($0)/config.json") != .absent }
  }

  /// What a run may be called on a command line: hashes, then names.
  public var words: [String] {
    let folders = folders
    let names = folders.compactMap { name(of: $0) }
    var seen: Set<String> = []
    // A shell would take a name of several words for several.
    return folders + names.filter { !$0.contains(" ") && seen.insert($0).inserted }
  }

  private func name(of folder: String) -> String? {
    (try? readJSON("\(root)/\(folder)/config.json"))?["name"]?.string
  }
}

/// A word that does not tell a run.
public enum RunNameError: UserError, Hashable {
  /// No run is called so.
  case unknown(word: String, root: String, count: Int)
  /// It is a config that was not trained.
  case untrained(config: String, root: String, isComparison: Bool)
  /// Several are.
  case ambiguous(word: String, runs: [String])

  /// What there is instead.
  public var message: String {
    switch self {
    case .unknown(let word, let root, let count):
      "no run is called '\(JSONText.cut(JSONText.printable(word)))': allowed are a run's folder, the "
        + "beginning of its hash, or its name, of the \(count) runs in \(JSONText.printable(root)) "
        + "(--runs or SPIKELAB_RUNS names another folder)"
    case .untrained(let config, let root, let isComparison):
      "\(JSONText.printable(config)) is a config, and no run of it is in \(JSONText.printable(root)): "
        + "`spikelab \(isComparison ? "compare" : "train") \(JSONText.printable(config))` trains it; a run that "
        + "was trained with overrides is named by its folder, the beginning of its hash, or its name"
    case .ambiguous(let word, let runs):
      "'\(JSONText.cut(JSONText.printable(word)))' means \(runs.count) runs: "
        + runs.prefix(5).map(JSONText.printable).joined(separator: ", ")
        + (runs.count > 5 ? " and \(runs.count - 5) more" : "")
    }
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

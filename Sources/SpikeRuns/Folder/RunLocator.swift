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
  /// - Parameter word: A folder, the beginning of a run's hash, or a run's name. What stands in the way of
  ///   no run, or is a path, is taken as it is, so that whoever opens it tells what is wrong.
  /// - Throws: ``RunNameError`` when it means no run, or several.
  /// - Complexity: O(1) for a folder; else O(runs), and for a name their configs are read.
  public func folder(of word: String) throws(RunNameError) -> String {
    guard kind(of: word) == .absent else { return word }
    let known = folders
    var found = known.filter { $0.hasPrefix(word) }
    if found.isEmpty { found = known.filter { name(of: $0) == word } }
    switch found.count {
    case 1: return "\(root)/\(found[0])"
    case 0 where word.contains("/") || word.contains("."): return word
    case 0: throw .unknown(word: word, root: root, count: known.count)
    default:
      throw .ambiguous(word: word, runs: found.map { "\($0) (\(name(of: $0) ?? "?"))" })
    }
  }

  /// The names of the folders that hold a run.
  public var folders: [String] {
    names(inFolder: root).filter { kind(of: "\(root)/\($0)/config.json") != .absent }
  }

  private func name(of folder: String) -> String? {
    (try? readJSON("\(root)/\(folder)/config.json"))?["name"]?.string
  }
}

/// A word that does not tell a run.
public enum RunNameError: UserError, Hashable {
  /// No run is called so.
  case unknown(word: String, root: String, count: Int)
  /// Several are.
  case ambiguous(word: String, runs: [String])

  /// What there is instead.
  public var message: String {
    switch self {
    case .unknown(let word, let root, let count):
      "no run is called '\(JSONText.cut(JSONText.printable(word)))': allowed are a run's folder, the "
        + "beginning of its hash, or its name, of the \(count) runs in \(JSONText.printable(root)) "
        + "(--runs or SPIKELAB_RUNS names another folder)"
    case .ambiguous(let word, let runs):
      "'\(JSONText.cut(JSONText.printable(word)))' means \(runs.count) runs: "
        + runs.prefix(5).map(JSONText.printable).joined(separator: ", ")
        + (runs.count > 5 ? " and \(runs.count - 5) more" : "")
    }
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

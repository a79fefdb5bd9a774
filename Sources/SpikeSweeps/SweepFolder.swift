import SpikeFiles
import SpikeRuns

/// What a sweep leaves beside its runs: `<root>/sweeps/<name>-<id>`. Nothing in it is needed to
/// continue the sweep.
///
/// | file | holds |
/// |---|---|
/// | `sweep.json` | the sweep's name, file and runs |
/// | `halving.json` | which runs halving stopped, and when |
/// | `batch-N.json`, `batch-N.sh`, `batch-N-*.log` | a job array given to Slurm |
/// | `jobs.jsonl` | the job arrays' numbers |
public struct SweepFolder: Sendable {
  /// The version of the folder's layout that this program writes and the newest it reads.
  public static let format = 1
  /// The folder.
  public let path: String
  /// The folder of all runs.
  public let root: String

  /// The folder of a sweep; nothing is made.
  public init(root: String, sweep: Sweep) {
    let root = root.isEmpty ? "." : root
    self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
    let identity = sweep.runs.map(\.hash).sorted().joined(separator: "\n")
    let digest = sha256(of: identity.utf8).prefix(8)
    let name = sweep.name.map { character in
      character.isASCII && (character.isLetter || character.isNumber || "-_".contains(character))
        ? character : "-"
    }
    path = "\(Self.parent(of: self.root))/\(String(name.prefix(60)))-\(digest)"
  }

  private static func parent(of root: String) -> String { "\(root)/sweeps" }

  /// Writes `sweep.json`.
  ///
  /// - Throws: ``SpikeFiles/FileError``; ``SpikeRuns/RunError`` when a newer version wrote it.
  public func record(_ sweep: Sweep) throws {
    let file = path + "/sweep.json"
    if kind(of: file) != .absent { _ = try readJSON(file, format: Self.format) }
    try createFolder(path)
    try writeAtomically(
      .object([
        ("format", .number(Self.format)), ("name", .string(sweep.name)),
        ("file", .string(sweep.path)), ("updated", .string(timestamp())),
        ("runs", .array(sweep.runs.map { .string($0.hash) })),
      ]), to: file)
  }

  /// Writes `halving.json`, for a sweep that has any.
  ///
  /// - Throws: ``SpikeFiles/FileError``.
  public func record(_ plan: SweepPlan) throws {
    guard let halving = plan.sweep.halving else { return }
    let stopped = plan.items.compactMap { item -> JSONValue? in
      guard case .stopped(let epoch) = item.state else { return nil }
      return ["run": .string(item.run.hash), "epoch": .number(epoch)]
    }
    try createFolder(path)
    try writeAtomically(
      [
        "format": .number(Self.format), "epochs": .number(halving.epochs),
        "factor": .number(halving.factor), "stopped": .array(stopped),
      ], to: path + "/halving.json")
  }

  /// The other sweeps of the same folder of runs that list a run, by name. What is damaged lists
  /// nothing.
  ///
  /// - Throws: ``SpikeRuns/RunError/newer(file:found:supported:)``: what such a sweep lists is not known.
  public func otherSweeps() throws(RunError) -> [String: [String]] {
    var owners: [String: [String]] = [:]
    let parent = Self.parent(of: root)
    for name in names(inFolder: parent) where "\(parent)/\(name)" != path {
      do {
        let json = try readJSON("\(parent)/\(name)/sweep.json", format: Self.format)
        for run in json["runs"]?.array?.compactMap(\.string) ?? [] {
          owners[run, default: []].append(name)
        }
      } catch let error as RunError {
        if case .newer = error { throw error }
      } catch {
        continue
      }
    }
    return owners
  }
}

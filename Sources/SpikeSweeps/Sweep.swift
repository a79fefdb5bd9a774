import SpikeConfig
import SpikeFiles

/// A sweep: the runs that a sweep file stands for, all of them checked.
public struct Sweep: Sendable {
  /// The file, as the user named it.
  public var path: String
  /// The sweep's name.
  public var name: String
  /// What varies, in the order of the file.
  public var columns: [SweepColumn]
  /// The runs in the order of the file, no two with the same hash.
  public var runs: [SweepRun]
  /// The key paths whose values were drawn evenly over their logarithm.
  package var logarithmicPaths: Set<String>
  /// Combinations that were left out because an earlier one is the same experiment.
  public var duplicates: Int
  /// How weak runs are stopped early; nil for a sweep that finishes all.
  public var halving: SuccessiveHalving?
  /// What to ask a batch system for.
  public var slurm: SlurmRequest

  /// Reads a sweep file, expands it and checks every run.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - overrides: `key.path=value` texts, applied to every run after its axes.
  /// - Throws: ``SpikeFiles/FileError`` with ``SpikeFiles/ExitStatus/usage`` when the file or its base cannot be read,
  ///   ``SpikeConfig/ConfigError`` with every fault of the sweep, its base and its runs.
  /// - Complexity: O(runs); about 0.2 ms for each.
  public static func load(_ path: String, overrides: [String] = []) throws -> Sweep {
    do {
      let bytes = try readFile(path, limit: JSONDocument.largestText, .named)
      return try parse(bytes, file: path, overrides: overrides)
    } catch var error as FileError {
      error.exitStatus = .usage
      throw error
    }
  }

  /// Reads a text; a base that is a file is looked for from `file`'s folder.
  ///
  /// - Throws: As ``load(_:overrides:)``.
  public static func parse(
    _ bytes: [UInt8], file: String, overrides: [String] = []
  ) throws -> Sweep {
    var loader = SweepLoader(file: file)
    return try loader.load(bytes, overrides: overrides)
  }
}

/// One run of a sweep.
public struct SweepRun: Hashable, Sendable {
  /// The experiment; its name is the sweep's and ``label``.
  public var config: ExperimentConfig
  /// Its ``SpikeConfig/ExperimentConfig/hash``.
  public var hash: String
  /// The hash of the same experiment of seed 0: runs that share it differ in their seed alone.
  public var group: String
  /// What is particular to it: `beta=0.3 steps=5 rule=surrogate seed=2`.
  public var label: String
  /// Its value in each column; nil where it has none.
  public var values: [String?]
}

/// Something that varies in a sweep.
public struct SweepColumn: Hashable, Sendable {
  /// The key path.
  public var path: String
  /// The path's end, as long as it takes to tell it from the others.
  public var title: String
}

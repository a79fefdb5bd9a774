import SpikeFiles
import SpikeKernels

#if canImport(Darwin)
  import Darwin
#endif

/// What `env.json` says: with what a run was made. No part of its identity.
public struct RunEnvironment: Hashable, Sendable {
  /// SpikeLab's version.
  public var version: String
  /// The commit it was built from, when it runs from its source tree.
  public var commit: String?
  /// The system, such as `Linux x86_64`.
  public var system: String
  /// The processor's name.
  public var processor: String?
  /// Logical cores this process may use: those of its affinity mask, which Slurm and `taskset` set.
  public var cores: Int
  /// Threads the run uses.
  public var threads: Int
  /// Which kernels ran, such as `x86-64-v4`.
  public var instructionSet: String
  /// A checksum of the data set as the run sees it.
  public var datasetChecksum: String

  /// Makes a description.
  package init(
    version: String,
    commit: String? = nil,
    system: String,
    processor: String? = nil,
    cores: Int,
    threads: Int,
    instructionSet: String,
    datasetChecksum: String
  ) {
    self.version = version
    self.commit = commit
    self.system = system
    self.processor = processor
    self.cores = cores
    self.threads = threads
    self.instructionSet = instructionSet
    self.datasetChecksum = datasetChecksum
  }

  /// Describes this process.
  ///
  /// - Parameters:
  ///   - threads: Threads the run uses.
  ///   - instructionSet: Which kernels run.
  ///   - datasetChecksum: A checksum of the data set.
  public static func current(
    threads: Int, instructionSet: String, datasetChecksum: String
  ) -> RunEnvironment {
    RunEnvironment(
      version: SpikeLab.version, commit: SourceCommit.current, system: Machine.system,
      processor: Machine.processor, cores: Workers.availableCores, threads: threads,
      instructionSet: instructionSet, datasetChecksum: datasetChecksum)
  }

  /// The checksum in an `env.json`; nil when there is none.
  ///
  /// - Throws: ``SpikeFiles/FileError`` or ``RunError`` when the file cannot be read.
  static func datasetChecksum(in path: String) throws -> String? {
    kind(of: path) == .absent ? nil : try readJSON(path)["datasetChecksum"]?.string
  }

  /// The file.
  package var json: JSONValue {
    .object([
      ("version", .string(version)), ("commit", commit.map(JSONValue.string)),
      ("system", .string(system)), ("processor", processor.map(JSONValue.string)),
      ("cores", .number(cores)), ("threads", .number(threads)),
      ("instructionSet", .string(instructionSet)), ("datasetChecksum", .string(datasetChecksum)),
    ])
  }
}

/// SpikeLab itself.
public enum SpikeLab {
  /// The version.
  public static let version = "0.1.0"
}

/// The machine this process runs on.
enum Machine {
  static var system: String {
    #if os(Linux)
      let name = "Linux"
    #elseif os(macOS)
      let name = "macOS"
    #else
      let name = "unknown"
    #endif
    #if arch(x86_64)
      return name + " x86_64"
    #elseif arch(arm64)
      return name + " arm64"
    #else
      return name
    #endif
  }

  static var processor: String? {
    #if canImport(Darwin)
      var length = 0
      guard unsafe sysctlbyname("machdep.cpu.brand_string", nil, &length, nil, 0) == 0 else {
        return nil
      }
      var name = [UInt8](repeating: 0, count: length)
      guard unsafe sysctlbyname("machdep.cpu.brand_string", &name, &length, nil, 0) == 0 else {
        return nil
      }
      return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    #else
      let lines = (readSystemFile("/proc/cpuinfo") ?? "").split(separator: "\n")
      guard let line = lines.first(where: { $0.hasPrefix("model name") }),
        let colon = line.firstIndex(of: ":")
      else { return nil }
      return String(line[line.index(after: colon)...].drop { $0 == " " })
    #endif
  }
}

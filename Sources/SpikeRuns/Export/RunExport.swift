import SpikeFiles
import SpikeSim

/// A run's network in the words of other tools: what `spikelab export` writes for them.
public struct RunExport {
  /// Files that a run is exported to.
  public enum Format: Hashable, Sendable {
    /// A Python module for PyTorch and snnTorch.
    case snnTorch
    /// A graph of the Neuromorphic Intermediate Representation, in HDF5.
    case nir
    /// Events of TensorBoard.
    case tensorBoard

    /// What messages call a file.
    var kind: String {
      switch self {
      case .snnTorch: "Python module"
      case .nir: "NIR file"
      case .tensorBoard: "event file"
      }
    }
  }

  let directory: RunDirectory
  let trained: TrainedNetwork
  let isBest: Bool
  private let memory: MemoryBudget

  /// Reads a run's checkpoint.
  ///
  /// - Parameters:
  ///   - path: The run's folder.
  ///   - isBest: Whether the network is that of the best validation accuracy, rather than the last.
  ///   - memory: What an evaluation of it may take.
  ///   - note: Called with what cannot be made sure of.
  /// - Throws: As ``TrainedNetwork`` does; ``RunError`` when the folder is no run.
  public init(
    existing path: String, isBest: Bool = false, memory: MemoryBudget = MemoryBudget(),
    note: (String) -> Void = { _ in }
  ) throws {
    directory = try RunDirectory(existing: path)
    (self.isBest, self.memory) = (isBest, memory)
    trained = try TrainedNetwork(directory, memory: memory, isBest: isBest, note: note)
  }

  /// A Python module for PyTorch and snnTorch.
  ///
  /// - Parameter note: Called with what the module says otherwise than the network is.
  /// - Throws: ``ExportError/unsupported(place:what:why:)``.
  public func snnTorch(note: (String) -> Void = { _ in }) throws(ExportError) -> [UInt8] {
    Array(try SnnTorchModule(self, note: note).text.utf8)
  }

  /// A NIR file.
  ///
  /// - Parameter note: Called with what the graph says otherwise than the network is.
  /// - Throws: ``ExportError/unsupported(place:what:why:)``, ``InsufficientMemory``.
  public func nir(note: (String) -> Void = { _ in }) throws -> [UInt8] {
    var need = MemoryNeed()
    // The parameters, as numbers of the graph and as bytes of the file, which grows by doubling.
    need.add(
      4 * Parameters.bytes(for: trained.network) + 4 * NIRGraph.bytesOfDiagonals(trained.network))
    try need.check(memory)
    return HDF5Writer.encode(try NIRGraph(self, note: note).root)
  }

  /// Makes sure that an export may be written to a path; before any work is done for it.
  ///
  /// - Throws: ``ExportError/foreign(path:kind:)``, ``SpikeFiles/FileError`` when something stands there that is
  ///   no file.
  public static func checkPlace(_ path: String, _ format: Format, isForced: Bool) throws {
    try checkNamedFile(path)
    guard kind(of: path) == .absent || isForced || isOurs(path, format) else {
      throw ExportError.foreign(path: path, kind: format.kind)
    }
  }

  /// Writes a file as a whole, and makes the folders above it.
  ///
  /// - Throws: ``SpikeFiles/FileError``.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try createFolder(String(path[..<slash]))
    }
    do {
      try writeAtomically(bytes, to: path)
    } catch {
      throw FileError(.write, error)
    }
  }

  /// What every export begins with: the first line of a module, the first text of a NIR file.
  static let mark = "Made by spikelab export"

  private static func isOurs(_ path: String, _ format: Format) -> Bool {
    guard let bytes = try? readFile(path, limit: 1 << 34, .named) else { return false }
    switch format {
    case .snnTorch: return bytes.starts(with: "# \(mark)".utf8)
    case .nir: return HDF5Writer.firstValues(of: bytes)?.starts(with: mark.utf8) ?? false
    // Behind the tags and lengths of a message in a message.
    case .tensorBoard:
      return EventRecords.first(of: bytes)?.dropFirst(4).starts(with: mark.utf8) ?? false
    }
  }

  /// The mark with the version and the run.
  var origin: String {
    "\(Self.mark) \(SpikeLab.version) from the run \(directory.config.hash)"
  }
}

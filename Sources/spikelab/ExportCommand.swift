import ArgumentParser
import SpikeFiles
import SpikeRuns

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Export a run's network to snnTorch or NIR.",
    discussion: """
      --snntorch writes a Python module that builds the network of PyTorch's and snnTorch's layers and \
      loads the run's checkpoint. --nir writes a graph that the package nir reads. What a format has no \
      words for is an error that names the layer; nothing is written then. Documentation/Exports.md says \
      what goes where.
      """)

  @OptionGroup var named: RunArgument

  @Option(
    help: ArgumentHelp("The Python module to write.", valueName: "file"), completion: .file())
  var snntorch: String?

  @Option(help: ArgumentHelp("The NIR file to write.", valueName: "file"), completion: .file())
  var nir: String?

  @Flag(help: "Take the checkpoint of the best validation accuracy rather than the last.")
  var best = false

  @Flag(help: "Replace files that no export wrote.")
  var force = false

  @OptionGroup var memory: MemoryOptions

  private var places: [(format: RunExport.Format, path: String)] {
    (snntorch.map { [(.snnTorch, $0)] } ?? []) + (nir.map { [(.nir, $0)] } ?? [])
  }

  func validate() throws {
    if places.isEmpty { throw ValidationError("name a file to write: --snntorch or --nir") }
  }

  func run() throws {
    let console = Console()
    for (format, path) in places {
      try RunExport.checkPlace(path, format, isForced: force)
    }
    let export = try RunExport(
      existing: named.path(), isBest: best, memory: memory.budget, note: console.note)
    let files = try places.map { ($0.path, try export.file($0.format, note: console.note)) }
    for (path, bytes) in files {
      try RunExport.write(bytes, to: path)
      console.print("wrote \(path)")
    }
  }
}

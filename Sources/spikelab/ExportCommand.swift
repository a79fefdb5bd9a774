import ArgumentParser
import SpikeFiles
import SpikeRuns

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Export a run to snnTorch, NIR or TensorBoard.",
    discussion: """
      --snntorch writes a Python module that builds the network of PyTorch's and snnTorch's layers and \
      loads the run's checkpoint; --nir writes a graph that the package nir reads. What a format has no \
      words for is an error that names the layer; nothing is written then. --tensorboard writes the \
      metrics, weights and firing rates of one run or several into a folder for `tensorboard --logdir`. \
      Documentation/Exports.md says what goes where.
      """)

  @Argument(
    help: ArgumentHelp(
      "A run: its folder, the beginning of its hash, or its name; of --tensorboard also several.",
      valueName: "run"), completion: .run)
  var runs: [String]

  @OptionGroup var folder: RunsFolderOptions

  @Option(
    help: ArgumentHelp("The Python module to write.", valueName: "file"), completion: .file())
  var snntorch: String?

  @Option(help: ArgumentHelp("The NIR file to write.", valueName: "file"), completion: .file())
  var nir: String?

  @Option(
    help: ArgumentHelp("The folder to write event files below.", valueName: "folder"),
    completion: .directory)
  var tensorboard: String?

  @Flag(
    help:
      "Take the checkpoint of the best validation accuracy rather than the last; not of --tensorboard."
  )
  var best = false

  @Flag(help: "Replace files that no export wrote.")
  var force = false

  @OptionGroup var data: DataOptions

  private var places: [(format: RunExport.Format, path: String)] {
    (snntorch.map { [(.snnTorch, $0)] } ?? []) + (nir.map { [(.nir, $0)] } ?? [])
  }

  func validate() throws {
    if places.isEmpty && tensorboard == nil {
      throw ValidationError("name what to write: --snntorch, --nir or --tensorboard")
    }
    if !places.isEmpty && runs.count > 1 {
      throw ValidationError("--snntorch and --nir take one run, found \(runs.count)")
    }
    if best && places.isEmpty {
      throw ValidationError("--best is of --snntorch and --nir: TensorBoard shows every epoch")
    }
  }

  func run() throws {
    let console = Console()
    for (format, path) in places {
      try RunExport.checkPlace(path, format, isForced: force)
    }
    let paths = try runs.map { try folder.locator.folder(of: $0) }
    // All of it before anything is written.
    var files: [(path: String, bytes: [UInt8])] = []
    if !places.isEmpty {
      let export = try RunExport(
        existing: paths[0], isBest: best, memory: data.memory.budget, note: console.note)
      files = try places.map { format, path in
        (
          path,
          try format == .snnTorch
            ? export.snnTorch(note: console.note) : export.nir(note: console.note)
        )
      }
    }
    if let tensorboard {
      for path in paths {
        let config = try RunDirectory(existing: path).config
        try RunExport.checkPlace(
          TensorBoardFile(of: config, in: tensorboard).path, .tensorBoard, isForced: force)
      }
    }
    for (path, bytes) in files {
      try RunExport.write(bytes, to: path)
      console.print("wrote \(path)")
    }
    guard let tensorboard else { return }
    for path in paths {
      let export = try TensorBoardExport(
        existing: path, options: data.options(runsRoot: folder.runs), console: console)
      console.print("wrote \(try export.write(in: tensorboard, isForced: force))")
    }
  }
}

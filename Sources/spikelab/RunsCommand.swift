import ArgumentParser
import SpikeFiles
import SpikeReports
import SpikeRuns

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List the runs of a folder, show one, compare two, or remove some.",
    discussion: """
      A run is named by its folder, the beginning of its hash, or its name: here, and wherever a \
      command takes a run.
      """,
    subcommands: [
      RunsListCommand.self, RunsShowCommand.self, RunsCompareCommand.self, RunsRemoveCommand.self,
    ],
    defaultSubcommand: RunsListCommand.self)
}

/// Where runs are.
struct RunsFolderOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder that holds the runs.",
      discussion: "Without it: the folder SPIKELAB_RUNS names, else Results/runs.",
      valueName: "folder"), completion: .directory)
  var runs = RunLocator.standardRoot

  var locator: RunLocator { RunLocator(root: runs) }
}

/// The run that a command is about.
struct RunArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A run: its folder, the beginning of its hash, or its name.", valueName: "run"),
    completion: .run)
  var run: String

  @OptionGroup var folder: RunsFolderOptions

  /// Its folder.
  func path() throws -> String { try folder.locator.folder(of: run) }
}

struct RunsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List runs (the default).")

  @Argument(
    help: ArgumentHelp(
      "What must hold of a run: network.beta=0.9, rule=lfp-epsilon, name=…, state=done.",
      valueName: "key=value"), completion: .filter)
  var filters: [String] = []

  @Option(
    help: ArgumentHelp(
      "What to sort by: \(RunList.orders.joined(separator: ", ")), or a key path "
        + "of the config (default: name).", valueName: "key"))
  var sort: String?

  @Option(
    help: ArgumentHelp(
      "Columns to show, by commas: those of --csv, or key paths (default: what fits into 100 characters).",
      valueName: "names"))
  var columns: String?

  @Flag(help: "Print comma-separated values, every number of a run.")
  var csv = false

  @OptionGroup var folder: RunsFolderOptions

  func run() throws {
    let list = try RunList(folder.locator, filters: filters, order: sort)
    let names = columns.map { $0.split(separator: ",").map(String.init) }
    let text = csv ? try list.csv(columns: names) : try list.text(columns: names) + "\n"
    let console = Console()
    for fault in list.faults { console.note(fault) }
    console.print(text, terminator: "")
  }
}

struct RunsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a run: its config, a line an epoch, its last numbers.")

  @OptionGroup var named: RunArgument

  func run() throws { Console().print(try RunView([named.path()]).text) }
}

struct RunsCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Show two runs side by side: the settings in which they differ, and their numbers.")

  @Argument(help: ArgumentHelp("A run.", valueName: "run"), completion: .run)
  var first: String

  @Argument(help: ArgumentHelp("Another.", valueName: "run"), completion: .run)
  var second: String

  @OptionGroup var folder: RunsFolderOptions

  func run() throws {
    let folders = try [first, second].map { try folder.locator.folder(of: $0) }
    Console().print(try RunView(folders).comparison)
  }
}

struct RunsRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove runs, finished ones too.",
    discussion: """
      Runs that a process is at work on are never removed. Without --yes the command shows what it \
      would remove and asks. Filters, as `spikelab runs` takes them, mean the runs that meet them all.
      """)

  @Argument(
    help: ArgumentHelp("Runs, or filters such as state=failed.", valueName: "run"), completion: .run
  )
  var runs: [String]

  @OptionGroup var folder: RunsFolderOptions

  @Flag(help: "Do not ask.")
  var yes = false

  func run() throws {
    let console = Console()
    let folders = try self.folders(console)
    if folders.isEmpty { return console.print("no runs") }
    let directories = try folders.map { try RunDirectory(existing: $0) }
    for directory in directories {
      console.print("\(directory.path)  \(JSONText.printable(directory.config.name))")
    }
    guard try yes || console.confirms("remove these \(counted(directories.count, "run"))?") else {
      return console.print("nothing was removed")
    }
    for directory in directories { try directory.removeRun() }
    console.print("removed \(counted(directories.count, "run"))")
  }

  /// The folders of the runs that are named, or that meet the filters.
  private func folders(_ console: Console) throws -> [String] {
    let locator = folder.locator
    // A run of a sweep has an = in its name.
    let filters = runs.filter { word in
      word.contains("=") && kind(of: word) == .absent && locator.run(of: word) == nil
    }
    guard !filters.isEmpty else { return try runs.map { try locator.folder(of: $0) } }
    guard filters.count == runs.count else {
      throw ValidationError("name runs, or give filters: not both at once")
    }
    let list = try RunList(locator, filters: filters)
    for fault in list.faults { console.note(fault) }
    return list.folders
  }
}

extension Console {
  /// Asks whoever sits there.
  ///
  /// - Throws: A message that says what to give instead where nobody does.
  func confirms(_ question: String) throws -> Bool {
    guard isatty(0) == 1 else {
      throw ValidationError("nobody can be asked here: give --yes to remove them")
    }
    note("\(question) [y/N] ")
    return ["y", "yes"].contains(readLine()?.lowercased())
  }
}

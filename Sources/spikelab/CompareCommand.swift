import ArgumentParser
import SpikeConfig
import SpikeFiles
import SpikeRuns

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Train several experiments and show them side by side (the default).",
    discussion: """
      Each CONFIG is a JSON file with one experiment or with "variants". Runs that are finished are \
      not run again; an interrupted comparison continues where it stopped.
      """)

  @Argument(
    help: ArgumentHelp(
      "Config files, and key=value overrides of all of them, such as training.epochs=1.",
      discussion: "Without a file: the built-in comparison.", valueName: "config"),
    completion: .config)
  var arguments: [String] = []

  @OptionGroup var running: RunningOptions

  func run() throws {
    let (files, overrides) = splitOverrides(arguments)
    let console = running.console
    var experiments: [ExperimentConfig] = []
    // As the default command it also gets what was meant for one that does not exist.
    for file in files {
      try MisplacedRun.check(
        file, RunLocator(root: running.output),
        instead: "`spikelab runs compare` shows two runs side by side, `compare` trains configs")
    }
    if let word = files.first(where: isMistypedCommand) { throw ValidationError(unknown(word)) }
    for file in files {
      experiments += try ConfigFile.load(file, overrides: overrides).experiments
    }
    if files.isEmpty {
      let builtIn = try BuiltInComparison.choose(
        dataRoot: running.data.dataRoot, overrides: overrides)
      console.note(builtIn.reason)
      experiments = builtIn.file.experiments
    }
    let comparison = Comparison(
      experiments, options: running.options, console: console,
      interruption: running.interruption(console: console))
    let status = try comparison.carryOut()
    if files.isEmpty && status == .done {
      let runs = experiments.map { RunDirectory(root: running.options.runsRoot, config: $0).path }
      console.note(
        "\nnext, charts of both for the browser: spikelab report \(runs.joined(separator: " "))")
    }
    throw status
  }
}

/// Whether an argument looks like a word rather than a file: there is none of that name, and it has
/// neither a folder nor an extension.
private func isMistypedCommand(_ argument: String) -> Bool {
  !argument.contains("/") && !argument.contains(".") && kind(of: argument) == .absent
}

private func unknown(_ word: String) -> String {
  let commands = Spikelab.configuration.subcommands.compactMap { $0.configuration.commandName }
  let guess = Suggestion.nearest(to: word, among: commands).map { "; did you mean '\($0)'?" } ?? ""
  return "'\(word)' is neither a command (\(commands.joined(separator: ", "))) nor a config file"
    + guess
}

/// Tells config files from `key=value`: what exists as a file is one, whatever its name.
func splitOverrides(_ arguments: [String]) -> (files: [String], overrides: [String]) {
  let overrides = arguments.filter { $0.contains("=") && kind(of: $0) == FileKind.absent }
  return (arguments.filter { !overrides.contains($0) }, overrides)
}

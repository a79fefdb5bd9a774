import ArgumentParser
import SpikeFiles
import SpikeKernels
import SpikePaper
import SpikeRuns
import SpikeSweeps

extension PaperNetwork: ExpressibleByArgument {}

struct PaperCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "paper",
    abstract: "Make the figures and tables of the paper, and check its claims.",
    discussion: """
      Alone, it lists what there is: figures and tables of the paper (arXiv 2308.12053), and a \
      comparison of the rules that is made the same way. With a name it trains what is not done yet, \
      draws the figure as an HTML page with a CSV file and a Markdown page beside it, and prints each \
      claim with what was found. Figures share runs, and what is done is never done again.

      Ctrl-C leaves runs that the same command continues, writes the page as far as it came, and \
      ends with 75. The sweeps are those of Configs/paper. Documentation/Paper.md has the rest.
      """)

  @Argument(
    help: ArgumentHelp(
      "Figures and tables, or all; and key=value overrides of every run, such as data.train=600.",
      valueName: "name"))
  var arguments: [String] = []

  @Flag(help: "A smaller version in minutes: fewer images and cells, one epoch, one seed.")
  var quick = false

  @Flag(help: "Our settings beside the paper's: calibrated weights, pixels 0…1, spikes pooled.")
  var ours = false

  @Option(
    help: ArgumentHelp(
      "Seeds of each setting, 1 to 100 (default: as many as the sweeps have).", valueName: "number")
  )
  var seeds: Int?

  @Option(
    help: ArgumentHelp(
      "Networks to train and show, by commas: mlp, lenet (default: both). The page of one is called figure-4-mlp.",
      valueName: "names"),
    transform: PaperCommand.parsed)
  var networks = PaperNetwork.allCases

  @Flag(help: "Write pages of what is there, and train nothing.")
  var drawOnly = false

  @Option(
    help: ArgumentHelp("Folder to write the pages to.", valueName: "folder"), completion: .directory
  )
  var output = "Results/paper"

  @OptionGroup var folder: RunsFolderOptions

  @Flag(help: "Replace files that are no pages of ours, and pages of more finished runs.")
  var force = false

  @OptionGroup var execution: SweepExecutionOptions

  private static func parsed(_ text: String) throws -> [PaperNetwork] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
      guard let network = PaperNetwork(rawValue: String(name)) else {
        let known = PaperNetwork.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("the network '\(name)' is not known, allowed are \(known)")
      }
      return network
    }
  }

  func validate() throws {
    if let seeds, !(1...100).contains(seeds) {
      throw ValidationError("--seeds: found \(seeds), allowed 1 to 100")
    }
  }

  private var scale: PaperScale {
    PaperScale(isQuick: quick, seeds: seeds, networks: Set(networks))
  }

  func run() throws {
    let (names, overrides) = splitOverrides(arguments)
    let console = execution.console
    guard !names.isEmpty else {
      guard overrides.isEmpty else {
        throw ValidationError("there are overrides alone: name a figure or table")
      }
      if let option = givenOption { throw ValidationError("\(option): name a figure or table") }
      return list(console)
    }
    var figures = try names.flatMap { name throws -> [PaperFigure] in
      name == "all" ? PaperFigure.allCases : [try PaperFigure(named: name)]
    }
    figures = try PaperFigure.allCases.filter(figures.contains).filter { figure in
      let all = figure.networks(scale)
      guard !all.isEmpty && all.allSatisfy({ !networks.contains($0) }) else { return true }
      guard names.contains("all") else {
        let known = all.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--networks: \(figure.rawValue) is of \(known) alone")
      }
      return false
    }
    if !names.contains("all") { for figure in figures { try checkOptions(of: figure) } }
    if !overrides.isEmpty {
      // Where nothing is trained, overrides would change the page's name alone.
      let idle = figures.filter { $0.sweeps(scale).isEmpty }
      if let figure = idle.first, !names.contains("all") {
        throw ValidationError("\(figure.rawValue) trains nothing that \(overrides[0]) could change")
      }
      figures.removeAll(where: idle.contains)
    }
    if drawOnly { try checkRuns() }
    for figure in figures {
      let name = PaperPage.name(figure, scale, overrides: overrides)
      try PaperPage.checkPlace(output, name: name, isForced: force)
      for sweep in figure.sweeps(scale) { _ = try sweep.load(overrides: overrides) }
    }
    if figures == PaperFigure.allCases && hasOverview(overrides) {
      try PaperOverview.checkPlace(output, isForced: force)
    }
    throw try carryOut(figures, overrides, console)
  }

  /// The first option that says something of figures.
  private var givenOption: String? {
    let all: [(name: String, isGiven: Bool)] = [
      ("--quick", quick), ("--ours", ours), ("--seeds", seeds != nil),
      ("--networks", networks != PaperNetwork.allCases), ("--draw-only", drawOnly),
      ("--force", force),
    ]
    return all.first(where: \.isGiven)?.name
  }

  /// Makes sure that no option is given that changes nothing of a figure.
  private func checkOptions(of figure: PaperFigure) throws {
    let sweeps = figure.sweeps(PaperScale(isQuick: quick))
    if ours && !sweeps.contains(where: { $0.settings == .ours }) {
      throw ValidationError("--ours: \(figure.rawValue) has no settings of ours beside others")
    }
    if seeds != nil && sweeps.isEmpty {
      throw ValidationError("--seeds: \(figure.rawValue) trains nothing")
    }
    if Set(networks) != Set(PaperNetwork.allCases) && figure.networks(scale).isEmpty {
      throw ValidationError("--networks: \(figure.rawValue) is of other networks")
    }
  }

  /// Makes sure that pages are drawn of the runs that are meant: a folder that was named is there.
  private func checkRuns() throws {
    switch kind(of: folder.runs) {
    case .folder: return
    case .absent where folder.runs == RunLocator.standardRoot: return
    case .absent:
      throw FileError(.read, folder.runs, reason: "no such folder of runs", exitStatus: .usage)
    default:
      throw FileError(.read, folder.runs, reason: "it is no folder", exitStatus: .usage)
    }
  }

  /// Whether a page that leads to all is written: with full versions.
  private func hasOverview(_ overrides: [String]) -> Bool { overrides.isEmpty && !quick }

  /// Lists the figures.
  private func list(_ console: Console) {
    let width = (PaperFigure.allCases.map(\.rawValue.count).max() ?? 0) + 2
    for figure in PaperFigure.allCases {
      let space = String(repeating: " ", count: width - figure.rawValue.count)
      console.print(figure.rawValue + space + figure.title)
    }
  }

  private func carryOut(
    _ figures: [PaperFigure], _ overrides: [String], _ console: Console
  ) throws -> ExitStatus {
    var status = ExitStatus.done
    let execution = drawOnly ? nil : SweepExecution(execution, root: folder.runs)
    if let execution {
      for sweep in chosen(figures.flatMap({ $0.sweeps(scale) })) {
        try execution.checkData(of: plan(sweep, overrides))
      }
    }
    try PaperPage.makeFolder(output)
    for figure in figures {
      if let execution, status != .interrupted {
        let first = try train(chosen(figure.sweeps(scale)), overrides, execution, console)
        if first != .done { status = first }
        if status != .interrupted {
          let sweeps = try figure.laterSweeps(scale, overrides: overrides, root: folder.runs)
          let later = try train(chosen(sweeps), overrides, execution, console)
          if later != .done { status = later }
        }
      }
      var results = try PaperRuns(
        figure, scale, overrides: overrides, root: folder.runs, hasOurs: ours)
      if execution != nil, status != .interrupted {
        do {
          try results.prepare(options: options, hasOurs: ours, console: console)
        } catch let error where !(error is CancellationError) {
          // The page shows what there is, and other figures are still to come.
          console.note("not measured: \(userMessage(for: error))")
          status = .someFailed
        }
      }
      let page = PaperPage(results, hasOurs: ours)
      console.print(page.text)
      for fault in page.faults { console.note("left out: \(fault)") }
      if !page.faults.isEmpty {
        console.note(
          "restore what is damaged, or remove the run's folder: the same command trains it again")
      }
      if !force, let more = page.fuller(in: output) {
        console.print(
          "\npage: the one in \(output) stays, which has \(more); --force replaces it, "
            + "--output names another folder\n")
      } else {
        console.print("\npage: \(try page.write(in: output, isForced: force))\n")
      }
    }
    if hasOverview(overrides) { try writeOverview(of: figures, console) }
    return status
  }

  /// Writes the page that leads to all in the folder. Where something else has its name, a figure does without.
  private func writeOverview(of figures: [PaperFigure], _ console: Console) throws {
    let isWhole = figures == PaperFigure.allCases
    guard isWhole || (try? PaperOverview.checkPlace(output, isForced: false)) != nil else { return }
    console.print("overview: \(try PaperOverview(output).write(isForced: force))")
  }

  /// What pages may use that measure something of finished runs.
  private var options: RunOptions {
    RunOptions(
      runsRoot: folder.runs, dataRoot: execution.dataRoot, workers: Workers(),
      memory: execution.memory.budget)
  }

  /// Trains sweeps one after another, until one is interrupted.
  private func train(
    _ sweeps: [PaperSweep], _ overrides: [String], _ execution: SweepExecution, _ console: Console
  ) throws -> ExitStatus {
    var status = ExitStatus.done
    for sweep in sweeps where status != .interrupted {
      let plan = try plan(sweep, overrides)
      let open = plan.items.count - plan.count("done")
      if open > 0 { console.print("\(sweep.name):") }
      let ended = open > 0 ? try execution.carryOut(plan) : .done
      if ended != .done { status = ended }
    }
    return status
  }

  /// Those of some sweeps that are asked for: ours only where they are.
  private func chosen(_ sweeps: [PaperSweep]) -> [PaperSweep] {
    sweeps.filter { sweep in
      ours || sweep.settings != .ours
    }
  }

  private func plan(_ sweep: PaperSweep, _ overrides: [String]) throws -> SweepPlan {
    try SweepPlan(sweep.load(overrides: overrides), root: folder.runs)
  }
}

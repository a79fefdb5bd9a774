import ArgumentParser
import SpikeFiles
import SpikeSweeps

struct SweepCleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Remove runs of a sweep: failed ones, interrupted ones, or all.",
    discussion: """
      Folders that are no run of this sweep are never touched, nor runs that a process is at work \
      on. Runs that another sweep lists too stay, unless --shared is given. Without --yes the \
      command shows what it would remove and asks.
      """)

  @OptionGroup var sweep: SweepOptions

  @Flag(help: "Remove runs that failed.")
  var failed = false

  @Flag(help: "Remove runs that were begun and are not finished.")
  var interrupted = false

  @Flag(help: "Remove every run of the sweep, finished ones too.")
  var all = false

  @Flag(help: "Remove runs that other sweeps list too.")
  var shared = false

  @Flag(help: "Do not ask.")
  var yes = false

  func validate() throws {
    if !failed && !interrupted && !all {
      throw ValidationError("say what to remove: --failed, --interrupted or --all")
    }
  }

  func run() throws {
    let plan = try sweep.plan()
    var words: Set<String> = []
    if failed || all { words.insert("failed") }
    if interrupted || all { words.insert("interrupted") }
    if all { words.formUnion(["done", "stopped", "new"]) }
    let folder = SweepFolder(root: sweep.output, sweep: plan.sweep)
    let cleaning = try SweepCleaning(plan, folder: folder, words: words, includesShared: shared)
    let console = Console()
    for (item, sweeps) in cleaning.shared {
      console.note(
        "stays: \(item.run.label), which \(sweeps.joined(separator: ", ")) lists too (--shared)")
    }
    for item in cleaning.busy { console.note("stays: \(item.run.label), which is running") }
    guard !cleaning.doomed.isEmpty else { return console.print("nothing to remove") }
    for item in cleaning.doomed {
      console.print("\(item.directory.path)  \(item.state.word)  \(item.run.label)")
    }
    if !yes {
      guard try console.confirms("remove these \(counted(cleaning.doomed.count, "run"))?") else {
        return console.print("nothing was removed")
      }
    }
    try cleaning.carryOut()
    console.print("removed \(counted(cleaning.doomed.count, "run"))")
  }
}

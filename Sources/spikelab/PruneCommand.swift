import ArgumentParser
import SpikeFiles
import SpikeRuns
import SpikeTraining

extension PruningOrder: ExpressibleByArgument {}

struct PruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Set more and more of a run's smallest weights to 0, and test each network.",
    discussion: """
      Accuracy and, of spiking networks, spikes and effective operations over the share of weights that are \
      pruned; biases stay, and nothing is trained after it. The checkpoint stays as it is: prune.json and \
      prune.csv are written beside it, and `spikelab report` draws them. Documentation/Sparsity.md has the rest.
      """)

  @OptionGroup var named: RunArgument

  @Option(
    help: ArgumentHelp(
      "What a weight is compared with: all of the network (global), or those of its layer (layer).",
      valueName: "order"))
  var order = PruningOrder.global

  @Option(
    help: ArgumentHelp(
      "Shares of weights to prune in percent, by commas (default: 5, 10 … 100).",
      valueName: "shares"),
    transform: PruneCommand.parsed)
  var shares = RunPruning.standardShares

  @Flag(help: "Show no progress bar; results and notes stay.")
  var quiet = false

  @OptionGroup var data: DataOptions

  /// Most shares of one curve.
  private static let mostShares = 1_000

  private static func parsed(_ text: String) throws -> [Double] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count <= mostShares else {
      throw ValidationError("found \(parts.count) shares, allowed at most \(mostShares)")
    }
    let shares = try parts.map { part in
      let word = String(part.filter { $0 != " " })
      guard let number = Double(word), number > 0, number <= 100 else {
        throw ValidationError(
          "found \(JSONText.quoted(JSONText.cut(word))), allowed numbers above 0 and up to 100, by commas"
        )
      }
      return number / 100
    }
    guard Set(shares).count == shares.count else {
      throw ValidationError("found a share twice, allowed each once")
    }
    return shares
  }

  func run() throws {
    let console = Console(showsProgress: !quiet)
    let pruning = try RunPruning(existing: named.path())
    let curve = try pruning.carryOut(
      order: order, shares: shares, options: data.options(runsRoot: ""), console: console)
    console.print(curve.text(name: JSONText.printable(pruning.directory.config.name)))
    console.print("\nwritten: \(JSONText.printable(pruning.directory.pruningPath))")
  }
}

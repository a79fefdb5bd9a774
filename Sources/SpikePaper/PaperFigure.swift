import SpikeConfig
import SpikeFiles
import SpikeReports
import SpikeRuns

/// A figure or table of the paper (arXiv 2308.12053), or a study of ours that is made the same way.
///
/// To add one: a case here, and a file in `Figures/` with what it takes.
public enum PaperFigure: String, CaseIterable, Sendable {
  case figure4 = "figure-4"
  case table1 = "table-1"
  case figureA4 = "figure-a4"
  case figureA5 = "figure-a5"
  case figure2 = "figure-2"
  case figure3 = "figure-3"
  case figure5 = "figure-5"
  case figureA1 = "figure-a1"
  case figureA2 = "figure-a2"
  case figureA3 = "figure-a3"
  case readings
  case pruning
  case comparison
  case comparisonStratified = "comparison-stratified"
  case comparisonRepeated = "comparison-repeated"
  case cifar10
  case smallBeta = "small-beta"

  /// What it takes to run, draw and judge it.
  var subject: any PaperSubject {
    switch self {
    case .figure4: Figure4()
    case .table1: Table1()
    case .figureA4: FigureA4()
    case .figureA5: FigureA5()
    case .figure2: Figure2()
    case .figure3: Figure3()
    case .figure5: Figure5()
    case .figureA1: FigureA1()
    case .figureA2: FigureA2()
    case .figureA3: FigureA3()
    case .readings: Readings()
    case .pruning: SpikingPruning()
    case .comparison: Comparison(kind: .mnist)
    case .comparisonStratified: Comparison(kind: .mnist, search: .stratified)
    case .comparisonRepeated: Comparison(kind: .mnist, search: .repeated)
    case .cifar10: Comparison(kind: .cifar10)
    case .smallBeta: SmallBeta()
    }
  }

  /// What it shows, in a line.
  public var title: String { subject.title }

  /// Whether it is a figure or table of the paper; the others are studies of ours.
  public var isOfPaper: Bool {
    switch self {
    case .readings, .pruning, .comparison, .comparisonStratified, .comparisonRepeated,
      .cifar10, .smallBeta:
      false
    default: true
    }
  }

  /// A figure by its name.
  ///
  /// - Throws: ``UnknownFigure`` when there is none.
  public init(named name: String) throws(UnknownFigure) {
    guard let figure = PaperFigure(rawValue: name) else { throw UnknownFigure(name: name) }
    self = figure
  }
}

/// What a page is made of. A type of its own for each says it all.
protocol PaperSubject: Sendable {
  /// What it shows, in a line.
  var title: String { get }
  /// What the paper shows, and what is drawn of it, for the page; paragraphs with an empty line between them.
  var explanation: String { get }
  /// The sweeps that the runs before them do not change.
  func sweeps(_ scale: PaperScale) -> [PaperSweep]
  /// The sweeps that follow from what those came to; none as long as that is not known.
  func sweeps(_ scale: PaperScale, after runs: PaperRuns) -> [PaperSweep]
  /// Whether there are such sweeps.
  var hasLater: Bool { get }
  /// Seeds of each setting, unless the scale says; as many as the paper has.
  var seeds: Int { get }
  /// Measures what the page takes besides the runs' files, and keeps it in their folders.
  func prepare(_ runs: PaperRuns, options: RunOptions, console: Console) throws
  /// What the page says of the runs, as far as they came.
  func content(of runs: PaperRuns) -> PaperContent
}

extension PaperSubject {
  func sweeps(_ scale: PaperScale, after runs: PaperRuns) -> [PaperSweep] { [] }
  var hasLater: Bool { false }
  var seeds: Int { 3 }
  func prepare(_ runs: PaperRuns, options: RunOptions, console: Console) throws {}
}

/// What a page says of some runs.
struct PaperContent: Sendable {
  /// Pictures and tables.
  var sections: [ReportSection]
  /// The numbers of the CSV file.
  var numbers: DataTable
  /// What was claimed, and what was found.
  var claims: [PaperClaim]
}

/// There is no such figure.
public struct UnknownFigure: UserError, Hashable {
  /// What was asked for.
  public var name: String

  /// What there is instead.
  public var message: String {
    let known = PaperFigure.allCases.map(\.rawValue) + ["all"]
    let guess =
      pageOfNetwork.map { "; did you mean '\($0)'?" }
      ?? Suggestion.nearest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
    return "the paper's figure '\(JSONText.printable(name))' is not known, allowed are "
      + known.joined(separator: ", ") + guess
  }

  /// The arguments that make the page of this name, where it is that of one network.
  private var pageOfNetwork: String? {
    for network in PaperNetwork.allCases where name.hasSuffix("-\(network.rawValue)") {
      let figure = name.dropLast(network.rawValue.count + 1)
      guard PaperFigure(rawValue: String(figure)) != nil else { continue }
      return "\(figure) --networks \(network.rawValue)"
    }
    return nil
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

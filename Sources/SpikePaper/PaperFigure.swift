import SpikeConfig
import SpikeFiles
import SpikeReports

/// A figure or table of the paper (arXiv 2308.12053).
///
/// To add one: a case here, and a file in `Figures/` with what it takes.
public enum PaperFigure: String, CaseIterable, Sendable {
  case figure4 = "figure-4"
  case table1 = "table-1"
  case figureA4 = "figure-a4"
  case figureA5 = "figure-a5"

  /// What it takes to run, draw and judge it.
  var subject: any PaperSubject {
    switch self {
    case .figure4: Figure4()
    case .table1: Table1()
    case .figureA4: FigureA4()
    case .figureA5: FigureA5()
    }
  }

  /// What it shows, in a line.
  public var title: String { subject.title }

  /// A figure by its name.
  ///
  /// - Throws: ``UnknownFigure`` when there is none.
  public init(named name: String) throws(UnknownFigure) {
    guard let figure = PaperFigure(rawValue: name) else { throw UnknownFigure(name: name) }
    self = figure
  }
}

/// What a figure of the paper is made of. A type of its own for each figure says it all.
protocol PaperSubject: Sendable {
  /// What it shows, in a line.
  var title: String { get }
  /// What the paper shows, and what is drawn of it, for the page.
  var explanation: String { get }
  /// The sweeps whose runs it is drawn from, for every network and setting.
  func sweeps(_ scale: PaperScale) -> [PaperSweep]
  /// The picture of a part.
  func picture(of part: PaperPart) -> [ReportSection.Block]
  /// The numbers behind the picture; the CSV file holds those of all parts.
  func table(of part: PaperPart) -> DataTable
  /// The numbers that stand on the page.
  func outline(of part: PaperPart) -> DataTable
  /// The paper's claims, judged by the part's numbers.
  func claims(on part: PaperPart) -> [PaperClaim]
}

extension PaperSubject {
  func table(of part: PaperPart) -> DataTable { part.accuracies }
  func outline(of part: PaperPart) -> DataTable { table(of: part) }
}

/// There is no such figure.
public struct UnknownFigure: UserError, Hashable {
  /// What was asked for.
  public var name: String

  /// What there is instead.
  public var message: String {
    let known = PaperFigure.allCases.map(\.rawValue) + ["all"]
    let guess = Suggestion.nearest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
    return "the paper's figure '\(JSONText.printable(name))' is not known, allowed are "
      + known.joined(separator: ", ") + guess
  }

  /// ``ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

import SpikeKernels

@testable import SpikeReports
@testable import SpikeRuns

extension Report {
  /// The report on some paths, on one thread.
  init(
    on paths: [String], overrides: [String] = [], runs root: String = "nowhere"
  ) throws {
    try self.init(
      paths, overrides: overrides,
      options: RunOptions(runsRoot: root, dataRoot: nil, workers: Workers(threads: 1)))
  }

  /// The report on a folder that is thinned beyond so many bytes.
  init(on folder: String, mostBytes: Int) throws {
    self.init(
      try ReportSource([folder], runsRoot: "nowhere"), insights: nil, mostBytes: mostBytes)
  }

  /// The rows of a table that is not a chart's, as in its CSV file.
  func rows(ofTable id: String) -> [[String]] {
    let tables = sections.flatMap(\.tables).filter { $0.id == id }
    return tables.first.map { Array($0.table.csvLines.dropFirst()) } ?? []
  }

  /// The identifiers of its charts that draw something.
  var drawnCharts: [String] { charts.filter { $0.frame() != nil }.map(\.id) }
}

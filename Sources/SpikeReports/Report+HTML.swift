import SpikeRuns

extension Report {
  /// The whole file.
  public var html: String {
    let (runs, configs) = (content.runs.count, content.groups.count)
    let counts =
      "\(runs) \(runs == 1 ? "run" : "runs") of \(configs) \(configs == 1 ? "config" : "configs")"
    var page = ReportPage(
      title: title, note: "A report of SpikeLab \(SpikeLab.version) on \(counts).",
      notices: notices, sections: sections, tableRows: content.detail.tableRows)
    page.headline = content.headline
    return page.html
  }
}

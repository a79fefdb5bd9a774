import SpikeRuns

extension Report {
  /// What the beginning of every report holds, by which one is known.
  static let mark = "SpikeLab report"

  /// The whole file.
  public var html: String {
    let head = Markup.tag(
      "head", [:],
      [
        .tag("meta", ["charset": "utf-8"]),
        .tag("meta", ["name": "generator", "content": "\(Self.mark) \(SpikeLab.version)"]),
        // Nothing is loaded, and nothing could be: a browser refuses whatever is not here.
        .tag(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
          ]),
        .tag(
          "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .tag("title", [:], "\(title) – SpikeLab report"),
        .style(ChartStyle.sheet),
      ])
    let (runs, configs) = (content.runs.count, content.groups.count)
    let counts =
      "\(runs) \(runs == 1 ? "run" : "runs") of \(configs) \(configs == 1 ? "config" : "configs")"
    let header = Markup.tag(
      "header", [:],
      [
        .tag("h1", [:], title),
        .tag("p", ["class": "note"], "A report of SpikeLab \(SpikeLab.version) on \(counts)."),
      ] + notices.map { .tag("p", ["class": "warn"], $0) })
    let body = Markup.tag(
      "body", [:], [header] + sections.map { $0.markup(tableRows: content.detail.tableRows) })
    return "<!DOCTYPE html>\n"
      + Markup.element("html", [("lang", "en")], [head, body]).html + "\n"
  }
}

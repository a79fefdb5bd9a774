import SpikeConfig
import TestSupport
import Testing

@testable import SpikeReports
@testable import SpikeRuns

/// What was varied, what configs are called, and which colour they have.
@Suite struct ReportSettingsTests {
  private func runs(_ fakes: [FakeRun]) throws -> [ReportRun] {
    let folder = try TestDirectory()
    return try fakes.map { ReportRun(try RunDirectory(existing: $0.write(in: folder.path))) }
  }

  /// Both rules at three β; a better one has a larger β.
  private var grid: [FakeRun] {
    ["lfp-epsilon", "surrogate"].flatMap { rule in
      [0.1, 0.5, 0.9].map { beta in
        FakeRun(
          name: "grid/beta=\(beta) rule=\(rule)", rule: rule, beta: beta,
          accuracy: beta * (rule == "surrogate" ? 0.9 : 1))
      }
    }
  }

  @Test func `what differs within a rule has a column and a chart`() throws {
    let content = ReportContent(try runs(grid))
    #expect(content.settings.all.map(\.path) == ["network.beta"])
    let table = try #require(content.overview.tables.first { $0.id == "overview" }).table.csvLines
    let column = try #require(table[0].firstIndex(of: "beta"))
    #expect(table.dropFirst().map { $0[column] } == ["0.9", "0.9", "0.5", "0.5", "0.1", "0.1"])
    let chart = try #require(content.charts("Settings").first)
    #expect(chart.id == "setting-network-beta")
    let points = chart.marks.compactMap { $0 as? PointMark }
    #expect(points.map(\.label) == ["lfp-epsilon", "surrogate"])
    #expect(Set(points[0].points.map(\.x)) == [0.1, 0.5, 0.9])
    for point in points[0].points { #expect(abs(point.y - point.x * 100) < 1e-9) }
  }

  @Test func `what follows from the rule was not varied`() throws {
    let content = ReportContent(
      try runs([FakeRun(), FakeRun(rule: "surrogate", accuracy: 0.8)]))
    #expect(content.settings.all.isEmpty && content.swept == nil)
  }

  @Test func `layers are told by their outline, along an axis of names`() throws {
    let content = ReportContent(
      try runs([FakeRun(layers: [6, 10]), FakeRun(layers: [7, 10], accuracy: 0.8)]))
    let chart = try #require(content.charts("Settings").first { $0.id == "setting-network-layers" })
    #expect(chart.x.categories.map(Set.init) == ["6-10", "7-10"])
  }

  @Test func `an axis is logarithmic where its values were drawn so, or are far apart`() throws {
    func kind(_ betas: [Double], _ logarithmic: Set<String>) throws -> Scale.Kind? {
      let runs = try runs(betas.map { FakeRun(beta: $0, accuracy: $0) })
      return ReportContent(runs, logarithmic: logarithmic).charts("Settings").first?.x.kind
    }
    #expect(try kind([0.1, 0.9], []) == .linear)
    #expect(try kind([0.1, 0.9], ["network.beta"]) == .logarithmic)
    #expect(try kind([0.01, 0.9], []) == .logarithmic)
  }

  @Test func `names that people gave come first`() throws {
    let configs = try [
      FakeRun(name: "mine/beta=0.1", beta: 0.1), FakeRun(name: "mine/beta=0.2", beta: 0.2),
      FakeRun(name: "other", beta: 0.1, steps: 6),
    ].map { try config($0.text) }
    #expect(ReportLabels.labels(configs) == ["mine β 0.1", "mine β 0.2", "other β 0.1"])
  }

  @Test func `configs of too many settings are told apart by the beginning of their hash`() throws {
    let long = String(repeating: "n", count: 60)
    let configs = try (0..<4).map { place in
      try config(
        FakeRun(name: "\(long)/x=1", beta: 0.1 + Double(place % 2) / 10, steps: 5 + place / 2).text)
    }
    let labels = ReportLabels.labels(configs)
    #expect(Set(labels).count == 4 && labels.allSatisfy { $0.count <= 60 }, "\(labels)")
  }

  @Test func `a colour is one config's in every chart, and legends are in the order of rank`()
    throws
  {
    let content = ReportContent(try runs(grid))
    let drawn = content.drawn.map(\.label)
    #expect(drawn == content.ranked.map(\.label).filter(drawn.contains))
    var colours: [String: Set<String>] = [:]
    for chart in content.charts("Learning curves") + content.charts("LFP against surrogate") {
      let lines = chart.marks.compactMap { $0 as? LineMark }
      #expect(lines.map(\.label) == drawn.filter(lines.map(\.label).contains), "\(chart.id)")
      for line in lines { colours[line.label, default: []].insert(line.style.cssClass) }
    }
    #expect(colours.count == drawn.count && colours.values.allSatisfy { $0.count == 1 })
    #expect(Set(colours.values.joined()).count == drawn.count)
    // Layers have shades of their config's colour; what is no config has none.
    for (place, group) in content.examples.enumerated() {
      let chart = try #require(
        content.charts("Firing rates").first { $0.id == "firing-\(place + 1)" })
      let classes = chart.marks.compactMap { ($0 as? LineMark)?.style.cssClass }
      #expect(classes == ["t0", "t4"].map { "\(group.style.cssClass) \($0)" })
    }
    for chart in content.charts("Settings") {
      #expect(chart.marks.allSatisfy { ($0 as? PointMark)?.style.cssClass == "sg" })
    }
  }

  @Test func `accuracy over epochs is drawn once`() throws {
    let content = ReportContent(try runs(grid))
    let charts = content.charts("Learning curves") + content.charts("LFP against surrogate")
    let shown = charts.map { "\($0.x.title), \($0.y.title)" }
    #expect(shown.count > 5 && Set(shown).count == shown.count, "\(shown)")
  }
}

extension ReportContent {
  /// The charts of a section.
  fileprivate func charts(_ title: String) -> [Chart] {
    sections(with: nil).filter { $0.title == title }.flatMap(\.blocks).flatMap { block -> [Chart] in
      switch block {
      case .charts(let charts), .row(let charts): charts
      default: []
      }
    }
  }
}

import Testing

@testable import SpikeReports

@Suite("Charts")
struct ChartTests {
  private func line(_ values: [Double], label: String = "a") -> LineMark {
    LineMark(
      label: label, style: SeriesStyle(index: 0),
      points: values.enumerated().map { .init(x: Double($0), y: $1) })
  }

  private func chart(_ marks: [any Mark], title: String = "Loss over epochs") -> Chart {
    Chart(
      id: "c", title: title, x: Axis(label: "epoch"), y: Axis(label: "loss", unit: "nats"),
      marks: marks)
  }

  @Test("what a user wrote is text, wherever it stands")
  func escaping() {
    let hostile = "<script>alert('1')</script>\" onload=\"x&\u{202e}\u{0}"
    let html = chart([line([1, 2], label: hostile)], title: hostile).figure().html
    #expect(!html.contains("<script"))
    #expect(!html.contains("\" onload"))
    #expect(!html.unicodeScalars.contains("\u{202e}") && !html.unicodeScalars.contains("\u{0}"))
    #expect(
      html.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot; onload=&quot;x&amp;"))
  }

  @Test("a chart says what it shows, with axes and units, and has its numbers")
  func parts() {
    let html = chart([line([1, 2])]).figure().html
    for part in [
      "<figcaption>Loss over epochs</figcaption>", "role=\"img\"",
      "aria-label=\"Loss over epochs. ",
      "<title>Loss over epochs</title>",
      "<desc>loss (nats) against epoch. a: from 1 at 0 to 2 at 1",
      ">loss (nats)</text>", ">epoch</text>", "<details><summary>Numbers</summary>",
      "<td class=\"n\">2</td>",
    ] {
      #expect(html.contains(part), "\(part)")
    }
  }

  @Test("NaN and infinity leave gaps in a line")
  func gaps() throws {
    let mark = line([1, 2, .nan, 3, 4, .infinity, 5])
    let picture = try #require(chart([mark]).picture()).html
    let path = try #require(picture.firstMatch(of: /class="l s0" d="([^"]*)"/)).1
    #expect(path.count { $0 == "M" } == 3)
    #expect(path.count { $0 == "L" } == 2)
    #expect(!picture.contains("nan") && !picture.contains("inf"))
    #expect(picture.matches(of: /<circle class="m s0"/).count == 5)
  }

  @Test("a band that goes below what a logarithmic scale shows ends at its lower edge")
  func logarithmicBand() throws {
    var mark = line([1, 2, 3])
    for (place, spread) in [0.5, 2.5, 0.5].enumerated() { mark.points[place].spread = spread }
    let chart = Chart(
      id: "x", title: "Loss", x: .epoch,
      y: Axis(label: "loss", unit: "", including: [], isLogarithmic: true), lines: [mark])
    let picture = try #require(chart.picture()).html
    #expect(picture.matches(of: /class="band s0"/).count == 1)
    #expect(!picture.contains("whisker s0"))
  }

  @Test("a band is drawn where there is a spread")
  func band() throws {
    var mark = line([1, 2, 3, 4])
    mark.points[0].spread = 0.5
    mark.points[1].spread = 0.25
    let picture = try #require(chart([mark]).picture()).html
    #expect(picture.matches(of: /class="band s0"/).count == 1)
    let table = try #require(chart([mark]).table)
    #expect(table.header == ["series", "epoch", "loss (nats)", "± sample std"])
    #expect(table.csvLines[1] == ["a", "0", "1", "0.5"])
    var numbers = DataTable(["a", "b", "c", "d"])
    numbers.add([
      .number(0.9796 * 100), .number(1 / 3), .number(9_007_199_254_740_991),
      .number(.leastNonzeroMagnitude),
    ])
    #expect(
      numbers.csvLines[1] == ["97.96", "0.333333333333", "9007199254740991", "5e-324"])
    #expect(table.csvLines[3] == ["a", "2", "3", ""])
  }

  @Test("a band of counts ends at 0, one of numbers with a sign goes on")
  func floor() throws {
    var mark = line([1, 2, 3])
    for index in mark.points.indices { mark.points[index].spread = 1.5 }
    func picture(_ mark: LineMark, _ including: [Double]) throws -> String {
      let axis = Axis(label: "changes", unit: "", including: including)
      return try #require(
        Chart(id: "c", title: "t", x: .epoch, y: axis, lines: [mark]).picture()
      ).html
    }
    // Labels of negative numbers stand at the axis only if it has any.
    #expect(try !picture(mark, [0]).contains(">-"))
    #expect(try picture(mark, []).contains(">-"))
    mark.points[0].y = -1
    #expect(try picture(mark, [0]).contains(">-"))
  }

  @Test("a point that stands alone has a whisker for its spread")
  func whisker() throws {
    var mark = line([1, .nan, 3, 4])
    for index in mark.points.indices { mark.points[index].spread = 0.5 }
    let picture = try #require(chart([mark]).picture()).html
    #expect(picture.matches(of: /class="whisker s0"/).count == 1)
    #expect(picture.matches(of: /class="band s0"/).count == 1)
    mark.points[0].spread = 0
    #expect(try #require(chart([mark]).picture()).html.contains("class=\"whisker") == false)
  }

  @Test("without values a sentence takes the chart's place")
  func empty() {
    let marks: [[any Mark]] = [
      [], [line([])], [line([.nan])],
      [BarMark(label: "b", style: SeriesStyle(index: 0), values: [.nan])],
      [HeatMapMark(values: [[.nan]], quantity: "q", rows: ["r"], columns: ["c"])],
      [RasterMark(rows: [], steps: 5)],
    ]
    for marks in marks {
      var chart = self.chart(marks)
      if let map = marks.first as? HeatMapMark { chart.x = map.xAxis("x") }
      #expect(chart.picture() == nil || marks.first is BarMark)
      #expect(chart.figure().html.contains("Nothing to draw") || marks.first is BarMark)
    }
  }

  @Test("the cells of a heat map have the shade of their number")
  func heatMap() throws {
    let map = HeatMapMark(
      values: [[0, 1], [0.5, .nan]], counts: [[3, 3], [2, 0]], quantity: "accuracy",
      rows: ["0.3", "0.9"], columns: ["5", "15"])
    #expect(map.shade(of: 0) == 0 && map.shade(of: 1) == 9 && map.shade(of: 0.5) == 5)
    #expect(map.shade(of: .nan) == nil)
    let chart = Chart(
      id: "m", title: "t", x: map.xAxis("T"), y: map.yAxis("β"), marks: [map])
    let picture = try #require(chart.picture()).html
    #expect(picture.matches(of: /class="h h[059]"/).count == 3)
    #expect(picture.matches(of: /class="cell c/).count == 3)
    let lines = try #require(chart.table).csvLines
    #expect(lines[0] == ["β", "T", "accuracy", "n"])
    #expect(lines[4] == ["0.9", "15", "", "0"])
  }

  @Test("a heat map's legend shows every shade and the numbers at both ends")
  func shades() throws {
    func legend(_ values: [Double], isLogarithmic: Bool = false) throws -> (String, String) {
      let map = HeatMapMark(
        values: [values], quantity: "accuracy (%)", rows: ["r"], columns: values.map { "\($0)" },
        isLogarithmic: isLogarithmic)
      let legend = try #require(map.legend)
      return (legend.label, legend.swatch.html)
    }
    let (label, swatch) = try legend([10, .nan, 97.5])
    #expect(label == "accuracy (%): 10 to 97.5")
    for shade in 0..<10 { #expect(swatch.contains("class=\"h\(shade)\"")) }
    #expect(try legend([1, 2], isLogarithmic: true).0.hasSuffix(", log scale"))
    let (single, shade) = try legend([3, 3])
    #expect(single == "accuracy (%): 3")
    #expect(shade.matches(of: /class="h\d"/).count == 1 && shade.contains("class=\"h5\""))
    #expect(HeatMapMark(values: [[.nan]], quantity: "q", rows: ["r"], columns: ["c"]).legend == nil)
  }

  @Test("of a long line evenly chosen points are drawn, the first and the last among them")
  func thinning() throws {
    let long = chart([line((0..<1000).map(Double.init)), line([1, 2])]).thinned(to: 300)
    let drawn = try #require(long.marks[0] as? LineMark).points.map(\.x)
    #expect(drawn == stride(from: 0, to: 1000, by: 4).map(Double.init) + [999])
    #expect((long.marks[1] as? LineMark)?.points.count == 2)
    #expect(long.note == "Drawn is one of 4 points, and the last.")
    #expect(chart([line([1, 2, 3])]).thinned(to: 3).note.isEmpty)
  }

  @Test("rows of a map are labelled from the top")
  func rows() throws {
    let map = HeatMapMark(values: [[1], [2]], quantity: "q", rows: ["top", "low"], columns: ["c"])
    let chart = Chart(id: "m", title: "t", x: map.xAxis("x"), y: map.yAxis("y"), marks: [map])
    let picture = try #require(chart.picture()).html
    func height(_ label: String) -> Double? {
      picture.firstMatch(of: try! Regex("y=\"([0-9.]+)\" text-anchor=\"end\">\(label)<"))
        .flatMap { $0.output[1].substring }.flatMap { Double($0) }
    }
    #expect(try #require(height("top")) < (try #require(height("low"))))
  }

  @Test("a raster has a dash for each spike, also when nothing spiked")
  func raster() throws {
    let mark = RasterMark(
      rows: [.init(neuron: 0, steps: [1, 4]), .init(neuron: 1, steps: [])], steps: 5)
    let chart = Chart(id: "r", title: "t", x: mark.xAxis, y: mark.yAxis, marks: [mark])
    let path = try #require(
      chart.picture()?.html.firstMatch(of: /class="spike" d="([^"]*)"/)
    ).1
    #expect(path.count { $0 == "M" } == 2)
    let silent = RasterMark(rows: [.init(neuron: 0, steps: [])], steps: 5)
    let quiet = Chart(id: "r", title: "t", x: silent.xAxis, y: silent.yAxis, marks: [silent])
    #expect(try #require(quiet.picture()).html.contains("0 spikes of 1 neurons in 5 steps"))
    #expect(quiet.figure().html.contains("<summary>Numbers</summary><p>None.</p>"))
  }

  @Test("series differ in more than their colour")
  func styles() {
    let styles = (0..<21).map { SeriesStyle(index: $0) }
    let looks = styles.map { "\($0.cssClass) \($0.dashes ?? "solid")" }
    #expect(Set(looks).count == looks.count)
    // In grey: the dash patterns of one chart's series.
    #expect(Set(styles.prefix(ReportDetail().series).map { $0.dashes ?? "" }).count == 5)
  }

  @Test("tables of several marks stand below each other, columns matched by name")
  func tables() {
    var first = DataTable(["series", "x"])
    first.add([.text("a"), .number(1)])
    var second = DataTable(["series", "n", "x"])
    second.add([.text("b"), .number(3), .number(.nan)])
    first.append(second)
    #expect(first.csvLines == [["series", "x", "n"], ["a", "1", ""], ["b", "", "3"]])
  }

  @Test("a long table is cut in the report")
  func longTable() {
    var table = DataTable(["x"])
    for value in 0..<500 { table.add([.number(Double(value))]) }
    let html = table.markup(limit: 400).html
    #expect(html.matches(of: /<tr>/).count == 401)
    #expect(html.contains("The first 400 of 500 rows"))
  }

  @Test("a cell of a map has its spread below its mean, where there is one and room")
  func cellSpreads() throws {
    let mark = HeatMapMark(
      values: [[97.5, 96]], spreads: [[0.25, nil]], counts: [[3, 1]], quantity: "accuracy",
      rows: ["0.9"], columns: ["5", "15"], places: 2)
    func texts(height: Double) throws -> [String] {
      let chart = Chart(
        id: "c", title: "t", x: mark.xAxis("T"), y: mark.yAxis("β"), marks: [mark],
        plotHeight: height)
      return try #require(chart.picture()).html.matches(of: /class="cell[^>]*>([^<]*)</).map {
        String($0.1)
      }
    }
    #expect(try texts(height: 60) == ["97.50", "± 0.25", "96.00"])
    #expect(try texts(height: 20) == ["97.50", "96.00"])
    let table = try #require(mark.table(x: mark.xAxis("T"), y: mark.yAxis("β")))
    #expect(
      table.csvLines == [
        ["β", "T", "accuracy", "± sample std", "n"], ["0.9", "5", "97.5", "0.25", "3"],
        ["0.9", "15", "96", "", "1"],
      ])
  }

  @Test("an image of three channels is drawn in its colours, side by side of one as one")
  func colours() throws {
    // Two rows of three: red red green, white black blue.
    let tile = TilesMark.Tile(
      image: [255, 255, 0, 255, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0, 255, 0, 255], channels: 3,
      rows: 2, columns: 3)
    let mark = TilesMark(tiles: [tile], perRow: 3)
    let picture = try #require(chart([mark]).picture()).html
    let fills = picture.matches(of: /d="([^"]*)" stroke="rgb\(([0-9,]*)\)"/)
    #expect(
      fills.map { String($0.2) } == ["0,0,0", "0,0,255", "0,255,0", "255,0,0", "255,255,255"])
    #expect(fills.allSatisfy { $0.1.count { $0 == "M" } == 1 })
    let table = try #require(mark.table(x: Axis(label: ""), y: Axis(label: "")))
    #expect(table.rows.count == 6)
    #expect(table.rows[2] == [.text("image"), .text("1"), .text("1"), .text("0 0 1")])
    #expect(mark.legend == nil)
  }

  @Test("values of both signs have a colour each, and a shade by their own largest magnitude")
  func signs() throws {
    func tile(_ values: [Float]) -> TilesMark.Tile {
      TilesMark.Tile(label: "", values: values, rows: 1, columns: 3, isSigned: true)
    }
    func shades(_ mark: TilesMark) throws -> [String] {
      try #require(chart([mark]).picture()).html.matches(
        of: /class="(plus|minus)" d="[^"]*" opacity="([0-9.]*)"/
      ).map { "\($0.1) \($0.2)" }
    }
    let tiles = [tile([4, -2, 0]), tile([0, -8, 2])]
    #expect(
      try shades(TilesMark(tiles: tiles, perRow: 2)) == [
        "plus 1", "minus 0.5", "plus 0.25", "minus 1",
      ])
    #expect(
      try shades(TilesMark(tiles: tiles, perRow: 2, sharesScale: true)) == [
        "plus 0.5", "minus 0.25", "plus 0.25", "minus 1",
      ])
    // Channels count together, and what is no number is nothing.
    let sums = TilesMark.Tile(
      label: "", values: [1, .nan, 3, -2], channels: 2, rows: 1, columns: 2, isSigned: true)
    #expect(try shades(TilesMark(tiles: [sums], perRow: 1)) == ["plus 1"])
  }
}

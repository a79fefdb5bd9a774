import Testing

@testable import SpikeReports

@Suite("Scales and axes")
struct ScaleTests {
  @Test("a linear scale ends at round numbers and labels round numbers")
  func linear() throws {
    let scale = try #require(Scale(.linear, showing: [0.3, 9.2]))
    #expect(scale.low == 0 && scale.high == 10)
    #expect(scale.ticks(about: 5) == [0, 2, 4, 6, 8, 10])
    #expect(scale.position(0) == 0)
    #expect(scale.position(5) == 0.5)
    #expect(scale.position(10) == 1)
  }

  @Test("ticks are multiples, not sums of rounding errors")
  func ticks() throws {
    let scale = try #require(Scale(.linear, showing: [0, 0.5]))
    #expect(scale.ticks(about: 5).map(NumberText.tick) == ["0", "0.1", "0.2", "0.3", "0.4", "0.5"])
  }

  @Test("ticks lie inside the scale, in order, and not too many", arguments: 0..<40)
  func bounds(_ seed: Int) throws {
    // From 1e-9 to 1e10, narrow and wide, of both signs.
    var low = 1e-9
    for _ in 0..<seed / 2 { low *= 10 }
    let values = seed % 2 == 0 ? [low, low * 1.3] : [-low, low * 30]
    let scale = try #require(Scale(.linear, showing: values))
    let ticks = scale.ticks(about: 5)
    #expect((2...12).contains(ticks.count), "\(values): \(ticks)")
    #expect(ticks == ticks.sorted())
    for tick in ticks {
      let place = try #require(scale.position(tick))
      #expect(place > -1e-6 && place < 1 + 1e-6, "\(values): \(tick)")
    }
    for value in values {
      let place = try #require(scale.position(value))
      #expect((0...1).contains(place), "\(value)")
    }
  }

  @Test("a logarithmic scale labels powers of ten and has no place for what is not positive")
  func logarithmic() throws {
    let scale = try #require(Scale(.logarithmic, showing: [0, -1, 12, 45_000]))
    #expect(scale.ticks(about: 6) == [10, 100, 1000, 10_000])
    #expect(scale.position(0) == nil)
    #expect(scale.position(-3) == nil)
    let places = [100.0, 1000, 10_000].compactMap(scale.position)
    try #require(places.count == 3)
    #expect(abs(places[1] - (places[0] + places[2]) / 2) < 1e-12)
  }

  @Test("within a decade a logarithmic scale labels 1, 2 and 5")
  func decade() throws {
    let scale = try #require(Scale(.logarithmic, showing: [1.5, 9]))
    #expect(scale.ticks(about: 6) == [2, 5])
  }

  @Test("one value stands in the middle")
  func single() throws {
    for kind in [Scale.Kind.linear, .logarithmic] {
      let scale = try #require(Scale(kind, showing: [7, 7]))
      let place = try #require(scale.position(7))
      #expect(abs(place - 0.5) < 1e-9)
    }
    #expect(try #require(Scale(.linear, showing: [0])).position(0) == 0.5)
  }

  @Test("no value that has a place, no scale")
  func none() {
    #expect(Scale(.linear, showing: []) == nil)
    #expect(Scale(.linear, showing: [.nan, .infinity]) == nil)
    #expect(Scale(.logarithmic, showing: [0, -2]) == nil)
    #expect(
      Scale(.linear, showing: [-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude]) == nil)
  }

  @Test("axes of whole numbers label whole numbers")
  func whole() throws {
    let axis = Axis(label: "epoch", isWhole: true)
    let scale = try #require(axis.scale(showing: [1, 3]))
    #expect(axis.ticks(of: scale, about: 6).map(\.text) == ["1", "2", "3"])
  }

  @Test("of many categories some are labelled")
  func categories() throws {
    let axis = Axis(label: "class", categories: (0..<40).map { "class \($0)" })
    let scale = try #require(axis.scale(showing: []))
    let ticks = axis.ticks(of: scale, about: 8)
    #expect(ticks.map(\.text) == [0, 5, 10, 15, 20, 25, 30, 35].map { "class \($0)" })
  }

  @Test(
    "numbers are written as people do",
    arguments: [
      (0.0, "0"), (1, "1"), (0.1 + 0.2, "0.3"), (98.24, "98.24"), (12_500, "12.5 k"), (2e6, "2 M"),
      (-3.5e9, "-3.5 G"), (0.000_012, "1.2e-5"), (.nan, "–"), (.infinity, "–"),
    ])
  func tick(_ value: Double, _ text: String) {
    #expect(NumberText.tick(value) == text)
  }

  @Test(
    "large numbers in tables stand in groups of three",
    arguments: [
      (1_234_567.0, "1\u{202f}234\u{202f}567"), (-20_000, "-20\u{202f}000"), (9999, "9999"),
      (0.5, "0.5"), (1e20, "1e20"),
    ])
  func grouped(_ value: Double, _ text: String) {
    #expect(NumberText.grouped(value) == text)
  }
}

import SpikeFiles

/// Small pictures side by side, each with a name above it: images in grey or colour, or values of both signs,
/// such as weights and what inputs received.
struct TilesMark: Mark {
  /// A picture.
  struct Tile: Hashable, Sendable {
    /// What stands above it; empty for nothing.
    var label: String
    /// What tables call it; empty for its label.
    var name = ""
    /// [channels][rows][columns]. Of an image from 0 to 1, else by their own largest magnitude.
    var values: [Float]
    var channels = 1
    var rows: Int
    var columns: Int
    /// Whether values have both signs, so that colour tells which and shade how large.
    var isSigned: Bool
  }

  var tiles: [Tile]
  /// Tiles side by side, at most.
  var perRow: Int
  /// Whether all signed tiles share one scale, the largest magnitude of them all.
  var sharesScale = false

  /// Shades of a sign.
  private static let shades = 8

  var xValues: [Double] { tiles.isEmpty ? [] : [0, 1] }
  var yValues: [Double] { tiles.isEmpty ? [] : [0, 1] }

  /// Room above a tile for its name.
  private var headroom: Double { tiles.contains { !$0.label.isEmpty } ? 15 : 0 }
  private var columns: Int { max(1, min(perRow, tiles.count)) }
  private static let gap = 6.0

  /// Width of a tile in a picture of a given width.
  private func side(_ width: Double) -> Double {
    min(188, (width - Self.gap * Double(columns - 1)) / Double(columns))
  }

  /// How high a plot of such a width must be.
  func height(width: Double) -> Double {
    let rows = (tiles.count + columns - 1) / max(1, columns)
    return Double(rows) * (headroom + tileHeight(width) + Self.gap)
  }

  private func tileHeight(_ width: Double) -> Double {
    tiles.map { side(width) * Double($0.rows) / Double(max(1, $0.columns)) }.max() ?? 0
  }

  func draw(in frame: Frame) -> [Markup] {
    let (side, down) = (side(frame.width), tileHeight(frame.width) + headroom + Self.gap)
    let shared = tiles.filter(\.isSigned).map(\.largest).max() ?? 0
    return tiles.enumerated().flatMap { index, tile -> [Markup] in
      let x = frame.left + Double(index % columns) * (side + Self.gap)
      let y = frame.top + Double(index / columns) * down
      let name = Markup.tag(
        "text",
        [
          "class": "tick", "x": NumberText.length(x), "y": NumberText.length(y + 11),
        ], tile.label)
      return (tile.label.isEmpty ? [] : [name])
        + Self.draw(
          tile, x, y + headroom, side, by: sharesScale && tile.isSigned ? shared : nil)
    }
  }

  private static func draw(
    _ tile: Tile, _ x: Double, _ y: Double, _ side: Double, by scale: Float?
  ) -> [Markup] {
    let cell = side / Double(max(1, tile.columns))
    var paths: [Shade: String] = [:]
    let largest = scale ?? tile.largest
    for row in 0..<tile.rows {
      var column = 0
      while column < tile.columns {
        let shade = tile.shade(row, column, largest)
        let start = column
        while column < tile.columns, tile.shade(row, column, largest) == shade { column += 1 }
        guard shade != .nothing else { continue }
        // A dash a pixel high: half as long as a box, and pictures are most of a report.
        paths[shade, default: ""] += "M\(start) \(row).5h\(column - start)"
      }
    }
    let paper = Markup.tag(
      "rect",
      [
        "class": "paper", "x": NumberText.length(x), "y": NumberText.length(y),
        "width": NumberText.length(side),
        "height": NumberText.length(cell * Double(tile.rows)),
      ])
    let place = "translate(\(PathText.pair(x, y))) scale(\(NumberText.length(cell)))"
    return [
      paper,
      .tag(
        "g", ["class": "tile", "transform": place],
        paths.sorted { $0.key.order < $1.key.order }.map { $0.key.markup($0.value) }),
    ]
  }

  /// How a pixel is painted.
  fileprivate enum Shade: Hashable {
    case nothing
    case ink(Int)
    case plus(Int)
    case minus(Int)
    case colour(red: Int, green: Int, blue: Int)

    var order: Int {
      switch self {
      case .nothing: 0
      case .ink(let shade): shade
      case .plus(let shade): 100 + shade
      case .minus(let shade): 200 + shade
      case .colour(let red, let green, let blue): 300 + (red * 256 + green) * 256 + blue
      }
    }

    func markup(_ path: String) -> Markup {
      func shaded(_ name: String, _ shade: Int) -> Markup {
        .tag(
          "path",
          [
            "class": name, "d": path,
            "opacity": NumberText.length(Double(shade) / Double(TilesMark.shades)),
          ])
      }
      switch self {
      case .nothing: return .tag("path", [:])
      case .ink(let shade): return shaded("ink", shade)
      case .plus(let shade): return shaded("plus", shade)
      case .minus(let shade): return shaded("minus", shade)
      case .colour(let red, let green, let blue):
        return .tag(
          "path",
          [
            "d": path, "stroke": "rgb(\(red),\(green),\(blue))",
          ])
      }
    }
  }

  fileprivate static func level(_ value: Float, _ largest: Float) -> Int {
    guard value.isFinite, largest > 0 else { return 0 }
    return min(shades, max(0, Int((value / largest * Float(shades)).rounded())))
  }

  var legend: Legend? {
    guard tiles.contains(where: \.isSigned) else { return nil }
    let boxes = [("minus", 0.0), ("plus", 16)].map { name, x in
      Markup.tag(
        "rect",
        [
          "class": name == "plus" ? "plus" : "minus", "x": NumberText.length(x), "y": "1",
          "width": "13", "height": "12",
        ])
    }
    return Legend(
      label: sharesScale
        ? "below and above 0, by the largest magnitude of all"
        : "below and above 0, each picture by its own largest magnitude",
      swatch: .tag(
        "svg", ["class": "swatch", "viewBox": "0 0 30 14", "aria-hidden": "true"], boxes))
  }

  func table(x: Axis, y: Axis) -> DataTable? {
    guard tiles.count <= Self.mostInFull else { return summaries }
    var table = DataTable(["picture", "channel", "row", "values"])
    for (index, tile) in tiles.enumerated() {
      for channel in 0..<tile.channels {
        for row in 0..<tile.rows {
          let start = (channel * tile.rows + row) * tile.columns
          table.add([
            .text(tile.name(index)), .text("\(channel)"),
            .text("\(row + 1)"),
            .text(
              tile.values[start..<start + tile.columns].map {
                NumberText.significant(Double($0), digits: 3)
              }.joined(separator: " ")),
          ])
        }
      }
    }
    return table
  }

  /// Pictures whose pixels stand in the table one by one, at most.
  private static let mostInFull = 6

  /// A line for each picture.
  private var summaries: DataTable {
    var table = DataTable(["picture", "sum", "smallest", "largest"])
    for (index, tile) in tiles.enumerated() {
      table.add([
        .text(tile.name(index)),
        .number(tile.values.reduce(0) { $0 + Double($1) }),
        .number(Double(tile.values.min() ?? 0)), .number(Double(tile.values.max() ?? 0)),
      ])
    }
    return table
  }

  var summary: String {
    let names = tiles.map(\.label).filter { !$0.isEmpty }.prefix(12).joined(separator: ", ")
    let size = tiles.first.map { " of \($0.columns) × \($0.rows) pixels" } ?? ""
    let isColoured = tiles.contains { $0.channels == 3 && !$0.isSigned }
    return counted(tiles.count, "picture") + size + (isColoured ? " in colour" : "")
      + (names.isEmpty ? "" : ": \(names)")
  }
}

extension TilesMark.Tile {
  /// What the n-th tile is called in tables.
  fileprivate func name(_ index: Int) -> String {
    [name, label].first { !$0.isEmpty } ?? "\(index)"
  }

  /// The largest magnitude of a pixel.
  fileprivate var largest: Float {
    guard isSigned else { return 1 }
    let plane = rows * columns
    return (0..<plane).reduce(Float(0)) { max($0, abs(sum($1))) }
  }

  /// The sum over channels at a place.
  private func sum(_ place: Int) -> Float {
    let plane = rows * columns
    return (0..<channels).reduce(Float(0)) { $0 + values[$1 * plane + place] }
  }

  fileprivate func shade(_ row: Int, _ column: Int, _ largest: Float) -> TilesMark.Shade {
    let (plane, place) = (rows * columns, row * columns + column)
    if isSigned {
      let value = sum(place)
      let level = TilesMark.level(abs(value), largest)
      return level == 0 ? .nothing : value > 0 ? .plus(level) : .minus(level)
    }
    guard channels == 3 else {
      let level = TilesMark.level(sum(place) / Float(channels), 1)
      return level == 0 ? .nothing : .ink(level)
    }
    let parts = (0..<3).map { TilesMark.level(values[$0 * plane + place], 1) * 255 / 8 }
    return .colour(red: parts[0], green: parts[1], blue: parts[2])
  }
}

/// How a series of a chart looks: a colour of Okabe and Ito's palette, a dash pattern and a
/// marker, so that it can be told apart in grey and by colour-blind readers.
///
/// In a report a colour belongs to a config. Parts of a config, such as its layers, have shades of its
/// colour; what is no config is grey.
package struct SeriesStyle: Hashable, Sendable {
  /// Number of the dash pattern and the marker, from 0.
  private var index: Int
  /// Number of the colour, from 0; nil for grey.
  private var colour: Int?
  /// How far from the text's colour (0) to the background's (4) the colour is moved; nil for not.
  private var shade: Int?

  /// The style of the n-th series, from 0.
  package init(index: Int) { (self.index, colour) = (index, index) }

  /// The n-th series of what has no colour of its own, from 0.
  static func grey(_ index: Int) -> SeriesStyle {
    var style = SeriesStyle(index: index)
    style.colour = nil
    return style
  }

  /// One of several parts of what has this style, the first the darkest.
  package func part(_ number: Int, of count: Int) -> SeriesStyle {
    var style = self
    style.index = number
    if count > 1 { style.shade = 4 * number / (count - 1) }
    return style
  }

  /// Colours there are.
  static let colours = 7

  /// Its class in the style sheet, which has the colours of light and dark.
  var cssClass: String {
    let name = colour.map { "s\($0 % Self.colours)" } ?? "sg"
    return shade.map { "\(name) t\($0)" } ?? name
  }

  /// Its dash pattern; nil for a solid line.
  var dashes: String? {
    let patterns = [nil, "7 3", "2 2.5", "9 3 2 3", "12 3", "5 2 1.5 2 1.5 2", "1 3"]
    return patterns[(index + index / Self.colours) % patterns.count]
  }

  /// Its marker around a point, `radius` wide to each side.
  func marker(_ x: Double, _ y: Double, radius r: Double = 3.2) -> Markup {
    var path = PathText()
    switch index % 6 {
    case 0:
      return .tag(
        "circle",
        [
          "class": "m \(cssClass)", "cx": NumberText.length(x), "cy": NumberText.length(y),
          "r": NumberText.length(r),
        ])
    case 1: path.box(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8)
    case 2: polygon([(0, -1.2), (1.1, 0.8), (-1.1, 0.8)], at: (x, y), r, &path)
    case 3: polygon([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)], at: (x, y), r, &path)
    case 4: polygon([(0, 1.2), (1.1, -0.8), (-1.1, -0.8)], at: (x, y), r, &path)
    default:
      polygon(
        [
          (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4), (0.4, 1.2),
          (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4),
        ], at: (x, y), r, &path)
    }
    return .tag("path", ["class": "m \(cssClass)", "d": path.text])
  }

  private func polygon(
    _ corners: [(Double, Double)], at centre: (x: Double, y: Double), _ radius: Double,
    _ path: inout PathText
  ) {
    for (place, corner) in corners.enumerated() {
      let (x, y) = (centre.x + corner.0 * radius, centre.y + corner.1 * radius)
      if place == 0 { path.move(x, y) } else { path.line(x, y) }
    }
    path.close()
  }

  /// A short piece of the series for a legend.
  func swatch(isLine: Bool, hasMarker: Bool) -> Markup {
    var parts: [Markup] = []
    if isLine {
      parts.append(
        .tag("path", ["class": "l \(cssClass)", "d": "M0 7L30 7", "stroke-dasharray": dashes]))
    }
    if hasMarker { parts.append(marker(15, 7)) }
    return .tag(
      "svg", ["class": "swatch", "viewBox": "0 0 30 14", "aria-hidden": "true"], parts)
  }
}

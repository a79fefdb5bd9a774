extension Chart {
  /// The chart with lines of a single point side by side, where there is nothing but these: after one
  /// epoch all would stand on top of each other.
  var spreadingSinglePoints: Chart {
    let lines = marks.compactMap { $0 as? LineMark }
    guard lines.count == marks.count, lines.allSatisfy({ $0.points.count <= 1 }) else {
      return self
    }
    var chart = self
    chart.marks = lines.enumerated().map { place, line in
      var line = line
      line.shift = (Double(place) - Double(lines.count - 1) / 2) * 24
      return line
    }
    return chart
  }
}

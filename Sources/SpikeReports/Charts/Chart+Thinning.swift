extension Chart {
  /// The chart with at most so many points of each line, and the last: of more, evenly chosen ones.
  func thinned(to most: Int) -> Chart {
    let longest = marks.compactMap { ($0 as? LineMark)?.points.count }.max() ?? 0
    guard longest > most else { return self }
    let stride = (longest + most - 1) / most
    var chart = self
    chart.marks = marks.map { mark in
      guard var line = mark as? LineMark else { return mark }
      let last = line.points.count - 1
      line.points = line.points.indices.filter { $0 % stride == 0 || $0 == last }.map {
        line.points[$0]
      }
      return line
    }
    let words = "Drawn is one of \(stride) points, and the last."
    chart.note = note.isEmpty ? words : "\(note) \(words)"
    return chart
  }
}

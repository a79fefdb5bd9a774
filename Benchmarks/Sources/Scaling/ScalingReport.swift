import SpikeFiles

/// The points of a measurement and the lines through them, as tables.
struct ScalingReport {
  let points: [ScalingPoint]
  /// For each network and task a line for every T and one for all.
  let lines: [ScalingLine]

  init(_ points: [ScalingPoint]) {
    self.points = points
    var groups: [[ScalingPoint]] = []
    for point in points {
      if let place = groups.firstIndex(where: {
        $0[0].network == point.network && $0[0].task == point.task
      }) {
        groups[place].append(point)
      } else {
        groups.append([point])
      }
    }
    lines = groups.flatMap { group in
      let steps = Set(group.map(\.steps)).sorted()
      return (steps.map { $0 as Int? } + (steps.count > 1 ? [nil] : []))
        .compactMap { ScalingLine(group, steps: $0) }
    }
  }

  var text: String {
    var table = Table([
      "network, task", "T", "firing", "spikes/batch", "operations/batch", "ms/batch",
    ])
    for point in points {
      table.add([
        "\(point.network.title) \(point.task)", "\(point.steps)", percent(point.rate),
        short(point.spikes), short(point.operations), fixed(point.milliseconds, places: 2),
      ])
    }
    var fits = Table(["ms = a + b · spikes", "T", "a, ms", "b, ns/spike", "R²"])
    for line in lines {
      fits.add([
        "\(line.network.title) \(line.task)", line.steps.map { "\($0)" } ?? "all",
        fixed(line.fit.intercept, places: 2), fixed(line.nanosecondsPerSpike, places: 2),
        fixed(line.fit.explained, places: 4),
      ])
    }
    return table.text + "\n\n" + fits.text
  }
}

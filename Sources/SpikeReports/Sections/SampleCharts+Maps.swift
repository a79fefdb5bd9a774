import SpikeFiles
import SpikeRuns
import SpikeSim

/// Which pixels earned an answer.
extension SampleCharts {
  /// What stands below maps.
  static func note(on names: (reward: String, gradient: String), isSpiking: Bool) -> String {
    "What each pixel received of the \(names.reward) for "
      + (isSpiking ? "each spike" : "the logit")
      + " of the class, and the \(names.gradient), by the pixel."
  }

  /// A sample with what its pixels received for the answer, and for its label where that is another; nil of
  /// samples that are no images.
  static func image(
    of insight: ReportInsights.Insight, _ sample: Int, _ id: String
  ) -> Chart? {
    guard let images = insight.samples.images else { return nil }
    let label = Int(images.labels[sample])
    let answer = insight.trace.output.mostActive(sample: sample)
    let spikes = insight.trace.output.spikeCount(sample: sample, neuron: answer)
    let verdict = answer == label ? "Correct" : "Wrong"
    let isSpiking = insight.trace.output.unit == .neurons
    var tiles = [
      TilesMark.Tile(
        image: Array(images.image(sample)), channels: images.channels, rows: images.rows,
        columns: images.columns)
    ]
    var note = ""
    if let maps = insight.maps, let found = maps.shown[sample] {
      tiles += TilesMark.Tile.pair(
        found.answer, of: found.label == nil ? "" : " of \(answer)", channels: maps.channels,
        rows: maps.rows, columns: maps.columns)
      if let other = found.label {
        // Below the image, the same of the class that would have been right.
        var again = tiles[0]
        again.label = "a \(label)"
        tiles += [again]
        tiles += TilesMark.Tile.pair(
          other, of: " of \(label)", channels: maps.channels, rows: maps.rows,
          columns: maps.columns)
      }
      note = " " + self.note(on: maps.names, isSpiking: isSpiking)
    }
    return Self.tiles(
      id: "image-\(id)", title: "Test image \(sample), a \(label)",
      note: (!isSpiking
        ? "\(verdict): \(answer)."
        : spikes == 0
          ? "\(verdict): \(answer). No output neuron spiked; the first counts as the answer."
          : "\(verdict): \(answer) (\(counted(spikes, "output spike"))).") + note,
      TilesMark(tiles: tiles, perRow: 3))
  }

  /// Means over test images of a class, of right answers and of wrong ones.
  static func means(_ maps: ReportInsights.Maps, id: String) -> [Chart] {
    let byClass = maps.byClass
    var charts: [Chart] = []
    for (name, parts, what) in [
      ("right", byClass.right, "right answers"), ("wrong", byClass.wrong, "wrong answers"),
    ] {
      let known = parts.indices.filter { parts[$0].count > 0 }
      guard !known.isEmpty else { continue }
      for (kind, values) in [
        ("reward", \RewardMaps.Map.reward), ("gradient", \RewardMaps.Map.gradient),
      ] {
        let tiles = known.map { c in
          TilesMark.Tile(
            label: "\(c), \(parts[c].count) ×", values: parts[c].map[keyPath: values],
            channels: maps.channels, rows: maps.rows, columns: maps.columns, isSigned: true)
        }
        let count = known.reduce(0) { $0 + parts[$1].count }
        charts.append(
          self.tiles(
            id: "maps-\(name)-\(kind)-\(id)",
            title: kind == "reward"
              ? "Which pixels earned \(what): mean by class"
              : "Gradient of the answer at \(what): mean by class",
            note:
              "Over \(count) \(what) among the first \(byClass.samples) test images, by the class they "
              + "are of; "
              + (kind == "reward" ? maps.names.reward : maps.names.gradient) + ".",
            TilesMark(tiles: tiles, perRow: 5)))
      }
    }
    return charts
  }
}

extension TilesMark.Tile {
  /// An image of bytes.
  init(
    _ label: String = "image", image pixels: [UInt8], channels: Int, rows: Int, columns: Int
  ) {
    self.init(
      label: label, values: pixels.map { Float($0) / 255 }, channels: channels, rows: rows,
      columns: columns, isSigned: false)
  }

  /// What pixels received of the reward, and as a gradient.
  static func pair(
    _ map: RewardMaps.Map, of what: String = "", channels: Int, rows: Int, columns: Int
  ) -> [TilesMark.Tile] {
    [("reward", map.reward), ("gradient", map.gradient)].map { name, values in
      TilesMark.Tile(
        label: name + what, values: values, channels: channels, rows: rows, columns: columns,
        isSigned: true)
    }
  }
}

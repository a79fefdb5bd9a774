import SpikeSim

extension ReportContent {
  /// Places for a spike in a raster, at most.
  private static let mostPlaces = 5000
  /// Steps in a raster or membrane trace, at most.
  private static let mostSteps = 200
  /// Layers whose rasters and membranes are drawn, at most.
  private static let mostDrawnLayers = 5

  /// Test images, the spikes they caused, and membranes of chosen neurons.
  func inside(_ insights: ReportInsights) -> ReportSection {
    var blocks: [ReportSection.Block] = [
      .text(
        "A few of the first test images, simulated again with the weights of the run's checkpoint. "
          + "Rasters have a dash for each spike, a row for each neuron. Images and neurons are counted "
          + "from 0.")
    ]
    let examples = examples
    if let note = selectionNote(examples) { blocks.append(note) }
    for (number, group) in examples.enumerated() {
      blocks.append(.heading(group.exampleLabel))
      do throws(ReportInsights.Absence) {
        let insight = try insights.look(
          into: group.example, images: min(detail.images, examples.count > 2 ? 2 : 3))
        blocks += Self.blocks(insight, number + 1, rasterRows: detail.rasterRows)
      } catch {
        blocks.append(
          .text(
            "Left out: \(error.sentence.hasSuffix(".") ? error.sentence : error.sentence + ".")"))
      }
    }
    return ReportSection(title: "Inside the network", blocks: blocks)
  }

  private static func blocks(
    _ insight: ReportInsights.Insight, _ number: Int, rasterRows: Int
  ) -> [ReportSection.Block] {
    let layers = insight.trace.populations.count
    // The first layers and the output.
    let drawn =
      layers <= mostDrawnLayers
      ? Array(0..<layers) : Array(0..<mostDrawnLayers - 1) + [layers - 1]
    var blocks: [ReportSection.Block] = []
    if drawn.count < layers {
      blocks.append(.text("Drawn are \(drawn.count) of \(layers) layers, the output among them."))
    }
    for (place, sample) in insight.shown.enumerated() {
      let id = "\(number)-\(sample)"
      var charts = image(insight, sample, id).map { [$0] } ?? []
      for layer in drawn { charts.append(raster(insight, sample, layer, id, rasterRows)) }
      if place == 0 {
        for layer in drawn { charts.append(membrane(insight, sample, layer, id)) }
      }
      blocks.append(.charts(charts))
    }
    return blocks
  }

  /// The picture of a sample, where it is an image.
  private static func image(
    _ insight: ReportInsights.Insight, _ sample: Int, _ id: String
  ) -> Chart? {
    guard let images = insight.samples.images else { return nil }
    let label = Int(images.labels[sample])
    let answer = insight.trace.output.mostActive(sample: sample)
    let spikes = insight.trace.output.spikeCount(sample: sample, neuron: answer)
    let verdict = answer == label ? "rightly" : "wrongly"
    return Chart(
      id: "image-\(id)", title: "Test image \(sample), a \(label)",
      note: spikes == 0
        ? "No output neuron spiked; the first counts as the answer."
        : "Taken \(verdict) for a \(answer), whose output neuron spiked \(spikes) "
          + (spikes == 1 ? "time." : "times."),
      x: Axis(label: "column"), y: Axis(label: "row"),
      marks: [
        ImageMark(
          pixels: Array(images.image(sample)), channels: images.channels, columns: images.columns,
          rows: images.rows)
      ], plotHeight: 396, isBare: true)
  }

  private static func raster(
    _ insight: ReportInsights.Insight, _ sample: Int, _ layer: Int, _ id: String, _ rows: Int
  ) -> Chart {
    let population = insight.trace.populations[layer]
    let steps = min(population.steps, mostSteps)
    let most = min(rows, mostPlaces / steps)
    let stride = (population.neurons + most - 1) / most
    let rows = Swift.stride(from: 0, to: population.neurons, by: stride).map { neuron in
      RasterMark.Row(
        neuron: neuron,
        steps: (0..<steps).filter {
          population.spiked(sample: sample, step: $0, neuron: neuron)
        }.map { $0 + 1 })
    }
    let name = LayerCharts.name(layer, of: insight.trace.populations.count)
    let mark = RasterMark(rows: rows, steps: steps)
    let every = stride > 1 ? "Every \(ordinal(stride)) of \(population.neurons) neurons. " : ""
    let cut = steps < population.steps ? " The first \(steps) of \(population.steps) steps." : ""
    return Chart(
      id: "raster-\(id)-\(layer + 1)",
      title: "Spikes of \(name) for test image \(sample)",
      note:
        "\(every)\(population.spikes.spikeCount(sample: sample)) spikes of the whole layer.\(cut)",
      x: mark.xAxis, y: mark.yAxis, marks: [mark],
      plotHeight: min(240, max(60, 14 * Double(rows.count))))
  }

  private static func ordinal(_ number: Int) -> String {
    switch (number % 10, number % 100) {
    case (1, let rest) where rest != 11: "\(number)st"
    case (2, let rest) where rest != 12: number == 2 ? "second" : "\(number)nd"
    case (3, let rest) where rest != 13: "\(number)rd"
    default: "\(number)th"
    }
  }

  /// The membranes of a neuron that spiked about as often as most that did, and of the silent one
  /// that came nearest to its threshold.
  private static func membrane(
    _ insight: ReportInsights.Insight, _ sample: Int, _ layer: Int, _ id: String
  ) -> Chart {
    let population = insight.trace.populations[layer]
    let threshold = Double(insight.network.layers[layer].neurons.threshold)
    let steps = min(population.steps, mostSteps)
    func trace(_ neuron: Int) -> [Double] {
      (0..<steps).map { Double(population.membrane(sample: sample, step: $0, neuron: neuron)) }
    }
    let counts = (0..<population.neurons).map { population.spikeCount(sample: sample, neuron: $0) }
    let active = counts.indices.filter { counts[$0] > 0 }.sorted {
      (counts[$0], $0) < (counts[$1], $1)
    }
    var chosen: [(neuron: Int, what: String)] = []
    if !active.isEmpty { chosen.append((active[active.count / 2], "median of those that spiked")) }
    let peaks = counts.indices.filter { counts[$0] == 0 }.map {
      ($0, trace($0).max() ?? -.infinity)
    }
    if let nearest = peaks.max(by: { ($0.1, $1.0) < ($1.1, $0.0) }) {
      chosen.append((nearest.0, "silent, nearest to threshold"))
    }
    var marks: [any Mark] = [RuleMark(label: "threshold θ", y: threshold)]
    for (index, choice) in chosen.enumerated() {
      let values = trace(choice.neuron)
      marks.append(
        LineMark(
          label: "neuron \(choice.neuron): \(choice.what)",
          style: SeriesStyle(index: index * 2),
          points: values.enumerated().map { .init(x: Double($0 + 1), y: $1) }, isPlain: true))
      let spikes = values.indices.filter {
        population.spiked(sample: sample, step: $0, neuron: choice.neuron)
      }
      if !spikes.isEmpty {
        marks.append(
          PointMark(
            label: "its spikes", style: SeriesStyle(index: 1),
            points: spikes.map { (Double($0 + 1), values[$0], nil) }))
      }
    }
    let name = LayerCharts.name(layer, of: insight.trace.populations.count)
    return Chart(
      id: "membrane-\(id)-\(layer + 1)",
      title: "Membranes of chosen neurons of \(name), test image \(sample)",
      x: Axis(label: "time step", isWhole: true),
      y: Axis(label: "membrane U"), marks: marks)
  }
}

import SpikeSim

extension ReportContent {
  /// Layers whose rasters and membranes are drawn, at most.
  private static let mostDrawnLayers = 5

  /// Test images, the spikes they caused, and membranes of chosen neurons.
  func inside(_ insights: ReportInsights) -> ReportSection {
    var blocks: [ReportSection.Block] = [
      .text(
        "A few of the first test images, simulated again with the weights of the run's checkpoint. "
          + "Beside an image stands what each pixel received of the reward that LFP hands down for the "
          + "spikes of the class that was answered, and the gradient of their number by the pixel; of a "
          + "network without spikes for its logit, and nothing more is drawn of such a network. "
          + "Rasters have a dash for each spike, a row for each neuron. Images and neurons are counted "
          + "from 0.")
    ]
    let examples = examples
    if let note = selectionNote(examples) { blocks.append(note) }
    for (number, group) in examples.enumerated() {
      blocks.append(.heading(group.exampleLabel))
      do throws(ReportInsights.Absence) {
        let hasMeans = number < 2 && detail.images > 2
        let insight = try insights.look(
          into: group.example, images: min(detail.images, examples.count > 2 ? 2 : 3),
          isWhole: hasMeans)
        blocks += Self.blocks(
          insight, number + 1, style: group.style, rasterRows: detail.rasterRows,
          hasMeans: hasMeans)
      } catch {
        blocks.append(
          .text(
            "Left out: \(error.sentence.hasSuffix(".") ? error.sentence : error.sentence + ".")"))
      }
    }
    return ReportSection(title: "Inside the network", blocks: blocks)
  }

  private static func blocks(
    _ insight: ReportInsights.Insight, _ number: Int, style: SeriesStyle, rasterRows: Int,
    hasMeans: Bool
  ) -> [ReportSection.Block] {
    let layers = insight.network.spec.isSpiking ? insight.trace.populations.count : 0
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
      var charts = SampleCharts.image(of: insight, sample, id).map { [$0] } ?? []
      for layer in drawn {
        charts.append(
          SampleCharts.raster(
            id: "raster-\(id)-\(layer + 1)", insight.trace.populations[layer], sample: sample,
            layer: layer, of: layers, what: "test image \(sample)", mostRows: rasterRows))
      }
      blocks.append(.row(charts))
      if place == 0 && !drawn.isEmpty {
        blocks.append(.row(drawn.map { membrane(insight, sample, $0, id, style: style) }))
      }
    }
    guard hasMeans else { return blocks }
    let id = "\(number)"
    let charts =
      (insight.maps.map { SampleCharts.means($0, id: id) } ?? [])
      + [SampleCharts.firstWeights(insight, id: id), SampleCharts.mistakes(insight, id: id)]
      .compactMap { $0 } + SampleCharts.channels(insight, style: style, id: id)
    if !charts.isEmpty { blocks.append(.charts(charts)) }
    return blocks
  }

  /// The membranes of a neuron that spiked about as often as most that did, and of the silent one
  /// that came nearest to its threshold.
  private static func membrane(
    _ insight: ReportInsights.Insight, _ sample: Int, _ layer: Int, _ id: String,
    style: SeriesStyle
  ) -> Chart {
    let population = insight.trace.populations[layer]
    let first = Double(insight.network.layers[layer].neurons.threshold)
    let steps = min(population.steps, SampleCharts.mostSteps)
    func thresholds(_ neuron: Int) -> [Double] {
      (0..<steps).map {
        population.threshold(sample: sample, step: $0, neuron: neuron).map(Double.init) ?? first
      }
    }
    func trace(_ neuron: Int) -> [Double] {
      (0..<steps).map { Double(population.membrane(sample: sample, step: $0, neuron: neuron)) }
    }
    let counts = (0..<population.neurons).map { population.spikeCount(sample: sample, neuron: $0) }
    let active = counts.indices.filter { counts[$0] > 0 }.sorted {
      (counts[$0], $0) < (counts[$1], $1)
    }
    var chosen: [(neuron: Int, what: String)] = []
    if !active.isEmpty { chosen.append((active[active.count / 2], "median of those that spiked")) }
    let peaks = counts.indices.filter { counts[$0] == 0 }.map { neuron in
      (neuron, zip(trace(neuron), thresholds(neuron)).map { $0 - $1 }.max() ?? -.infinity)
    }
    if let nearest = peaks.max(by: { ($0.1, $1.0) < ($1.1, $0.0) }) {
      chosen.append((nearest.0, "silent, nearest to threshold"))
    }
    let own = chosen.map { thresholds($0.neuron) }
    // One line where all have the same at every step.
    let shared = Set(own.joined()).count == 1 ? own[0][0] : nil
    var marks: [any Mark] = shared.map { [RuleMark(label: "threshold θ", y: $0)] } ?? []
    for (choice, thresholds) in zip(chosen, own) {
      let values = trace(choice.neuron)
      let isActive = counts[choice.neuron] > 0
      if shared == nil {
        marks.append(
          LineMark(
            label: "threshold θ of neuron \(choice.neuron)", style: .grey(isActive ? 0 : 1),
            points: thresholds.enumerated().map { .init(x: Double($0 + 1), y: $1) }, isPlain: true))
      }
      marks.append(
        LineMark(
          label: "neuron \(choice.neuron): \(choice.what)",
          style: isActive ? style.part(0, of: 1) : .grey(2),
          points: values.enumerated().map { .init(x: Double($0 + 1), y: $1) }, isPlain: true))
      let spikes = values.indices.filter {
        population.spiked(sample: sample, step: $0, neuron: choice.neuron)
      }
      if !spikes.isEmpty {
        marks.append(
          PointMark(
            label: "its spikes", style: style.part(1, of: 1),
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

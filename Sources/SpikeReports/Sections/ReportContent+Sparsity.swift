import SpikeFiles
import SpikeRuns

extension ReportContent {
  /// How sparse the spikes were: the metrics as NeuroBench names them, layer by layer, and what
  /// they save; nil where no run has them.
  var sparsity: ReportSection? {
    let measured = examples.compactMap { group in group.example.sparsity.map { (group, $0) } }
    guard !measured.isEmpty else { return nil }
    var blocks: [ReportSection.Block] = [
      .text(
        "Measured on the test images, defined and named as NeuroBench does: footprint in bytes, "
          + "connection sparsity (share of weights that are 0), activation sparsity (share of "
          + "neuron-steps without a spike), effective operations (those with a weight and an "
          + "activation that are not 0) and membrane updates of one image. A neuron is dead when it "
          + "spiked for no test image, saturated when it spiked at 95 % of all steps or more. NeuroBench "
          + "counts a constant image at each step; SpikeLab computes its current once, and that is "
          + "the inference of the overview."),
      .table(id: "sparsity", Self.metricTable(measured)),
    ]
    if let note = selectionNote(examples) { blocks.insert(note, at: 1) }
    if let energy = Self.energyTable(measured) { blocks += energy }
    for (number, pair) in measured.enumerated() {
      blocks.append(.heading(pair.0.exampleLabel))
      blocks.append(.table(id: "layers-\(number + 1)", Self.layerTable(pair.1)))
      blocks.append(.charts(charts(pair.1, of: pair.0, number + 1)))
    }
    return ReportSection(title: "Sparsity", blocks: blocks)
  }

  private static func metricTable(_ measured: [(ReportGroup, ReportSparsity)]) -> DataTable {
    var table = DataTable(["metric"] + measured.map(\.0.exampleLabel))
    func add(
      _ name: String, _ value: (ReportSparsity) -> Double?,
      as text: (Double) -> String = { fixed($0, places: 4) }
    ) {
      let cells = measured.map { value($0.1).cell(text) }
      if cells.contains(where: { $0 != .absent }) { table.add([.text(name)] + cells) }
    }
    add("footprint (bytes)", \.footprint, as: short)
    add("connection sparsity", \.connectionSparsity)
    add("activation sparsity", \.activationSparsity)
    add("effective ACs (per image)", \.effectiveACs, as: short)
    add("effective MACs (per image)", \.effectiveMACs, as: short)
    add("dense operations (per image)", \.denseOperations, as: short)
    add("membrane updates (per image)", \.membraneUpdates, as: short)
    add("feedback pairs touched in training", \.feedbackPairs, as: short)
    add("feedback pairs of a dense backward pass", \.densePairs, as: short)
    add(
      "feedback pairs touched / dense",
      { sparsity in
        guard let pairs = sparsity.feedbackPairs, let dense = sparsity.densePairs, dense > 0 else {
          return nil
        }
        return pairs / dense
      })
    add("update sparsity (share of weights that an epoch leaves as they were)", \.updateSparsity)
    add("sign changes of weights, all epochs", \.signChanges, as: short)
    return table
  }

  private static func energyTable(
    _ measured: [(ReportGroup, ReportSparsity)]
  ) -> [ReportSection.Block]? {
    guard let assumed = measured.lazy.map(\.1).first(where: { $0.nanojoules != nil }) else {
      return nil
    }
    func whole(_ value: Double) -> String {
      NumberText.grouped(value < 100 ? value : value.rounded())
    }
    var table = DataTable(["energy (nJ per image, estimated)"] + measured.map(\.0.exampleLabel))
    table.add([.text("event by event")] + measured.map { $0.1.nanojoules.cell(whole) })
    table.add([.text("dense")] + measured.map { $0.1.denseNanojoules.cell(whole) })
    let mac = (assumed.picojoulesPerMAC ?? .nan).words
    let ac = (assumed.picojoulesPerAC ?? .nan).words
    return [
      .table(id: "energy", table),
      .text(
        "An estimate for arithmetic in 45 nm, \(mac) pJ a multiply-accumulate (MAC) and \(ac) pJ an "
          + "accumulate (AC); dense, each operation is a MAC. It leaves memory traffic out, which on most hardware takes more."
      ),
    ]
  }

  private static func layerTable(_ sparsity: ReportSparsity) -> DataTable {
    var table = DataTable([
      "layer", "neurons", "firing rate (%)", "ever spiked (%)", "active in an image (%)", "dead",
      "saturated", "mean interval (steps)", "median interval (steps)",
    ])
    func percent(_ share: Double?) -> DataTable.Cell {
      share.map { $0 * 100 }.cell { fixed($0, places: 2) }
    }
    for (index, layer) in sparsity.layers.enumerated() {
      table.add([
        .text(LayerCharts.name(index, of: sparsity.layers.count)),
        layer.neurons.map(Double.init).cell, percent(layer.firingRate),
        percent(layer.everSpiked), percent(layer.activePerSample),
        layer.dead.map(Double.init).cell, layer.saturated.map(Double.init).cell,
        layer.meanInterval.cell { fixed($0, places: 2) }, layer.medianInterval.cell,
      ])
    }
    return table
  }

  private func charts(
    _ sparsity: ReportSparsity, of group: ReportGroup, _ number: Int
  ) -> [Chart] {
    let (label, style) = (group.exampleLabel, group.style)
    let layers = sparsity.layers
    let count = layers.count
    var charts: [Chart] = []
    func add(_ chart: Chart, where values: [[Double]]) {
      if values.contains(where: { !$0.isEmpty }) { charts.append(chart) }
    }
    let perStep = layers.map { $0.perStep.map { $0 * 100 } }
    add(
      LayerCharts.overCount(
        id: "rate-step-\(number)", title: "Firing rate at each time step: \(label)",
        style: style, x: Axis(label: "time step", isWhole: true),
        y: Axis(label: "firing rate", unit: "% of neurons", including: [0]), values: perStep,
        detail: detail),
      where: perStep)
    let perClass = layers.map { $0.perClass.map { $0 * 100 } }
    let classes = perClass.map(\.count).max() ?? 0
    add(
      LayerCharts.map(
        id: "rate-class-\(number)", title: "Firing rate for images of each class: \(label)",
        x: Axis(label: "class"), quantity: "firing rate (%)",
        values: perClass.map { $0 + [Double](repeating: .nan, count: classes - $0.count) },
        columns: (0..<classes).map(String.init), detail: detail), where: perClass)
    for (index, layer) in layers.enumerated()
    where count <= ReportContent.mostLayers && !layer.rateHistogram.isEmpty {
      let name = LayerCharts.name(index, of: count)
      charts.append(
        Self.histogram(
          layer, name, style.part(index, of: count), label, id: "rates-\(number)-\(index + 1)"))
    }
    let histograms = layers.map(\.rateHistogram)
    if count > ReportContent.mostLayers {
      add(
        LayerCharts.map(
          id: "rates-\(number)", title: "Neurons by firing rate: \(label)",
          x: Axis(label: "firing rate", unit: "%, lower bound"), quantity: "neurons",
          values: histograms, columns: Self.bins(histograms.map(\.count).max() ?? 0),
          detail: detail), where: histograms)
    }
    // As shares: one layer has a thousand times the neurons of another.
    let intervals = layers.map { layer in
      let all = layer.intervals.filter(\.isFinite).reduce(0, +)
      return all > 0 ? layer.intervals.map { $0 / all * 100 } : layer.intervals
    }
    add(
      LayerCharts.overCount(
        id: "intervals-\(number)", title: "Time between two spikes of a neuron: \(label)",
        style: style, x: Axis(label: "interval", unit: "steps", isWhole: true),
        y: Axis(label: "share of the layer's intervals", unit: "%", including: [0]),
        values: intervals, detail: detail),
      where: intervals)
    if let confusion = Self.confusion(sparsity.confusion, label, number) {
      charts.append(confusion)
    }
    if let accuracies = Self.accuracyByClass(sparsity.confusion, style, label, number) {
      charts.append(accuracies)
    }
    return charts
  }

  private static func bins(_ count: Int) -> [String] {
    (0..<count).map { NumberText.significant(Double($0) * 100 / Double(count), digits: 3) }
  }

  private static func histogram(
    _ layer: ReportSparsity.Layer, _ name: String, _ style: SeriesStyle, _ label: String, id: String
  ) -> Chart {
    let width = NumberText.significant(100 / Double(layer.rateHistogram.count), digits: 3)
    return Chart(
      id: id, title: "Neurons by firing rate, \(name): \(label)", note: "Bins of \(width) %.",
      x: Axis(
        label: "firing rate", unit: "% of steps", categories: bins(layer.rateHistogram.count)),
      y: Axis(label: "neurons", including: [0]),
      marks: [
        BarMark(label: name, style: style, values: layer.rateHistogram)
      ], plotHeight: 140)
  }

  /// The share of each class's test images that were answered rightly.
  private static func accuracyByClass(
    _ counts: [[Double]], _ style: SeriesStyle, _ label: String, _ number: Int
  ) -> Chart? {
    guard !counts.isEmpty, counts.count <= 100 else { return nil }
    let shares = counts.enumerated().map { place, row in
      let all = row.filter(\.isFinite).reduce(0, +)
      return all > 0 && row.indices.contains(place) ? row[place] / all * 100 : .nan
    }
    guard shares.contains(where: \.isFinite) else { return nil }
    return Chart(
      id: "class-accuracy-\(number)", title: "Test accuracy by class: \(label)",
      x: Axis(label: "class", categories: counts.indices.map(String.init)), y: .accuracy("test"),
      marks: [BarMark(label: "test accuracy", style: style.part(0, of: 1), values: shares)],
      plotHeight: 140)
  }

  private static func confusion(_ counts: [[Double]], _ label: String, _ number: Int) -> Chart? {
    let width = counts.map(\.count).max() ?? 0
    guard width > 0, counts.count <= 100, width <= 100 else { return nil }
    let rows = counts.map { $0 + [Double](repeating: .nan, count: width - $0.count) }
    let mark = HeatMapMark(
      values: rows, quantity: "images", rows: counts.indices.map(String.init),
      columns: (0..<width).map(String.init), isLogarithmic: true, places: 0)
    return Chart(
      id: "confusion-\(number)", title: "Confusion matrix (true × predicted): \(label)",
      note: "Rows are the true classes; mistakes lie off the diagonal.",
      x: mark.xAxis("predicted class"), y: mark.yAxis("true class"), marks: [mark],
      plotHeight: min(320, max(80, 24 * Double(counts.count))))
  }
}

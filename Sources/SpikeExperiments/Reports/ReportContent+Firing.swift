extension ReportContent {
  /// Firing rate of each layer over the epochs, on the test images.
  var firing: ReportSection? {
    overEpochs(
      "Firing rates", "firing", "Firing rate on the test images",
      Axis(label: "firing rate", unit: "% of neuron-steps", including: [0]),
      text: "Share of (neuron, step) pairs with a spike, for each LIF layer.",
      sets: [("", "", { $0["testFiringRates"]?.doubles.map { $0 * 100 } ?? [] })])
  }

  /// Magnitudes of weights and biases and changes of sign over the epochs (Figure A.5 of the paper).
  var weights: ReportSection? {
    func layers(_ key: String, scale: Double = 1) -> @Sendable (JSONValue) -> [Double] {
      { $0["weights"]?.array?.map { ($0[key]?.double ?? .nan) * scale } ?? [] }
    }
    return overEpochs(
      "Weights", "weights", "Weights", Axis(label: "value", including: [0]),
      text:
        "Mean magnitude of weights |w| and biases |b| of each connection after an epoch, and how "
        + "many weights had another sign than before it.",
      sets: [
        ("mean-weight", "mean |w|", layers("meanWeight")),
        ("mean-bias", "mean |b|", layers("meanBias")),
        ("sign-changes", "weights that changed sign", layers("signChanges")),
      ])
  }

  private func overEpochs(
    _ title: String, _ id: String, _ what: String, _ y: Axis, text: String,
    sets: [(id: String, name: String, values: @Sendable (JSONValue) -> [Double])]
  ) -> ReportSection? {
    let examples = examples
    var charts: [Chart] = []
    for (number, group) in examples.enumerated() {
      let run = group.example
      for set in sets {
        let lines = run.epochs.map(set.values)
        // A damaged line may hold a million: no more than the config has.
        let layers = min(lines.map(\.count).max() ?? 0, run.config.network.layers.count)
        guard layers > 0 else { continue }
        let values = (0..<layers).map { layer in
          lines.map { $0.indices.contains(layer) ? $0[layer] : .nan }
        }
        var axis = y
        if !set.name.isEmpty { axis.label = set.name }
        let suffix = set.id.isEmpty ? "" : "-\(set.id)"
        charts.append(
          LayerCharts.overCount(
            id: "\(id)\(suffix)-\(number + 1)",
            title:
              "\(set.name.isEmpty ? what : set.name.capitalizedFirst) per layer: \(group.label)",
            x: .epoch, y: axis, values: values))
      }
    }
    guard !charts.isEmpty else { return nil }
    var blocks: [ReportSection.Block] = [.text(text)]
    if let note = selectionNote(examples) { blocks.append(note) }
    return ReportSection(title: title, blocks: blocks + [.charts(charts)])
  }
}

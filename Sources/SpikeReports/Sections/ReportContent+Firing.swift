import SpikeConfig
import SpikeFiles

extension ReportContent {
  /// Firing rate of each layer over the epochs, on the test images.
  var firing: ReportSection? {
    overEpochs(
      "Firing rates", "firing",
      text: "Share of (neuron, step) pairs with a spike, for each LIF layer. Of networks without "
        + "spikes: the share of units above 0, for each ReLU layer.",
      sets: [
        .init(
          title: "Firing rate on the test images", note: Self.bounds,
          y: Axis(label: "firing rate", unit: "% of neuron-steps", including: [0]),
          ofUnits: (
            "Units above 0 on the test images",
            Axis(label: "units above 0", unit: "%", including: [0])
          ),
          values: { $0["testFiringRates"]?.doubles.map { $0 * 100 } ?? [] })
      ])
  }

  /// Magnitudes of weights and biases, and what an epoch did to the weights, over the epochs
  /// (Figure A.5 of the paper).
  var weights: ReportSection? {
    func layers(_ value: @escaping @Sendable (JSONValue) -> Double?) -> Values {
      { $0["weights"]?.array?.map { value($0) ?? .nan } ?? [] }
    }
    func share(_ key: String) -> Values {
      layers { layer in
        guard let part = layer[key]?.double, let all = layer["weights"]?.double, all > 0 else {
          return nil
        }
        return part / all * 100
      }
    }
    return overEpochs(
      "Weights", "weights",
      text:
        "Of each connection, named after the layer it feeds: the mean magnitude of weights |w| and "
        + "biases |b| after an epoch, the share of weights that then had another sign than before "
        + "the epoch, and of those that were the same to the last bit, the mean squared change of a weight, "
        + "and the median of |w| over its 75th percentile, which is small where a few weights are large.",
      sets: [
        .init(
          id: "mean-weight", title: "Mean |w| after each epoch", y: Axis(label: "mean |w|"),
          values: layers { $0["meanWeight"]?.double }),
        .init(
          id: "mean-bias", title: "Mean |b| after each epoch", y: Axis(label: "mean |b|"),
          values: layers { $0["meanBias"]?.double }),
        .init(
          id: "sign-changes", title: "Weights that changed sign in an epoch",
          y: Axis(label: "changes of sign", unit: "% of weights", including: [0]),
          values: share("signChanges")),
        .init(
          id: "unchanged", title: "Weights that an epoch left as they were",
          y: Axis(label: "unchanged", unit: "% of weights", including: [0]),
          values: layers { $0["unchanged"]?.double.map { $0 * 100 } }),
        .init(
          id: "squared-change", title: "Mean squared change of a weight in an epoch",
          y: Axis(label: "mean (w' − w)²", including: [0]),
          values: layers { $0["meanSquaredChange"]?.double }),
        .init(
          id: "median-quartile", title: "Median of |w| over its 75th percentile",
          y: Axis(label: "median / 75th percentile"),
          values: layers { $0["medianToUpperQuartile"]?.double }),
      ])
  }

  /// The bounds that a config sets firing rates.
  private static func bounds(_ config: ExperimentConfig) -> String {
    guard let rates = config.training.rates else { return "" }
    func percent(_ rate: Float) -> String {
      NumberText.significant(Double(rate) * 100, digits: 4)
    }
    return ", bounded to \(percent(rates.lower)) … \(percent(rates.upper)) %"
  }

  /// A number of each layer in a line of `metrics.jsonl`.
  private typealias Values = @Sendable (JSONValue) -> [Double]

  /// A chart of every run that is looked into.
  private struct Quantity {
    var id = ""
    var title: String
    /// What the title says besides, of a run's config.
    var note: @Sendable (ExperimentConfig) -> String = { _ in "" }
    var y: Axis
    /// The title and axis of networks without spikes, where it is of their units: a last connection has none.
    var ofUnits: (title: String, y: Axis)?
    var values: Values
  }

  private func overEpochs(
    _ title: String, _ id: String, text: String, sets: [Quantity]
  ) -> ReportSection? {
    let examples = examples
    var charts: [Chart] = []
    for (number, group) in examples.enumerated() {
      for set in sets {
        let lines = group.example.epochs.map(set.values)
        // A damaged line may hold a million: no more than the config has.
        let network = group.example.config.network
        let known = min(lines.map(\.count).max() ?? 0, network.layers.count)
        let units = network.isSpiking ? nil : set.ofUnits
        let layers = units == nil ? known : known - 1
        // Files of older versions have not all of these.
        guard layers > 0, lines.contains(where: { $0.contains(where: \.isFinite) }) else {
          continue
        }
        let values = (0..<layers).map { layer in
          lines.map { $0.indices.contains(layer) ? $0[layer] : .nan }
        }
        let title = (units?.title ?? set.title) + set.note(group.example.config)
        charts.append(
          LayerCharts.overCount(
            id: "\(id)\(set.id.isEmpty ? "" : "-\(set.id)")-\(number + 1)",
            title: title + ": \(group.exampleLabel)", style: group.style, x: .epoch,
            y: units?.y ?? set.y, values: values, layers: known, detail: detail))
      }
    }
    guard !charts.isEmpty else { return nil }
    var blocks: [ReportSection.Block] = [.text(text)]
    if let note = selectionNote(examples) { blocks.append(note) }
    return ReportSection(title: title, blocks: blocks + [.charts(charts)])
  }
}

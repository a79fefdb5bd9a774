import SpikeRuns
import SpikeSim

/// What is drawn of one simulated sample.
enum SampleCharts {
  /// Places for a spike in a raster, at most.
  private static let mostPlaces = 5000
  /// Steps in a raster or membrane trace, at most.
  static let mostSteps = 200

  /// Pictures side by side.
  static func tiles(id: String, title: String, note: String, _ mark: TilesMark) -> Chart {
    var chart = Chart(
      id: id, title: title, note: note, x: Axis(label: "column"), y: Axis(label: "row"),
      marks: [mark], plotHeight: mark.height(width: Chart.width - 4), isBare: true)
    chart.isWide = true
    return chart
  }

  /// The spikes of a layer in one sample.
  ///
  /// - Parameters:
  ///   - what: What the sample is called: `test image 3`.
  ///   - mostRows: Neurons that are drawn, at most.
  static func raster(
    id: String, _ population: PopulationTrace, sample: Int, layer: Int, of layers: Int,
    what: String, mostRows: Int
  ) -> Chart {
    let steps = min(population.steps, mostSteps)
    let most = min(mostRows, mostPlaces / steps)
    let stride = (population.neurons + most - 1) / most
    let rows = Swift.stride(from: 0, to: population.neurons, by: stride).map { neuron in
      RasterMark.Row(
        neuron: neuron,
        steps: (0..<steps).filter {
          population.spiked(sample: sample, step: $0, neuron: neuron)
        }.map { $0 + 1 })
    }
    let name = LayerCharts.name(layer, of: layers)
    let mark = RasterMark(rows: rows, steps: steps)
    let every = stride > 1 ? "Every \(ordinal(stride)) of \(population.neurons) neurons. " : ""
    let cut = steps < population.steps ? " The first \(steps) of \(population.steps) steps." : ""
    return Chart(
      id: id, title: "Spikes of \(name) for \(what)",
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
}

import SpikeFiles
import SpikeSim

/// What every test image says.
extension SampleCharts {
  /// Mistakes in a gallery, at most.
  private static let mostMistakes = 24

  /// The mistakes that were furthest from right; nil without any, and of samples that are no images.
  static func mistakes(_ insight: ReportInsights.Insight, id: String) -> Chart? {
    guard let survey = insight.survey, let images = insight.all.images, !survey.worst.isEmpty else {
      return nil
    }
    let shown = survey.worst.prefix(mostMistakes)
    let isSpiking = insight.trace.output.unit == .neurons
    let tiles = shown.map { mistake in
      let change = "\(mistake.label) → \(mistake.answer)"
      var tile = TilesMark.Tile(
        change, image: Array(images.image(mistake.image)), channels: images.channels,
        rows: images.rows, columns: images.columns)
      tile.name = "image \(mistake.image), \(change)"
      return tile
    }
    let shares = "\(survey.mistakes) of \(survey.images) test images are answered wrongly"
    var note = "\(shares) (label → answer). "
    note +=
      shown.count < survey.mistakes
      ? "Shown are the \(shown.count) whose answer is furthest ahead of the label"
      : "The answer that is furthest ahead of the label comes first"
    note +=
      isSpiking
      ? ", by \(counted(Int(shown[0].lead), "output spike")) at most."
      : ", by \(fixed(shown[0].lead, places: 2)) of logit at most."
    note += " Their numbers: " + shown.map { "\($0.image)" }.joined(separator: ", ") + "."
    return self.tiles(
      id: "mistakes-\(id)", title: "Mistakes among all test images", note: note,
      TilesMark(tiles: tiles, perRow: 8))
  }

  /// How often each channel of a convolution's neurons spikes; none without convolutions.
  static func channels(_ insight: ReportInsights.Insight, style: SeriesStyle, id: String) -> [Chart]
  {
    guard let survey = insight.survey else { return [] }
    let layers = insight.trace.populations.count
    return survey.channelRates.enumerated().compactMap { index, rates in
      guard let rates else { return nil }
      let name = LayerCharts.name(index, of: layers)
      return Chart(
        id: "channels-\(id)-\(index + 1)", title: "Firing rate by channel, \(name)",
        note: "Over all positions, steps and \(survey.images) test images.",
        x: Axis(label: "channel", categories: rates.indices.map(String.init)),
        y: Axis(label: "firing rate", unit: "% of neuron-steps", including: [0]),
        marks: [
          BarMark(
            label: name, style: style.part(index, of: layers), values: rates.map { $0 * 100 })
        ], plotHeight: 140)
    }
  }
}

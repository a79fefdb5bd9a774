import SpikeRuns
import SpikeSim

/// What a network answered to images of one's own, as an HTML file.
public struct PredictionPage {
  private let name: String
  private let hash: String
  private let maps: (reward: String, gradient: String)
  private var sections: [ReportSection] = []

  /// A page on answers of a run's network.
  public init(_ prediction: RunPrediction) {
    (name, hash) = (prediction.config.name, prediction.config.hash)
    maps = prediction.mapNames
  }

  /// Adds an image.
  public mutating func add(_ prediction: ImagePrediction) {
    let (image, trace) = (prediction.image, prediction.trace)
    let id = "\(sections.count)"
    let isSpiking = trace.output.unit == .neurons
    var table = DataTable(["class", isSpiking ? "spikes" : "logit"])
    for (index, output) in prediction.outputs.enumerated() {
      table.add([.text("\(index)"), .number(output)])
    }
    let picture = TilesMark.Tile(
      image: image.pixels, channels: image.channels, rows: image.rows, columns: image.columns)
    let pair = TilesMark.Tile.pair(
      prediction.map, channels: image.channels, rows: image.rows, columns: image.columns)
    var charts = [
      SampleCharts.tiles(
        id: "image-\(id)", title: "Which pixels earned the answer \(prediction.answer)",
        note: SampleCharts.note(on: maps, isSpiking: isSpiking),
        TilesMark(tiles: [picture] + pair, perRow: 3))
    ]
    for (layer, population) in trace.populations.enumerated()
    where population.unit == .neurons {
      charts.append(
        SampleCharts.raster(
          id: "raster-\(id)-\(layer + 1)", population, sample: 0, layer: layer,
          of: trace.populations.count, what: "this image", mostRows: 100))
    }
    let ahead = prediction.margin.map { ", \($0.ahead.words) ahead of \($0.of)" } ?? ""
    let answer =
      prediction.isSilent
      ? "No output neuron spiked; the first class counts as the answer."
      : "The answer is \(prediction.answer), with \(prediction.outputs[prediction.answer].words) "
        + (isSpiking ? "spikes" : "as its logit") + ahead + "."
    sections.append(
      ReportSection(
        title: prediction.name,
        blocks: [.text(answer), .charts(charts), .table(id: "outputs-\(id)", table)]))
  }

  /// The whole file.
  public var html: String {
    ReportPage(
      title: "Answers of \(name)",
      note: "By the checkpoint of the run \(hash), with SpikeLab \(SpikeLab.version).",
      notices: [], sections: sections
    ).html
  }

  /// Writes the file as a whole.
  ///
  /// - Throws: `FileError`.
  public func write(to path: String) throws { try Report.replace(path, by: html) }
}

import SpikeSim

extension SampleCharts {
  /// Pictures of weights, at most.
  private static let mostPictures = 16

  /// The weights into neurons of the first layer, as pictures over the image; of a convolution its filters. Nil
  /// where the input is no image.
  static func firstWeights(_ insight: ReportInsights.Insight, id: String) -> Chart? {
    guard let maps = insight.maps else { return nil }
    let (layer, rows) = (insight.network.layers[0], maps.firstWeights)
    let size = layer.shape.inputs
    let (height, width) =
      layer.isConvolution
      ? (layer.weightShape[2], layer.weightShape[3]) : (maps.rows, maps.columns)
    guard height > 0, width > 0, size % (height * width) == 0, rows.count >= size else {
      return nil
    }
    let count = rows.count / size
    // Evenly chosen, so that the same network shows the same.
    let every = (count + mostPictures - 1) / mostPictures
    let tiles = stride(from: 0, to: count, by: every).map { neuron in
      TilesMark.Tile(
        label: "\(neuron)", values: Array(rows[neuron * size..<(neuron + 1) * size]),
        channels: size / (height * width), rows: height, columns: width, isSigned: true)
    }
    let what = layer.isConvolution ? "filters" : "neurons"
    return self.tiles(
      id: "first-weights-\(id)",
      title: layer.isConvolution
        ? "Filters of the first layer" : "Weights into neurons of the first layer",
      note: tiles.count < count
        ? "\(tiles.count) of \(count) \(what), evenly chosen, channels added up."
        : "All \(count) \(what), channels added up.",
      TilesMark(tiles: tiles, perRow: 8))
  }
}

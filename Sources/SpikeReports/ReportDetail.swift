/// How much of everything a report draws. A report that would be too large is made again with less:
/// single images and long tables go first, numbers that compare configs last.
struct ReportDetail: Hashable, Sendable {
  /// Configs of which a run is looked into.
  var examples = 4
  /// Series in one chart: beyond that they cannot be told apart.
  var series = 5
  /// Test images of each of these runs.
  var images = 3
  /// Neurons of a raster.
  var rasterRows = 100
  /// Rows of a table.
  var tableRows = 400
  /// Points of a line, columns of a map.
  var places = 300
  /// Layers in a map.
  var layers = 200
  /// Networks and data sets for which LFP stands beside surrogate gradients.
  var settings = 12
  /// Rules that have a map over β and T.
  var rules = 24
  /// Configs that are drawn as a point each.
  var points = 2000
  /// Configs that are printed in full.
  var listings = 30

  /// With all numbers: what the CSV files hold.
  var whole: ReportDetail {
    var detail = self
    detail.series = .max
    (detail.tableRows, detail.places, detail.layers) = (.max, .max, .max)
    (detail.settings, detail.rules, detail.points) = (.max, .max, .max)
    return detail
  }

  /// From the most to the least; the first that fits is taken.
  static let levels = [
    ReportDetail(),
    ReportDetail(images: 2, rasterRows: 60, tableRows: 200, places: 200, layers: 100, listings: 20),
    ReportDetail(
      examples: 3, images: 1, rasterRows: 50, tableRows: 100, places: 100, layers: 60, settings: 6,
      rules: 12, points: 500, listings: 10),
    ReportDetail(
      examples: 2, images: 1, rasterRows: 25, tableRows: 50, places: 50, layers: 40, settings: 3,
      rules: 6, points: 200, listings: 3),
    ReportDetail(
      examples: 1, images: 0, rasterRows: 25, tableRows: 20, places: 30, layers: 30, settings: 1,
      rules: 3, points: 100, listings: 0),
  ]

  /// What the reader of a thinned report must know.
  var notice: String {
    "Thinned to stay below 2 MB: tables show at most \(tableRows) rows, lines and maps \(places) "
      + "places and \(layers) layers; looked into \(examples == 1 ? "is" : "are") \(examples) "
      + "\(examples == 1 ? "config" : "configs"), with \(images) "
      + "\(images == 1 ? "test image" : "test images") each. --csv writes all numbers."
  }
}

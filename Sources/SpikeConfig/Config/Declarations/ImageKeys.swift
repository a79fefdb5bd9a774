import SpikeData
import SpikeFiles

/// The keys of every data set of images: what bytes become, and how images are changed in training.
enum ImageKeys {
  /// The keys for images of so many channels.
  static func keys(channels: Int) -> [SchemaKey] {
    let each =
      channels == 1 ? "a list of one number" : "a list of \(channels), one for each channel"
    return [
      .key(
        "pixels", .array(of: .number(.finite), count: 2...2), default: [-1, 1],
        "What black and white become: [low, high], low below high. Not beside normalization."
      ).example([0, 1]),
      .optional(
        "normalization",
        .object(
          ObjectSchema([
            .required(
              "mean", .array(of: .number(.finite), count: channels...channels),
              "What is taken away, \(each)."
            ).example(.array((0..<channels).map { [0.13, 0.12, 0.11][$0 % 3] })),
            .required(
              "deviation", .array(of: .number(.positive), count: channels...channels),
              "What the rest is divided by, \(each)."
            ).example(.array((0..<channels).map { [0.31, 0.3, 0.29][$0 % 3] })),
          ])),
        "Instead of pixels: with black as 0 and white as 1, each channel becomes "
          + "(value - mean) / deviation."),
      .optional(
        "augmentation", .object(augmentation), "How images are changed in training, by chance."
      ).example(["flip": true, "crop": 2]),
    ]
  }

  private static let augmentation = ObjectSchema([
    .key(
      "flip", .boolean, default: false,
      "Whether an image is mirrored, left to right, with a probability of 1/2."),
    .key(
      "crop", .integer(0...1_000), default: 0,
      "Most pixels that an image is moved by, up or down and left or right; what comes in is black."
    ).example(2),
  ])
}

extension PixelScale {
  /// Reads a data set's settings: `normalization` where it is there, else `pixels`; nil where samples are no
  /// images.
  init?(_ resolved: ResolvedReader) {
    if let normalization = resolved.optional("normalization") {
      self = .normalized(
        mean: normalization["mean"].elements.map(\.float),
        deviation: normalization["deviation"].elements.map(\.float))
    } else if let bounds = resolved.optional("pixels")?.elements {
      self = .range(low: bounds[0].float, high: bounds[1].float)
    } else {
      return nil
    }
  }

  /// The value of `pixels`, where it is a range.
  var rangeJSON: JSONValue? {
    guard case .range(let low, let high) = self else { return JSONValue?.none }
    return [.number(low), .number(high)]
  }

  /// The value of `normalization`, where it is one.
  var normalizationJSON: JSONValue? {
    guard case .normalized(let mean, let deviation) = self else { return JSONValue?.none }
    return [
      "mean": .array(mean.map { .number($0) }), "deviation": .array(deviation.map { .number($0) }),
    ]
  }
}

extension Augmentation {
  /// Reads the settings; nil of those that change nothing.
  init?(_ resolved: ResolvedReader) {
    self.init(flip: resolved["flip"].boolean, crop: resolved["crop"].integer)
    if !flip && crop == 0 { return nil }
  }

  /// The settings.
  var json: JSONValue { ["flip": JSONValue(.boolean(flip)), "crop": .number(crop)] }
}

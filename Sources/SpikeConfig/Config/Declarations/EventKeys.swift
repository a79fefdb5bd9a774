import SpikeData
import SpikeFiles

extension EventFraming {
  /// The keys of `data` that say how recordings become spikes. The steps are the network's.
  static func keys(largestCrop: Int, largestScale: Int) -> [SchemaKey] {
    [
      Binning.key(
        "binning", default: .time, "By what a recording is divided into network.steps steps."),
      .key(
        "crop", .integer(0...largestCrop), default: 0,
        "Units that are left out at each edge of the plane."
      ).example(2),
      .key(
        "scale", .integer(1...largestScale), default: 1,
        "Height and width of the windows whose events are added up to one unit; what does not fill one "
          + "is left out."
      ).example(2),
      .key(
        "least", .integer(1...1_000_000), default: 1,
        "Events that a unit takes to spike at a step; it spikes once however many there are."
      ).example(2),
    ]
  }

  /// Reads them.
  init(_ resolved: ResolvedReader) {
    self.init(
      steps: 1, binning: resolved["binning"].named(Binning.self),
      crop: resolved["crop"].integer, scale: resolved["scale"].integer,
      least: resolved["least"].integer)
  }

  /// Writes them.
  var members: [(String, JSONValue?)] {
    [
      ("binning", .string(binning.rawValue)), ("crop", .number(crop)), ("scale", .number(scale)),
      ("least", .number(least)),
    ]
  }
}

extension EventFraming.Binning: ConfigName {
  var meaning: String {
    switch self {
    case .time: "Steps of equal time, from the recording's first event to its last."
    case .count: "Steps of equally many events."
    }
  }
}

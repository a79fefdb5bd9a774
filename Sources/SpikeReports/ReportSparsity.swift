import SpikeFiles
import SpikeSim

/// The `sparsity` of a `summary.json`: what is absent or of another type is nil, and the sections
/// that need it are left out.
struct ReportSparsity: Sendable {
  /// A population of LIF neurons.
  struct Layer: Sendable {
    var neurons: Int?
    /// Spikes for a neuron and step.
    var firingRate: Double?
    var perStep: [Double]
    /// NaN for a class without images.
    var perClass: [Double]
    /// Share of neurons that ever spiked.
    var everSpiked: Double?
    /// Share of neurons that spike at least once for an image, mean over images.
    var activePerSample: Double?
    var dead: Int?
    var saturated: Int?
    /// How often a neuron spiked again after 1, 2, … steps.
    var intervals: [Double]
    var meanInterval: Double?
    var medianInterval: Double?
    /// Neurons in each of equal ranges of firing rate from 0 to 1.
    var rateHistogram: [Double]
  }

  /// As many as a config may list.
  private static let mostLayers = 1_000

  var footprint: Double?
  var connectionSparsity: Double?
  var activationSparsity: Double?
  var effectiveMACs: Double?
  var effectiveACs: Double?
  var denseOperations: Double?
  var membraneUpdates: Double?
  var nanojoules: Double?
  var denseNanojoules: Double?
  var picojoulesPerMAC: Double?
  var picojoulesPerAC: Double?
  var layers: [Layer]
  /// Images by label (row) and answer (column).
  var confusion: [[Double]]
  var feedbackPairs: Double?
  var densePairs: Double?
  var signChanges: Double?
  var updateSparsity: Double?
}

extension ReportSparsity {
  /// Reads what is there; nil when the value is no object or its layers are no list.
  init?(_ json: JSONValue) {
    guard json.object != nil, let layers = (json["layers"] ?? []).array else { return nil }
    footprint = json["footprint"]?.double
    connectionSparsity = json["connectionSparsity"]?.double
    activationSparsity = json["activationSparsity"]?.double
    let operations = json["synapticOperations"]
    effectiveMACs = operations?["effectiveMACs"]?.double
    effectiveACs = operations?["effectiveACs"]?.double
    denseOperations = operations?["dense"]?.double
    membraneUpdates = json["membraneUpdates"]?.double
    let energy = json["energy"]
    nanojoules = energy?["perSampleNanojoules"]?.double
    denseNanojoules = energy?["denseNanojoules"]?.double
    picojoulesPerMAC = energy?["picojoulesPerMAC"]?.double
    picojoulesPerAC = energy?["picojoulesPerAC"]?.double
    self.layers = layers.prefix(Self.mostLayers).map(Layer.init)
    confusion = json["confusion"]?.array?.map(\.doubles) ?? []
    let learning = json["learning"]
    feedbackPairs = learning?["feedbackPairs"]?.double
    densePairs = learning?["densePairs"]?.double
    signChanges = learning?["signChanges"]?.double
    updateSparsity = learning?["updateSparsity"]?.double
  }
}

extension ReportSparsity.Layer {
  init(_ json: JSONValue) {
    neurons = json["neurons"]?.integer
    firingRate = json["firingRate"]?.double
    perStep = json["perStep"]?.doubles(atMost: Network.maximumSteps) ?? []
    perClass = json["perClass"]?.doubles(atMost: 100) ?? []
    everSpiked = json["everSpiked"]?.double
    activePerSample = json["activePerSample"]?.double
    dead = json["dead"]?.integer
    saturated = json["saturated"]?.integer
    intervals = json["intervals"]?.doubles(atMost: Network.maximumSteps) ?? []
    meanInterval = json["meanInterval"]?.double
    medianInterval = json["medianInterval"]?.double
    rateHistogram = json["rateHistogram"]?.doubles(atMost: 100) ?? []
  }
}

extension JSONValue {
  /// The numbers of an array, NaN for what is none; empty for anything but an array.
  var doubles: [Double] { array?.map { $0.double ?? .nan } ?? [] }

  /// The first of them: a damaged file may hold a million, and a drawing has no room for them.
  func doubles(atMost count: Int) -> [Double] {
    array?.prefix(count).map { $0.double ?? .nan } ?? []
  }
}

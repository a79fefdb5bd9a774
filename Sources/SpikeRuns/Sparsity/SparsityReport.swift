/// How sparse a trained network was on its test images, and what that saves: `"sparsity"` in
/// `summary.json`.
///
/// The first five are NeuroBench 2's metrics under its names and definitions; all numbers are
/// defined in Documentation/Sparsity.md. Nothing here depends on the machine.
public struct SparsityReport: Hashable, Sendable {
  /// Bytes of parameters and of the constants of LIF layers, if there are any, as NeuroBench counts a network of
  /// snnTorch.
  public var footprint: Int
  /// Share of weights that are 0; biases are not counted.
  public var connectionSparsity: Double
  /// Share of (image, neuron, step) without a spike, over all LIF layers; without spikes, of (image, unit) not
  /// above 0, over all ReLU layers.
  public var activationSparsity: Double
  /// Synaptic operations of one image, on average.
  public var synapticOperations: EffectiveOperations
  /// Membranes that changed from one step to the next, for one image on average; all do at the first
  /// step; 0 of a network without spikes.
  public var membraneUpdates: Double
  /// What each LIF layer did, from input to output.
  public var layers: [LayerSparsity]
  /// Test images by label (row) and answer (column).
  public var confusion: [[Int]]
  /// What training touched.
  public var learning: LearningEvents

  /// What the synaptic operations would cost in energy.
  public var energy: EnergyEstimate { EnergyEstimate(synapticOperations) }
}

/// Synaptic operations of one image as NeuroBench counts them, on average; biases are not counted.
public struct EffectiveOperations: Hashable, Sendable {
  /// Multiply-accumulates: values other than 0 and ±1 that meet weights other than 0, at every step.
  public var effectiveMACs: Double
  /// Accumulates: spikes that meet weights other than 0.
  public var effectiveACs: Double
  /// Every value and weight at every step, zeros included.
  public var dense: Double
}

/// What one LIF layer did on the test images.
public struct LayerSparsity: Hashable, Sendable {
  /// Neurons.
  public var neurons: Int
  /// Share of (image, neuron, step) with a spike.
  public var firingRate: Double
  /// The same for each step, T of them.
  public var perStep: [Double]
  /// The same for the images of each class; nil where there was none.
  public var perClass: [Double?]
  /// Share of neurons that spiked for any test image.
  public var everSpiked: Double
  /// Share of neurons that spike at least once for an image, mean over images.
  public var activePerSample: Double
  /// Neurons that spiked for no test image.
  public var dead: Int
  /// Neurons that spiked at 95 % of all steps of all test images or more.
  public var saturated: Int
  /// How often an interval between two successive spikes of a neuron was 1 … T − 1 steps.
  public var intervals: [Int]
  /// Mean interval in steps; nil where no neuron spiked twice.
  public var meanInterval: Double?
  /// Median interval in steps, the mean of the middle two; nil where no neuron spiked twice.
  public var medianInterval: Double?
  /// Neurons by their firing rate over all test images, in 20 equal bins of 0 … 1; a bin holds its
  /// lower edge, the last 1 too.
  public var rateHistogram: [Int]
}

/// What training touched, all epochs together.
public struct LearningEvents: Hashable, Sendable {
  /// Synaptic operations of learning that were carried out, each a pair of a value below and a
  /// feedback above that meet at a weight.
  public var feedbackPairs: Int
  /// Those of a dense backward pass: at every step of every image, d(W) for every weight and
  /// position, and what is handed down for all but the first layer's.
  public var densePairs: Int
  /// Weights that had the other sign at the end of an epoch than at its beginning, over all epochs.
  public var signChanges: Int
  /// Share of weights that an epoch left as they were, mean over epochs; nil without an epoch.
  public var updateSparsity: Double?
}

/// Energy of synaptic operations by a 45 nm process (Horowitz 2014), 32-bit floating point.
///
/// An assumption, not a measurement: memory traffic, which usually costs more than arithmetic, is
/// left out, and so are the neurons' own updates.
public struct EnergyEstimate: Hashable, Sendable {
  /// A multiplication (3.7 pJ) and an addition.
  public static let picojoulesPerMAC = 4.6
  /// An addition.
  public static let picojoulesPerAC = 0.9
  /// Energy of one image's effective operations, in nJ.
  public var perSampleNanojoules: Double
  /// Energy of one image's dense operations, each a MAC, in nJ.
  public var denseNanojoules: Double

  /// The estimate for some operations.
  public init(_ operations: EffectiveOperations) {
    perSampleNanojoules =
      (operations.effectiveMACs * Self.picojoulesPerMAC
        + operations.effectiveACs * Self.picojoulesPerAC) / 1000
    denseNanojoules = operations.dense * Self.picojoulesPerMAC / 1000
  }
}

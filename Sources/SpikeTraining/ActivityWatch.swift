import SpikeSim

/// How much a population of neurons fires.
public enum Activity: String, Hashable, Sendable, CaseIterable {
  /// Fewer than ``quietest`` spikes an image, all neurons together.
  case silent
  /// Between the two.
  case active
  /// A spike at ``busiest`` or more of all steps of all neurons.
  case saturated

  /// Spikes an image of the whole population below which it is silent: one in ten images.
  public static let quietest = 0.1
  /// Spikes a neuron and step from which on a population is saturated.
  public static let busiest = 0.95

  /// How much a population fired.
  public init(of tally: Tally, population: Int, in network: Network) {
    self.init(
      spikes: tally.spikes[population], samples: tally.samples,
      places: network.layers[population].layout.neurons * network.steps, since: .active)
  }

  /// - Parameters:
  ///   - places: Neurons times steps.
  ///   - before: What it was; to leave a state takes more than to stay out of it, so that a
  ///     population at the border does not change from one look to the next.
  init(spikes: Int, samples: Int, places: Int, since before: Activity) {
    let perSample = Double(spikes) / Double(max(1, samples))
    let quietest = before == .silent ? 10 * Self.quietest : Self.quietest
    let busiest = before == .saturated ? 0.9 : Self.busiest
    if samples == 0 {
      self = before
    } else if perSample < quietest {
      self = .silent
    } else {
      self = perSample < busiest * Double(places) ? .active : .saturated
    }
  }
}

/// Watches a training for populations that fall silent, fire nearly always, or come back.
///
/// Looks at what a ``Tally`` counts anyway, some images at a time, and tells every change once.
public struct ActivityWatch {
  /// A population that is not as it was.
  public struct Change: Hashable, Sendable {
    /// Which, from the input.
    public var population: Int
    /// Where it stands among ``SpikeSim/NetworkSpec/layers``.
    public var layer: Int
    /// What it is now.
    public var activity: Activity
    /// Spikes in the images looked at.
    public var spikes: Int
    /// Images looked at.
    public var samples: Int
    /// Spikes a neuron and step.
    public var rate: Double
    /// Whether it was so from the first look on: training has not made it so.
    public var isInitial: Bool
    /// The silent layer below that leaves this one without spikes, among the layers.
    public var silentBelow: Int?
  }

  /// Images that a look takes in, at least.
  public static let window = 4000

  private let network: Network
  private var states: [Activity]
  private var seen: Tally
  private var isFirst = true

  /// Begins to watch.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - tally: What was counted before, which is not looked at.
  public init(_ network: Network, from tally: Tally) {
    self.network = network
    states = network.layers.map { _ in .active }
    seen = tally
  }

  /// Looks at what an epoch counted so far.
  ///
  /// - Parameters:
  ///   - tally: What the epoch counted so far.
  ///   - isEnd: Whether the epoch ends here: then a look takes in fewer images, if need be.
  /// - Returns: What changed, from the input on; empty between two looks.
  public mutating func look(at tally: Tally, isEnd: Bool) -> [Change] {
    // Of units that are 0 for every image their own zeros tell nothing of thresholds and decay.
    guard network.spec.isSpiking else { return [] }
    let samples = tally.samples - seen.samples
    defer { if isEnd { seen = Tally(populations: states.count) } }
    guard samples >= Self.window || isEnd && (samples >= Self.window / 10 || seen.samples == 0),
      samples > 0
    else { return [] }
    let changes = states.indices.compactMap { change($0, tally, samples: samples) }
    (seen, isFirst) = (tally, false)
    return changes
  }

  private mutating func change(_ index: Int, _ tally: Tally, samples: Int) -> Change? {
    let spikes = tally.spikes[index] - seen.spikes[index]
    let places = network.layers[index].layout.neurons * network.steps
    let activity = Activity(
      spikes: spikes, samples: samples, places: places, since: states[index])
    guard activity != states[index] else { return nil }
    states[index] = activity
    let layers = network.spec.populations
    let below = states[..<index].lastIndex(of: .silent)
    return Change(
      population: index, layer: layers[index], activity: activity, spikes: spikes,
      samples: samples, rate: Double(spikes) / (Double(samples) * Double(places)),
      isInitial: isFirst, silentBelow: activity == .silent ? below.map { layers[$0] } : nil)
  }
}

import SpikeKernels
import SpikeLFP
import SpikeSim
import Testing
import TestSupport

/// Makes visible what a shipped rule hands to every single contribution, from nothing but the d that
/// it returns.
///
/// One population, fed by inputs of which each spikes at one step only (latency). A weight's d then
/// belongs to one step, and its input received r = z·g = sign(w)·d there. What the membrane
/// receives at step τ shows at the step before: rules are linear in the reward, so a reward of 1 at
/// τ moves all earlier weights k times as far as a reward of 1 at τ − 1 does, and k is what the
/// membrane handed back (with the sign by which the output counts what arrives).
struct RuleProbe {
  /// What one neuron received at one step, and what it handed on.
  struct Account {
    /// R, as it counts: sign(Σz) at the output for a rule that turns what arrives there.
    var reward: Double
    /// The membrane before its reset.
    var sum: Double
    /// z and r of the inputs, the bias, and what the membrane kept, in this order.
    var contributions: [(z: Double, r: Double)]

    /// What the membrane kept, and what it received.
    var membrane: (z: Double, r: Double) { contributions[contributions.count - 1] }
    var handed: Double { contributions.reduce(0) { $0 + $1.r } }
    var handedMagnitude: Double { contributions.reduce(0) { $0 + abs($1.r) } }
    /// The largest factor by which a single contribution received the reward.
    var largest: Double { contributions.reduce(0) { max($0, abs($1.r / reward)) } }
  }

  private static let steps = 5
  private static let inputsPerStep = 8
  private static let neurons = 24

  let neuron: LIFParameters
  private let parameters: Parameters
  private let trace: Trace

  init(reset: Reset, seed: UInt64) throws {
    neuron = LIFParameters(beta: 0.9, threshold: 0.5, reset: reset)
    let inputs = Self.steps * Self.inputsPerStep
    let network = try Network(
      NetworkSpec(
        inputShape: [inputs], steps: Self.steps, encoding: .latency,
        layers: [.dense(units: Self.neurons), .lif(neuron)]))
    parameters = Parameters(zerosFor: network)
    var generator = SeededGenerator(seed: seed)
    parameters.layers[0].store(
      weightRows: (0..<inputs * Self.neurons).map { _ in generator.uniform(from: -1, to: 1) },
      biases: (0..<Self.neurons).map { _ in generator.uniform(from: -0.3, to: 0.3) })
    trace = Trace(network: network, capacity: 1, membranes: .all)
    // A value of 0 would never spike.
    trace.values.all.assign(
      (0..<inputs).map { max(0.01, 1 - Float($0 / Self.inputsPerStep) / Float(Self.steps - 1)) })
    Simulator(network: network, capacity: 1, workers: Workers(threads: 1))
      .simulate(trace, parameters: parameters, samples: 1)
  }

  /// The account of every neuron and step, but where what the membrane received is invisible: all
  /// earlier contributions have a sign that the rule leaves without reward.
  func accounts(_ rule: LFPRule) throws -> [Account] {
    let responses = try (0..<Self.steps).map { step in
      try ShippedFeedback(
        trace, parameters, labels: [0], rules: [rule], reward: RewardOfOneStep(step: step),
        threads: 1)
    }
    let accounts = try (0..<Self.neurons).flatMap { n in
      try (0..<Self.steps).compactMap { try account(n, $0, responses, rule) }
    }
    #expect(accounts.count > Self.neurons * Self.steps * 19 / 20)
    return accounts
  }

  private func account(
    _ n: Int, _ t: Int, _ responses: [ShippedFeedback], _ rule: LFPRule
  ) throws -> Account? {
    var turned = true
    if case .epsilon = rule { turned = false }
    func u(_ step: Int) -> Double {
      step < 0 ? 0 : Double(trace.output.membrane(sample: 0, step: step, neuron: n))
    }
    func wasReset(_ step: Int) -> Bool { u(step - 1) > Double(neuron.threshold) }
    func sum(_ step: Int) -> Double {
      u(step) + (neuron.reset == .subtract && wasReset(step) ? Double(neuron.threshold) : 0)
    }
    func sign(_ step: Int) -> Double { turned && sum(step) < 0 ? -1 : 1 }
    let inputs = Self.steps * Self.inputsPerStep
    func d(_ step: Int, _ input: Int) -> Double {
      Double(responses[step].weights[0][n * inputs + input])
    }
    func ofStep(_ step: Int) -> Range<Int> {
      step * Self.inputsPerStep..<(step + 1) * Self.inputsPerStep
    }

    var k = 0.0
    var earlierBias = 0.0
    if t > 0 {
      let earlier = 0..<t * Self.inputsPerStep
      let clearest = try #require(earlier.max { abs(d(t - 1, $0)) < abs(d(t - 1, $1)) })
      guard d(t - 1, clearest) != 0 else { return nil }
      k = d(t, clearest) / d(t - 1, clearest)
      earlierBias = k * Double(responses[t - 1].biases[0][n])
      let others = earlier.filter {
        abs(d(t, $0) - k * d(t - 1, $0)) > 1e-5 * (abs(d(t, clearest)) + abs(d(t, $0)))
      }
      #expect(others.isEmpty, "every earlier weight says the same")
    }
    let weights = parameters.layers[0].weightRows
    var contributions = ofStep(t).map { input in
      let w = Double(weights[n * inputs + input])
      return (z: w, r: (w < 0 ? -1 : 1) * d(t, input))
    }
    let b = Double(parameters.layers[0].biases[n])
    contributions.append(
      (z: b, r: (b < 0 ? -1 : 1) * (Double(responses[t].biases[0][n]) - earlierBias)))
    let emptied = neuron.reset == .zero && wasReset(t)
    contributions.append(
      (z: emptied ? 0 : Double(neuron.beta) * u(t - 1), r: t > 0 ? k * sign(t - 1) : 0))
    return Account(reward: sign(t), sum: sum(t), contributions: contributions)
  }
}

/// A reward of 1 for every class at one step.
struct RewardOfOneStep: Reward {
  var step: Int

  func rewards(for output: SampleOutput, label: Int) -> SampleRewards {
    var rewards = SampleRewards(for: output)
    for c in 0..<output.classes { rewards[c, step] = 1 }
    return rewards
  }
}

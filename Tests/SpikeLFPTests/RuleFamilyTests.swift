import SpikeKernels
import SpikeLFP
import SpikeSim
import Testing
import TestSupport

/// Every rule against the literal equations, on random networks of every kind of layer.
@Suite struct RuleFamilyTests {
  static let epsilon = 1e-6

  /// The stacks that are tried: dense, convolutions with stride and padding, pools of spikes and of
  /// currents.
  static let stacks: [String: (shape: [Int], layers: [LayerSpec])] = {
    func lif(_ beta: Float, _ reset: Reset = .subtract) -> LayerSpec {
      .lif(LIFParameters(beta: beta, threshold: 1, reset: reset))
    }
    return [
      "dense": (
        [6], [.dense(units: 20), lif(0.9), .dense(units: 9), lif(0.5), .dense(units: 3), lif(0.9)]
      ),
      "convolution, max pool": (
        [1, 8, 8],
        [
          .conv2d(Convolution(channels: 4, kernel: 3)), lif(0.9), .maxPool(size: 2),
          .conv2d(Convolution(channels: 5, kernel: 2, stride: 1, padding: 1)), lif(0.8),
          .averagePool(size: 2), .flatten, .dense(units: 3), lif(0.9),
        ]
      ),
      "pools before the neurons": (
        [2, 9, 9],
        [
          .conv2d(Convolution(channels: 3, kernel: 3, stride: 2, padding: 1)), .maxPool(size: 2),
          lif(0.9), .conv2d(Convolution(channels: 18, kernel: 2, padding: 1)),
          .averagePool(size: 2),
          lif(0.7), .dense(units: 3), lif(0.9),
        ]
      ),
      "other resets": (
        [5],
        [
          .dense(units: 12), lif(0.9, .zero), .dense(units: 8), lif(0.6, .none), .dense(units: 3),
          lif(0.9),
        ]
      ),
    ]
  }()

  /// Each rule with the literal coefficients of its equation, and whether its denominator has the
  /// sign of Σz, so that the output's reward is turned.
  static let rules: [String: (rule: LFPRule, turned: Bool, division: LiteralLFP.Division)] = {
    @Sendable func sums(_ z: [Double]) -> (above: Double, below: Double) {
      (z.reduce(0) { $0 + max(0, $1) }, z.reduce(0) { $0 + min(0, $1) })
    }
    let e = epsilon
    let whole: LiteralLFP.Division = { z, _, _, r in
      let sum = z.reduce(0, +)
      return z.map { _ in r / (sum + (sum >= 0 ? e : -e)) }
    }
    return [
      "0": (.zero(epsilon: Float(e)), true, whole),
      "signed epsilon": (.signedEpsilon(Float(e)), true, whole),
      "epsilon": (
        .epsilon(Float(e)), false,
        { z, before, change, r in z.map { _ in r / (abs(before) + abs(change) + e) } }
      ),
      "alpha-beta": (
        .alphaBeta(alpha: 2, epsilon: Float(e)), false,
        { z, _, _, r in
          let (above, below) = sums(z)
          return z.map { $0 > 0 ? 2 * r / (above + e) : -r / (below - e) }
        }
      ),
      "z-plus-z-minus": (
        .zPlusZMinus(epsilon: Float(e)), true,
        { z, _, _, r in
          let (above, below) = sums(z)
          return z.map {
            if above + below >= 0 { return $0 > 0 ? r / (above + e) : 0 }
            return $0 > 0 ? 0 : r / (below - e)
          }
        }
      ),
    ]
  }()

  struct Case {
    let network: Network
    let parameters: Parameters
    let input: [Float]
    let labels = [0, 2, 1]

    init(_ stack: String, seed: UInt64) throws {
      let (shape, layers) = try #require(RuleFamilyTests.stacks[stack])
      network = try Network(NetworkSpec(inputShape: shape, steps: 8, layers: layers))
      parameters = Parameters(zerosFor: network)
      var generator = SeededGenerator(seed: seed)
      for layer in parameters.layers {
        let bound = 2.5 / Float(layer.shape.inputs).squareRoot()
        layer.store(
          weightRows: (0..<layer.shape.inputs * layer.shape.outputs).map { _ in
            generator.uniform(from: -bound, to: bound)
          }, biases: (0..<layer.shape.outputs).map { _ in generator.uniform(from: -0.1, to: 0.4) })
      }
      // Most of the first sample is a background, and of the second nothing.
      let size = network.inputs
      input = (0..<3 * size).map { place in
        let value = generator.uniform(from: -1, to: 2)
        return generator.uniform() < 0.7 && place < 2 * size ? (place < size ? -0.5 : 0) : value
      }
    }

    var trace: Trace {
      let trace = Trace(network: network, capacity: 3, membranes: .all)
      trace.input.all.assign(input)
      Simulator(network: network, capacity: 3, workers: Workers(threads: 2))
        .simulate(trace, parameters: parameters, samples: 3)
      return trace
    }

    /// The literal feedback of the three samples, summed.
    func literal(
      _ reward: any Reward, turned: Bool, _ division: LiteralLFP.Division
    ) -> [LiteralLFP.Feedback] {
      (0..<3).map { sample in
        LiteralLFP(network, parameters).run(
          input: input[sample * network.inputs..<(sample + 1) * network.inputs].map(Double.init),
          reward: { spikes in
            let rewards = reward.rewards(
              for: SampleOutput(spikes: spikes), label: labels[sample])
            return spikes.indices.map { c in
              spikes[c].indices.map { Double(rewards[c, $0]) }
            }
          }, turned: turned, division: division)
      }
    }
  }

  @Test(arguments: stacks.keys.sorted(), rules.keys.sorted())
  func `feedback is that of the literal equations`(stack: String, name: String) throws {
    let (rule, turned, division) = try #require(Self.rules[name])
    let example = try Case(stack, seed: 5)
    let trace = example.trace
    #expect(trace.populations.allSatisfy { $0.spikeCount(samples: 0..<3) > 0 })
    let reward = SequenceReward(reading: .printed)
    let learning = try LFPLearning(
      rules: example.network.stages.map { _ in rule }, reward: reward, network: example.network,
      capacity: 3, workers: Workers(threads: 2), recordsInput: true)
    let direction = Parameters(zerosFor: example.network)
    _ = learning.accumulate(
      trace, labels: example.labels, batch: 3, parameters: example.parameters, into: direction)
    let input = learning.inputReward(trace, parameters: example.parameters)
    learning.finish(direction, parameters: example.parameters)

    let literal = example.literal(reward, turned: turned, division)
    for (index, layer) in direction.layers.enumerated() {
      let weights = (0..<layer.weightRows.count).map { place in
        Float(literal.reduce(0) { $0 + $1.weights[index][place] })
      }
      let biases = (0..<layer.biases.count).map { place in
        Float(literal.reduce(0) { $0 + $1.biases[index][place] })
      }
      #expect(relativeDifference(layer.weightRows.map(-), weights) < 1e-3, "weights \(index)")
      #expect(relativeDifference(layer.biases.map(-), biases) < 1e-3, "biases \(index)")
    }
    #expect(relativeDifference(input, literal.flatMap { $0.input.map { Float($0) } }) < 1e-3)
  }
}

extension RuleFamilyTests {
  /// Runs the literal rule over every stack, and with it what the rule promises. That ours is the
  /// literal one is the claim above.
  private func literal(_ name: String) throws -> [LiteralLFP.Feedback] {
    let (_, turned, division) = try #require(Self.rules[name])
    return try Self.stacks.keys.sorted().flatMap {
      try Case($0, seed: 5).literal(SequenceReward(reading: .printed), turned: turned, division)
    }
  }

  @Test func `z⁺z⁻ never hands down more than arrived`() throws {
    for feedback in try literal("z-plus-z-minus") {
      for (handed, arrived) in zip(feedback.handed, feedback.arrived) {
        #expect(handed <= arrived * (1 + 1e-12))
      }
    }
  }

  @Test func `αβ multiplies no reward by more than α`() throws {
    let largest = try literal("alpha-beta").map(\.largestFactor).max() ?? 0
    #expect(largest <= 2)
    #expect(largest > 1.9, "the bound is reached where one contribution is all")
  }

  @Test(arguments: [
    // Where all contributions are positive, αβ hands on α·R.
    ("0", 1.0), ("signed epsilon", 1), ("epsilon", 1), ("alpha-beta", 2), ("z-plus-z-minus", 1),
  ])
  func `what a neuron hands on in sum is bounded at every step`(name: String, bound: Double) throws
  {
    let largest = try literal(name).map(\.largestSum).max() ?? 0
    #expect(largest <= bound * (1 + 1e-9))
    #expect(largest > 0.99 * bound, "the bound is reached")
  }

  @Test(arguments: ["0", "signed epsilon"])
  func `the sum of the rewards is conserved where ε is negligible`(name: String) throws {
    for feedback in try literal(name) {
      for stage in feedback.arrivedSum.indices {
        // Neurons without any contribution, or with a sum near ε, hand down less: the difference
        // is bounded by ε over the typical sum.
        let difference = abs(feedback.handedSum[stage] - feedback.arrivedSum[stage])
        #expect(difference <= 1e-3 * max(1, feedback.arrived[stage]))
      }
    }
  }

  @Test func `the authors' ε conserves nothing`() throws {
    var shares: [Double] = []
    for feedback in try literal("epsilon") {
      for stage in feedback.arrivedSum.indices where feedback.arrived[stage] > 0 {
        shares.append(feedback.handedSum[stage] / feedback.arrivedSum[stage])
      }
    }
    #expect(shares.contains { abs($0 - 1) > 0.05 })
  }

  @Test func `a rule may be chosen for each layer`() throws {
    let example = try Case("dense", seed: 5)
    let reward = SequenceReward(reading: .printed)
    func feedback(_ rules: [LFPRule]) throws -> [[Float]] {
      let learning = try LFPLearning(
        rules: rules, reward: reward, network: example.network, capacity: 3,
        workers: Workers(threads: 1))
      let direction = Parameters(zerosFor: example.network)
      _ = learning.accumulate(
        example.trace, labels: example.labels, batch: 3, parameters: example.parameters,
        into: direction)
      learning.finish(direction, parameters: example.parameters)
      return direction.layers.map(\.weightRows)
    }
    let (epsilon, other) = (LFPRule.epsilon(1e-6), LFPRule.zPlusZMinus(epsilon: 1e-6))
    let (pure, mixed) = (
      try feedback([epsilon, epsilon, epsilon]), try feedback([other, epsilon, epsilon])
    )
    // What stands above the layer with another rule is untouched by it.
    #expect(mixed[2] == pure[2] && mixed[1] == pure[1])
    #expect(mixed[0] != pure[0])
  }

  @Test func `division by the largest scales a layer's feedback and nothing above it`() throws {
    let example = try Case("convolution, max pool", seed: 5)
    func feedback(_ divides: Bool) throws -> [[Float]] {
      let learning = try LFPLearning(
        rules: example.network.stages.map { _ in .epsilon(1e-6) },
        reward: SequenceReward(reading: .printed), dividesByLargest: divides,
        network: example.network, capacity: 3, workers: Workers(threads: 2))
      let direction = Parameters(zerosFor: example.network)
      _ = learning.accumulate(
        example.trace, labels: example.labels, batch: 3, parameters: example.parameters,
        into: direction)
      learning.finish(direction, parameters: example.parameters)
      return direction.layers.map(\.weightRows)
    }
    let (plain, divided) = (try feedback(false), try feedback(true))
    #expect(divided[2] == plain[2])
    for index in 0..<2 {
      let ratios = zip(divided[index], plain[index]).filter { abs($1) > 1e-4 }.map { $0 / $1 }
      let first = try #require(ratios.first)
      #expect(abs(first - 1) > 1e-3)
      #expect(ratios.allSatisfy { abs($0 - first) <= 1e-3 * abs(first) })
    }
  }
}

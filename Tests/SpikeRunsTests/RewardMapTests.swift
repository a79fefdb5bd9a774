import SpikeConfig
import SpikeData
import SpikeKernels
import SpikeSim
import SpikeTraining
import TestSupport
import Testing

@testable import SpikeRuns

/// What inputs earned: of a reward of 1 for each spike of a class.
@Suite struct RewardMapTests {
  /// A network without biases on generated digits.
  private struct Example {
    let config: ExperimentConfig
    let network: Network
    let parameters: Parameters
    let samples: Samples
    let maps: RewardMaps

    init(rule: String, encoding: String = "constant") throws {
      config = try ConfigFile.parse(
        """
        { "name": "maps", "data": { "dataset": "digits", "train": 20, "test": 120, "pixels": [0, 1] },
          "encoding": "\(encoding)",
          "network": { "steps": 8, "layers": [ { "dense": 30 }, "lif", { "dense": 10 }, "lif" ] },
          "learning": \(rule), "training": { "epochs": 1 } }
        """, file: "maps.json"
      ).single()
      network = try Network(config.networkSpec)
      parameters = Parameters(zerosFor: network)
      var generator = SeededGenerator(seed: 5)
      for layer in parameters.layers {
        let bound = 5 / Float(layer.shape.inputs).squareRoot()
        layer.store(
          weightRows: (0..<layer.shape.inputs * layer.shape.outputs).map { _ in
            generator.uniform(from: -bound / 2, to: bound)
          }, biases: [Float](repeating: 0, count: layer.shape.outputs))
      }
      samples = Samples(
        try config.data.load(dataRoot: nil).test, pixels: config.data.pixels)
      maps = try RewardMaps(
        config, network: network, parameters: parameters, capacity: 50,
        workers: Workers(threads: 2))
    }

    func trace(_ count: Int) -> Trace {
      let workers = Workers(threads: 2)
      let trace = Trace(network: network, capacity: count, membranes: .all)
      samples.load(Array(0..<count)[...], into: trace, using: workers)
      Simulator(network: network, capacity: count, workers: workers).simulate(
        trace, parameters: parameters, samples: count,
        chance: Evaluator.chance(seed: config.seed, batch: 0, firstSample: 0))
      return trace
    }
  }

  @Test(arguments: ["constant", "rate"])
  func `by LFP-0 pixels receive as much together as the class has spikes`(
    encoding: String
  ) throws {
    let example = try Example(
      rule: #"{ "rule": "lfp-0", "epsilon": 1e-9 }"#, encoding: encoding)
    let trace = example.trace(12)
    var seen = 0
    for c in 0..<10 {
      let found = example.maps.find(trace, classes: [Int](repeating: c, count: 12))
      for (sample, map) in found.enumerated() {
        let spikes = trace.output.spikeCount(sample: sample, neuron: c)
        let sum = map.reward.reduce(0.0) { $0 + Double($1) }
        let size = map.reward.reduce(0.0) { $0 + Double(abs($1)) }
        #expect(abs(sum - Double(spikes)) <= 1e-4 * (1 + size), "class \(c), sample \(sample)")
        // Who did not spike was not helped by anyone.
        if spikes == 0 { #expect(size == 0) }
        seen += spikes
      }
    }
    #expect(seen > 20)
    #expect(example.maps.ruleName == "lfp-0")
  }

  @Test func `a run by surrogate gradients is asked by the ε-rule and its own surrogate`() throws {
    let example = try Example(
      rule: #"{ "rule": "surrogate", "surrogate": "fast-sigmoid", "slope": 5 }"#)
    #expect(example.maps.ruleName == "lfp-epsilon")
    #expect(example.maps.gradientName.hasSuffix("the run's surrogate"))
    let trace = example.trace(4)
    let maps = example.maps.find(trace, classes: [0, 1, 2, 3])
    #expect(maps.contains { $0.reward.contains { $0 != 0 } })
    #expect(maps.contains { $0.gradient.contains { $0 != 0 } })
    // Asked again, the answer is the same.
    let again = example.maps.find(trace, classes: [0, 1, 2, 3])
    #expect(zip(maps, again).allSatisfy { $0.reward == $1.reward && $0.gradient == $1.gradient })
  }

  @Test func `means by class are those of single maps, and count every sample once`() throws {
    let example = try Example(rule: #"{ "rule": "lfp-epsilon" }"#)
    let count = 70
    let trace = example.trace(count)
    let answers = (0..<count).map { trace.predictedClass(sample: $0) }
    let one = try RewardMaps(
      example.config, network: example.network, parameters: example.parameters, capacity: count,
      workers: Workers(threads: 1))
    let single = one.find(trace, classes: answers)
    let means = ClassMaps(
      example.maps, of: example.samples, first: count, parameters: example.parameters,
      seed: example.config.seed, workers: Workers(threads: 2))
    #expect(means.samples == count)
    for c in 0..<10 {
      for (part, isRight) in [(means.right[c], true), (means.wrong[c], false)] {
        let mine = (0..<count).filter {
          example.samples.labels[$0] == c && (answers[$0] == c) == isRight
        }
        #expect(part.count == mine.count)
        guard !mine.isEmpty else { continue }
        let expected = (0..<example.network.inputs).map { input in
          mine.reduce(Float(0)) { $0 + single[$1].reward[input] } / Float(mine.count)
        }
        #expect(relativeDifference(part.map.reward, expected) < 1e-5)
      }
    }
    #expect(means.wrong.contains { $0.count > 0 })
  }

  @Test func `without spikes a map adds up to the logit, also below 0`() throws {
    let config = try ConfigFile.parse(
      """
      { "name": "maps", "data": { "dataset": "digits", "train": 20, "test": 20, "pixels": [0, 1] },
        "network": { "layers": [ { "dense": 30 }, "relu", { "dense": 10 } ] },
        "learning": { "rule": "lfp-0", "epsilon": 1e-9 }, "training": { "epochs": 1 } }
      """, file: "maps.json"
    ).single()
    let (network, workers) = (try Network(config.networkSpec), Workers(threads: 2))
    let parameters = Parameters(zerosFor: network)
    parameters.initialise(seed: 4)
    for layer in parameters.layers { layer.bias.fill(0) }
    let samples = Samples(try config.data.load(dataRoot: nil).test, pixels: config.data.pixels)
    let trace = Trace(network: network, capacity: 8, membranes: .all)
    samples.load(Array(0..<8)[...], into: trace, using: workers)
    Simulator(network: network, capacity: 8, workers: workers)
      .simulate(trace, parameters: parameters, samples: 8)
    let maps = try RewardMaps(
      config, network: network, parameters: parameters, capacity: 8, workers: workers)
    var signs: Set<FloatingPointSign> = []
    for c in 0..<10 {
      let found = maps.find(trace, classes: [Int](repeating: c, count: 8))
      for (sample, map) in found.enumerated() {
        let logit = trace.output.sums(sample: sample)[c]
        let size = map.reward.reduce(0) { $0 + abs($1) }
        #expect(abs(map.reward.reduce(0, +) - logit) <= 1e-4 * (1 + size))
        signs.insert(logit.sign)
      }
    }
    #expect(signs.count == 2)
  }
}

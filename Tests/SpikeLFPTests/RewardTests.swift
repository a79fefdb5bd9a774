import SpikeKernels
import SpikeLFP
import SpikeSim
import Testing

@Suite struct RewardTests {
  /// A reward a user brings: it sees which class spiked first.
  struct FirstSpike: Reward {
    func rewards(for output: SampleOutput, label: Int) -> SampleRewards {
      var rewards = SampleRewards(for: output)
      let first = (0..<output.steps).first { step in
        (0..<output.classes).contains { output.spiked($0, at: step) }
      }
      if let first, !output.spiked(label, at: first) { rewards[label, first] = 1 }
      return rewards
    }
  }

  static func sigma(_ z: Double) -> Double { 1 / (1 + exp2(-z * 1.4426950408889634)) }

  static func exp2(_ x: Double) -> Double {
    // A series, so that the test leans on nothing it tests.
    let whole = x.rounded(.down)
    let rest = (x - whole) * 0.6931471805599453
    var (term, sum) = (1.0, 1.0)
    for n in 1..<30 {
      term *= rest / Double(n)
      sum += term
    }
    return sum * Double(sign: .plus, exponent: Int(whole), significand: 1)
  }

  /// Two classes, each with some first spikes at every third step from step 1 on, round and round.
  private func output(_ counts: [Int], steps: Int) -> SampleOutput {
    SampleOutput(
      spikes: counts.map { count in
        let order = (0..<3).flatMap { stride(from: ($0 + 1) % 3, to: steps, by: 3) }
        var row = [Bool](repeating: false, count: steps)
        for step in order.prefix(count) { row[step] = true }
        return row
      })
  }

  @Test(arguments: [0, 1, 5, 12, 13, 25])
  func `the two readings of A.16, T 25`(count: Int) {
    let output = output([count, count], steps: 25)
    let n = 25.0
    let o = Double(count)
    for (reading, target, other) in [
      (
        SequenceReward.Reading.printed, 1 - Self.sigma(o - n / 2),
        -(1 - Self.sigma((o - n) - n / 2))
      ), (.released, 1 - Self.sigma(o - 12), -(1 - Self.sigma((n - o) - 12))),
    ] {
      let reward = SequenceReward(reading: reading)
      #expect(reward.asksForSpikes)
      let rewards = reward.rewards(for: output, label: 1)
      for step in 0..<25 {
        let expected = output.spiked(0, at: step) ? other : 0
        #expect(abs(Double(rewards[0, step]) - expected) < 1e-6)
        #expect(abs(Double(rewards[1, step]) - target) < 1e-6)
      }
    }
  }

  @Test func `the logistic reward drives counts apart`() {
    let reward = LogisticReward()
    #expect(reward.asksForSpikes)
    let output = output([9, 1], steps: 10)
    let rewards = reward.rewards(for: output, label: 0)
    for step in 0..<10 {
      let (right, wrong) = (rewards[0, step], rewards[1, step])
      #expect(output.spiked(0, at: step) ? right > 0 && right < 0.01 : right == 0)
      // σ(1) = 0.731.
      #expect(output.spiked(1, at: step) ? abs(wrong + 0.7310586) < 1e-6 : wrong == 0)
    }
  }

  @Test(arguments: [(label: 1, reward: Float(1)), (label: 0, reward: -1), (label: 2, reward: -1)])
  func `A.1 rewards the true class alone, by whether the answer is right`(
    label: Int, reward: Float
  ) {
    // Classes 1 and 2 spike equally often: the first of them is the answer.
    let output = output([2, 4, 4], steps: 6)
    #expect(output.answer == 1)
    let rewards = SignReward().rewards(for: output, label: label)
    for c in 0..<3 {
      for step in 0..<6 { #expect(rewards[c, step] == (c == label ? reward : 0)) }
    }
    #expect(!SignReward().asksForSpikes)
  }

  @Test func `without a spike the answer is the first class`() {
    let output = output([0, 0, 0], steps: 4)
    #expect(output.answer == 0)
    #expect(SignReward().rewards(for: output, label: 0)[0, 3] == 1)
    #expect(SignReward().rewards(for: output, label: 2)[2, 3] == -1)
  }

  @Test func `a reward of one's own sees time`() {
    let late = SampleOutput(spikes: [[false, true, true], [false, false, true]])
    let own: any Reward = FirstSpike()
    #expect(own.rewards(for: late, label: 1).values == [0, 0, 0, 0, 1, 0])
    #expect(own.rewards(for: late, label: 0).values == [0, 0, 0, 0, 0, 0])
    #expect(own.asksForSpikes)
  }

  @Test func `an output of more than a word of steps is read as it was written`() {
    var generator = SeededGenerator(seed: 8)
    let spikes = (0..<3).map { _ in (0..<70).map { _ in generator.uniform() < 0.4 } }
    let output = SampleOutput(spikes: spikes)
    #expect(output.classes == 3 && output.steps == 70)
    for c in 0..<3 {
      #expect(output.counts[c] == spikes[c].count { $0 })
      #expect((0..<70).map { output.spiked(c, at: $0) } == spikes[c], "seed 8")
      var steps: [Int] = []
      output.forEachSpike(of: c) { steps.append($0) }
      #expect(steps == (0..<70).filter { spikes[c][$0] }, "seed 8")
    }
  }

  @Test func `a reward sees the output of the trace, step by step`() throws {
    // One weight a class: class 0 gets 1.5 a step and spikes at every step (β 1), class 1 gets 0.6
    // and spikes at steps 1 and 3.
    let example = try Example(weights: [1.5, 0.6], steps: 4)
    struct Seen: Reward {
      func rewards(for output: SampleOutput, label: Int) -> SampleRewards {
        var rewards = SampleRewards(for: output)
        for c in 0..<output.classes { rewards.add(Float(c + 1), toSpikesOf: c) }
        return rewards
      }
    }
    // [steps][samples][classes].
    #expect(
      try example.learning(Seen()).rewards(example.trace, labels: [1])
        == [1, 0, 1, 2, 1, 0, 1, 2])
  }

  @Test func `praise strengthens Σz as it is, a reward that asks for spikes raises it`() throws {
    // Σz of class 0 is −0.5 at the only step, and nothing spikes: the answer is class 0, which is
    // right. LFP-0 gives d(w) = |w|·x / Σz · R.
    let example = try Example(weights: [-0.5, -2], steps: 1)
    struct Asking: Reward {
      func rewards(for output: SampleOutput, label: Int) -> SampleRewards {
        SignReward().rewards(for: output, label: label)
      }
    }
    for (reward, expected) in [(SignReward() as any Reward, Float(-1)), (Asking(), 1)] {
      let learning = try example.learning(reward)
      let direction = Parameters(zerosFor: example.network)
      _ = learning.accumulate(
        example.trace, labels: [0], batch: 1, parameters: example.parameters, into: direction)
      learning.finish(direction, parameters: example.parameters)
      // Directions are −d.
      #expect(abs(-direction.layers[0].weightRows[0] - expected) < 1e-5)
      #expect(direction.layers[0].weightRows[1] == 0)
    }
  }

  /// One input of 1, one neuron a class, without leak.
  private struct Example {
    let network: Network
    let parameters: Parameters
    let trace: Trace

    init(weights: [Float], steps: Int) throws {
      network = try Network(
        NetworkSpec(
          inputShape: [1], steps: steps,
          layers: [.dense(units: weights.count), .lif(LIFParameters(beta: 1))]))
      parameters = Parameters(zerosFor: network)
      parameters.layers[0].store(
        weightRows: weights, biases: weights.map { _ in 0 })
      trace = Trace(network: network, capacity: 1, membranes: .all)
      trace.values.all.assign([1])
      Simulator(network: network, capacity: 1, workers: Workers(threads: 1))
        .simulate(trace, parameters: parameters, samples: 1)
    }

    func learning(_ reward: any Reward) throws -> LFPLearning {
      try LFPLearning(
        rules: [.zero(epsilon: 1e-6)], reward: reward, network: network, capacity: 1,
        workers: Workers(threads: 1))
    }
  }
}

import Foundation
import SpikeData
import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeTraining
import Testing

/// Wants the right class to spike at half of the steps, rather late than early, and the others never.
struct LateHalf: Reward {
  func rewards(for output: SampleOutput, label: Int) -> SampleRewards {
    var rewards = SampleRewards(for: output)
    for c in 0..<output.classes where c != label { rewards.add(-1, toSpikesOf: c) }
    let steps = Float(output.steps)
    let missing = Float(output.steps / 2 - output.counts[label]) / steps
    for step in 0..<output.steps { rewards[label, step] = missing * (0.5 + Float(step) / steps) }
    return rewards
  }
}

/// The reward that `Documentation/Extending.md` brings.
@Suite struct OwnRewardTests {
  @Test func `the document shows the reward that is tested here`() throws {
    let here = URL(fileURLWithPath: #filePath)
    let document = here.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Documentation/Extending.md")
    let source = try String(contentsOf: here, encoding: .utf8)
    let start = try #require(source.range(of: "/// Wants the right class"))
    let end = try #require(source.range(of: "\n}\n", range: start.lowerBound..<source.endIndex))
    let reward = source[start.lowerBound..<end.upperBound]
    let text = try String(contentsOf: document, encoding: .utf8)
    #expect(text.contains("```swift\n\(reward)```"))
  }

  @Test func `a network learns digits by a reward of one's own`() throws {
    let workers = Workers(threads: 2)
    let lif = LayerSpec.lif(LIFParameters())
    let network = try Network(
      NetworkSpec(
        inputShape: [1, 28, 28], steps: 8,
        layers: [.dense(units: 60), lif, .dense(units: 10), lif]))
    let parameters = Parameters(zerosFor: network)
    parameters.initialise(seed: 1)
    let learning = try LFPLearning(
      rules: network.layers.map { _ in .epsilon(1e-6) }, reward: LateHalf(), network: network,
      capacity: 20, workers: workers)
    let adam = OptimizerSpec.adam(learningRate: 0.003, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
    let trainer = Trainer(
      network: network, parameters: parameters, rule: learning,
      optimizer: Optimizer(
        adam, clipping: .adaptive(limit: 0.01), network: network, workers: workers),
      batchSize: 20, seed: 1, workers: workers)
    let samples = Samples(
      ProceduralDigits().splits(train: 400, test: 10).train, pixels: .range(low: -1, high: 1))
    let accuracies = try (0..<8).compactMap { _ in
      try trainer.trainEpoch(on: samples) { _, _ in true }?.accuracy
    }
    // Of ten classes guessing finds 0.1 of 400 images, give or take 0.015.
    #expect(try #require(accuracies.last) > 0.25, "\(accuracies)")
  }
}

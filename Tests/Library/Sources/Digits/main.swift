import SpikeData
import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeTraining

// Images of 28 × 28 pixels in ten classes, drawn here: nothing is downloaded.
let digits = ProceduralDigits().splits(train: 5_000, test: 1_000)
let train = Samples(digits.train, pixels: .range(low: -1, high: 1))
let test = Samples(digits.test, pixels: .range(low: -1, high: 1))

// 784-200-10 leaky integrate-and-fire neurons, simulated for 15 steps.
let neurons = LayerSpec.lif(LIFParameters(beta: 0.9, threshold: 1, reset: .subtract))
let network = try Network(
  NetworkSpec(
    inputShape: [1, 28, 28], steps: 15,
    layers: [.dense(units: 200), neurons, .dense(units: 10), neurons]))
let parameters = Parameters(zerosFor: network)
parameters.initialise(seed: 0)

// LFP by the ε-rule, with the reward of equation A.16 as the paper prints it, and Adam.
let workers = Workers()
let batchSize = 50
let rule = try LFPLearning(
  rules: network.layers.map { _ in .epsilon(1e-6) }, reward: SequenceReward(reading: .printed),
  network: network, capacity: batchSize, workers: workers)
let adam = OptimizerSpec.adam(learningRate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
let optimizer = Optimizer(
  adam, clipping: .adaptive(limit: 0.01), network: network, workers: workers)
let trainer = Trainer(
  network: network, parameters: parameters, rule: rule, optimizer: optimizer,
  batchSize: batchSize, seed: 0, workers: workers)
let evaluator = Evaluator(network: network, workers: workers)

for epoch in 1...5 {
  _ = try trainer.trainEpoch(on: train) { _, _ in true }
  let tally = evaluator.evaluate(parameters, on: test)
  print("epoch \(epoch): \(tally.correct) of \(tally.samples) test images")
}

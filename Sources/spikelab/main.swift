import SpikeData
import SpikeKernels
import SpikeSim
import SpikeLFP
import SpikeSurrogate
import SpikeTraining

let root = CommandLine.arguments[1]
let threads = Int(CommandLine.arguments[2])!
let ruleName = CommandLine.arguments[3]
let batches = Int(CommandLine.arguments[4])!
let lr = Float(CommandLine.arguments[5])!
let beta = Float(CommandLine.arguments[6])!
let clip = Float(CommandLine.arguments[7])!
let workers = Workers(threads: threads)
func load(_ a: String, _ b: String) throws -> ImageDataset {
  let i = try IDX(reading: root + "/" + a, as: .images)
  let l = try IDX(reading: root + "/" + b, as: .labels)
  return try ImageDataset(
    name: "mnist", rows: 28, columns: 28, classes: 10, pixels: i.values, labels: l.values)
}
let clock = ContinuousClock()
let train = Samples(
  try load("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"), pixels: -1...1)
let test = Samples(
  try load("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"), pixels: -1...1)
let lif = LayerSpec.lif(LIFParameters(beta: beta))
let network = try Network(
  NetworkSpec(
    inputShape: [784], steps: 25,
    layers: [.dense(units: 1000), lif, .dense(units: 1000), lif, .dense(units: 10), lif]))
let parameters = Parameters(zerosFor: network)
parameters.initialise(seed: 0)
let rule: any LearningRule =
  ruleName == "lfp"
  ? LFPLearning(
    rule: .epsilon(1e-6), reward: .sequence, network: network, capacity: 128, workers: workers)
  : SurrogateLearning(
    function: .fastSigmoid(slope: 25), network: network, capacity: 128, workers: workers)
let optimizer = Optimizer(
  .adam(learningRate: lr, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
  clipping: clip > 0 ? .adaptive(limit: clip) : .none, network: network, workers: workers)
let trainer = Trainer(
  network: network, parameters: parameters, rule: rule, optimizer: optimizer, batchSize: 128,
  seed: 0, workers: workers)
let evaluator = Evaluator(network: network, workers: workers)
for epoch in 1...3 {
  var n = 0
  let start = clock.now
  var last = start
  let tally = trainer.trainEpoch(on: train) { done, of in
    n += 1
    if n % 200 == 0 {
      let now = clock.now;
      print(
        done, (now - last) / 200, trainer.position.tally.accuracy,
        trainer.position.tally.firingRates(of: network));
      last = now
    }
    return n < batches
  }
  print("epoch", epoch, clock.now - start, tally?.accuracy ?? -1)
  let s = clock.now
  let t = evaluator.evaluate(parameters, on: test)!
  print("test", t.accuracy, clock.now - s, t.firingRates(of: network), t.forward)
  if tally == nil { break }
}

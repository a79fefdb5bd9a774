import SpikeKernels
import SpikeLFP
import SpikeSim

@testable import SpikeData
@testable import SpikeFiles
@testable import SpikeTraining

/// A trainer of a handful of neurons, the same for every input.
enum SmallTrainer {
  static let network: Network = {
    let lif = LayerSpec.lif(LIFParameters())
    let layers: [LayerSpec] = [.dense(units: 3), lif, .dense(units: 2), lif]
    guard let network = try? Network(NetworkSpec(inputShape: [4], steps: 4, layers: layers)) else {
      fatalError("the small network is none")
    }
    return network
  }()

  static func make() throws -> Trainer {
    let workers = Workers(threads: 1)
    let parameters = Parameters(zerosFor: network)
    parameters.initialise(seed: 3)
    let rule = try LFPLearning(
      rules: network.layers.map { _ in .epsilon(1e-6) },
      reward: SequenceReward(reading: .printed), network: network, capacity: 2, workers: workers)
    let adam = OptimizerSpec.adam(learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
    return Trainer(
      network: network, parameters: parameters, rule: rule,
      optimizer: Optimizer(
        adam, clipping: .adaptive(limit: 0.01), network: network, workers: workers),
      schedule: .step(epochs: 1, factor: 0.5), epochs: 3, batchSize: 2, seed: 3, workers: workers)
  }

  static func samples() throws -> Samples {
    let images = try ImageDataset(
      name: "four", rows: 2, columns: 2, classes: 2,
      pixels: (0..<16).map { UInt8($0 * 16) }, labels: [0, 1, 0, 1])
    return Samples(images, pixels: 0...1)
  }
}

// One thread runs all inputs.
private nonisolated(unsafe) let trainer = try? SmallTrainer.make()
private let samples = try? SmallTrainer.samples()

/// A file that is taken gives the state it says, and training goes on from there; a file that is
/// refused changes nothing.
func fuzzCheckpoint(_ bytes: [UInt8]) {
  guard let trainer, let samples else { fatalError("no trainer") }
  guard let file = try? TensorFile(decoding: bytes) else { return }
  let before = Checkpoint.encode(trainer).encoded()
  do {
    try Checkpoint.restore(trainer, from: file)
  } catch {
    checkMessage("\(error)")
    precondition(Checkpoint.encode(trainer).encoded() == before, "a refused file left its mark")
    return
  }
  let state = Checkpoint.encode(trainer)
  guard (try? Checkpoint.restore(trainer, from: state)) != nil,
    Checkpoint.encode(trainer).encoded() == state.encoded()
  else { fatalError("a state does not come back") }
  do {
    _ = try trainer.trainEpoch(on: samples) { _, _ in true }
  } catch {
    // Finite numbers may still be too large to learn with.
    checkMessage("\(error)")
  }
  // The next input starts from a sound state.
  guard let seed = try? SmallTrainer.make(),
    (try? Checkpoint.restore(trainer, from: Checkpoint.encode(seed))) != nil
  else { fatalError("the first state does not come back") }
}

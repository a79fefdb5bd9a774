import SpikeData
import SpikeFiles
import SpikeKernels
import SpikeSim
import SpikeTraining
import TestSupport
import Testing

/// What a training does about numbers that are NaN or infinite.
@Suite struct NonFiniteTests {
  private static let adam = OptimizerSpec.adam(
    learningRate: 3e38, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
  /// A surrogate's gradient, small and soon 0, takes more than this learning rate to overflow by SGD.
  private static let huge: [(SmallRule, OptimizerSpec)] = [
    (.lfp, adam), (.surrogate, adam), (.lfp, .sgd(learningRate: 3e38, momentum: 0.9)),
    (.lfp, .sgd(learningRate: 3e38, momentum: 0.9, form: .average)),
  ]

  @Test(arguments: huge)
  func `a learning rate that overflows stops the training`(
    rule: SmallRule, optimizer: OptimizerSpec
  ) throws {
    let training = try SmallTraining(rule, optimizer: optimizer, clipping: .none)
    let error = try #require(
      #expect(throws: NonFiniteNumber.self) { try training.train(epochs: 9) })
    #expect((1...9).contains(error.epoch))
    #expect((1...5).contains(error.batch))
    #expect(error.step == (error.epoch - 1) * 5 + error.batch)
    // The first overflow is that of the step itself or, once weights are huge, of a membrane.
    switch error.place {
    case .movedParameter, .moment, .membrane, .movedMembrane: break
    default: Issue.record("\(error)")
    }
    // The batch is not counted, and the message names all that it holds.
    #expect(training.trainer.position.tally.objective.isFinite)
    for part in ["batch \(error.batch)", "epoch \(error.epoch)", "network.layers["] {
      #expect(error.description.contains(part), "\(error)")
    }
  }

  @Test(arguments: SmallRule.allCases)
  func `a weight that is no number is found before the first step`(rule: SmallRule) throws {
    for value in [Float.nan, .infinity, -.infinity] {
      let training = try SmallTraining(rule)
      let layer = training.trainer.parameters.layers[2]
      var weights = layer.weightRows
      weights[33 + 5] = value
      layer.store(weightRows: weights, biases: layer.biases)
      let error = try #require(
        #expect(throws: NonFiniteNumber.self) { try training.train(epochs: 1) })
      #expect((error.epoch, error.batch, error.step) == (1, 1, 1))
      #expect(
        error.place == .parameter("weight", layer: 4, neuron: 1, input: 5)
          || error.place == .movedParameter("weight", layer: 4, neuron: 1, input: 5),
        "\(value): \(error)")
    }
  }

  @Test(arguments: SmallRule.allCases)
  func `a membrane that overflows is named by image, step, layer and neuron`(rule: SmallRule) throws
  {
    let training = try SmallTraining(rule)
    let layer = training.trainer.parameters.layers[0]
    // A finite current, of which two steps together are infinite.
    var biases = layer.biases
    biases[17] = 3e38
    layer.store(weightRows: layer.weightRows, biases: biases)
    // An infinite membrane has a surrogate of 0: it teaches nothing, and so nothing infinite.
    let error = try #require(
      #expect(throws: NonFiniteNumber.self) { try training.train(epochs: 1) })
    guard case .membrane(layer: 1, neuron: 17, step: 1, image: let image) = error.place else {
      Issue.record("\(error)")
      return
    }
    #expect((0..<75).contains(image))
  }

  @Test(arguments: SmallRule.allCases, [NonFinitePolicy.stop, .warn])
  func `a step after which finite weights make membranes infinite is named`(
    rule: SmallRule, policy: NonFinitePolicy
  ) throws {
    // Adam's first step moves every weight by the rate, whatever its gradient.
    let adam = OptimizerSpec.adam(learningRate: 1e37, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
    let training = try SmallTraining(
      rule, optimizer: adam, clipping: .none, onNonFinite: policy)
    let before = training.trainer.parameters.layers.map(\.weightRows)
    // A single batch: no other could meet what its step left.
    let images = try Samples(SmallTraining.stripes(count: 16), pixels: -1...1)
    var found: [NonFiniteNumber] = []
    training.trainer.warn = { found.append($0) }
    do {
      _ = try training.trainer.trainEpoch(on: images) { _, _ in true }
      #expect(policy == .warn)
    } catch {
      #expect(policy == .stop)
      found.append(error)
      #expect(
        training.trainer.parameters.layers.allSatisfy { $0.weightRows.allSatisfy(\.isFinite) })
    }
    let error = try #require(found.first)
    guard case .movedMembrane(let layer, let neuron, let step?, let image) = error.place else {
      Issue.record("\(error)")
      return
    }
    #expect([1, 3, 5].contains(layer) && neuron < 70 && step < 9 && image < 16)
    #expect((error.epoch, error.batch, error.step) == (1, 1, 1))
    #expect(
      error.description.hasSuffix(
        "the optimiser's step makes the membrane of neuron \(neuron) of network.layers[\(layer)] "
          + "overflow at t = \(step) for training image \(image)"))
    if policy == .warn {
      #expect(training.trainer.parameters.layers.map(\.weightRows) == before)
      #expect(training.trainer.optimizer.steps == 0)
    }
  }

  @Test(arguments: SmallRule.allCases)
  func `huge weights without an infinite membrane are no fault`(rule: SmallRule) throws {
    let training = try SmallTraining(
      rule, optimizer: .sgd(learningRate: 1e-3, momentum: 0), clipping: .none)
    let layer = training.trainer.parameters.layers[0]
    var weights = layer.weightRows
    // Beyond what is safe whatever the image, and well below what these images need to overflow.
    for place in 0..<64 { weights[place] = place == 0 ? 1e36 : 0 }
    layer.store(weightRows: weights, biases: layer.biases)
    try training.train(epochs: 1)
    #expect(training.trainer.position.epoch == 1)
  }

  private static let poisons: [(PoisonedRule.Poison, NonFiniteNumber.Place?)] = [
    (.objective(.nan), nil), (.objective(-.infinity), nil),
    (.bias(layer: 1, neuron: 4, .nan), nil), (.bias(layer: 0, neuron: 69, .infinity), nil),
    (.weight(layer: 1, place: 7, .nan), .movedParameter("weight", layer: 2, neuron: 7, input: 0)),
    (
      .weight(layer: 2, place: 16, .infinity),
      .movedParameter("weight", layer: 4, neuron: 0, input: 1)
    ),
    // Its square overflows: Adam would never move it again.
    (.weight(layer: 0, place: 64, 1e30), .moment(layer: 0, neuron: 0)),
  ]

  @Test(arguments: SmallRule.allCases, poisons.indices)
  func `what a rule spoils is named, and what was before is as it was`(
    rule: SmallRule, index: Int
  ) throws {
    let (poison, place) = Self.poisons[index]
    let clean = try SmallTraining(rule, clipping: .none)
    let poisoned = try SmallTraining(rule, clipping: .none) {
      PoisonedRule($0, poison, inBatches: [7])
    }
    // The eighth batch, the third of the second epoch.
    try clean.train(epochs: 1)
    _ = try clean.trainer.trainEpoch(on: clean.samples) { done, _ in done < 2 }
    let error = try #require(
      #expect(throws: NonFiniteNumber.self) { try poisoned.train(epochs: 2) })
    #expect((error.epoch, error.batch, error.step) == (2, 3, 8))
    switch (poison, error.place) {
    case (.objective, .objective(let name, let image)):
      #expect(name == clean.trainer.objectiveName)
      #expect(image.map { (0..<75).contains($0) } == true)
    case (.bias(let layer, let neuron, _), .feedback(let found, let foundNeuron, let image)):
      #expect((found, foundNeuron) == (2 * layer + 1, neuron))
      #expect(image.map { (0..<75).contains($0) } == true)
    default: #expect(error.place == place, "\(error)")
    }
    // Nothing had moved where the rule's own numbers say it.
    if place == nil { #expect(poisoned.bytes == clean.bytes) }
  }

  @Test(arguments: SmallRule.allCases)
  func `a bias that a step makes overflow is named`(rule: SmallRule) throws {
    let training = try SmallTraining(
      rule, optimizer: .sgd(learningRate: 1e10, momentum: 0), clipping: .none
    ) { PoisonedRule($0, .bias(layer: 2, neuron: 1, 3e38), inBatches: [0]) }
    let error = try #require(
      #expect(throws: NonFiniteNumber.self) { try training.train(epochs: 1) })
    #expect(error.place == .movedParameter("bias", layer: 4, neuron: 1, input: nil), "\(error)")
  }

  @Test(arguments: SmallRule.allCases, poisons.indices)
  func `a batch that is left out leaves nothing behind`(rule: SmallRule, index: Int) throws {
    let (poison, place) = Self.poisons[index]
    func train(_ poison: PoisonedRule.Poison) throws -> (SmallTraining, [NonFiniteNumber]) {
      let training = try SmallTraining(rule, threads: 2, clipping: .none, onNonFinite: .warn) {
        PoisonedRule($0, poison, inBatches: [2, 7])
      }
      var warnings: [NonFiniteNumber] = []
      training.trainer.warn = { warnings.append($0) }
      try training.train(epochs: 1)
      #expect(training.trainer.batchesLeftOut == 1)
      try training.train(epochs: 1)
      #expect(training.trainer.batchesLeftOut == 1)
      return (training, warnings)
    }
    let (training, warnings) = try train(poison)
    #expect(warnings.map(\.step) == [3, 8])
    #expect(warnings.map(\.epoch) == [1, 2])
    #expect(training.trainer.optimizer.steps == 8)
    // However it was spoilt: the same two batches are missing.
    let (other, _) = try train(place == nil ? .weight(layer: 0, place: 0, .nan) : .objective(.nan))
    #expect(training.bytes == other.bytes)
    // A checkpoint of it is one that can be read.
    try Checkpoint.restore(
      try SmallTraining(rule).trainer, from: TensorFile(decoding: training.bytes))
  }

  @Test func `only the first few batches of an epoch are warned of`() throws {
    let training = try SmallTraining(.lfp, onNonFinite: .warn) {
      PoisonedRule($0, .objective(.nan), inBatches: Set(0..<100))
    }
    var warnings = 0
    training.trainer.warn = { _ in warnings += 1 }
    let before = training.trainer.parameters.layers.map(\.weightRows)
    let many = try Samples(SmallTraining.stripes(count: 320), pixels: -1...1)
    let tally = try #require(try training.trainer.trainEpoch(on: many) { _, _ in true })
    #expect(warnings == Trainer.mostWarnings)
    #expect(training.trainer.batchesLeftOut == 20)
    #expect(tally == Tally(populations: 3))
    #expect(training.trainer.parameters.layers.map(\.weightRows) == before)
    #expect(training.trainer.optimizer.steps == 0)
  }

  @Test func `an input that is no number is named by image and value`() throws {
    let training = try SmallTraining(.lfp)
    // The range is finite, and its width is not: black becomes NaN.
    let samples = try Samples(
      ImageDataset(
        name: "black", rows: 8, columns: 8, classes: 2, pixels: [UInt8](repeating: 0, count: 64),
        labels: [1]), pixels: -3e38...3e38)
    let error = try #require(
      #expect(throws: NonFiniteNumber.self) {
        try training.trainer.trainEpoch(on: samples) { _, _ in true }
      })
    #expect(error.place == .input(image: 0, value: 0))
    #expect(
      error.description
        == "batch 1 of epoch 1 (step 1): value 0 of training image 0 is not finite")
  }

  @Test(arguments: ["layers.0.weight", "optimizer.second.layers.1.bias", "epoch.layers.2.weight"])
  func `a checkpoint with a number that is not finite is refused, and changes nothing`(
    tensor: String
  ) throws {
    let training = try SmallTraining(.surrogate)
    _ = try training.trainer.trainEpoch(on: training.samples) { done, _ in done < 2 }
    for (value, name) in [(Float.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")] {
      var file = Checkpoint.encode(training.trainer)
      let shape = try file.tensor(tensor).shape
      var values = try file.floats(tensor)
      values[3] = value
      file.set(tensor, shape: shape, values)
      file.addChecksum()
      let fresh = try SmallTraining(.surrogate)
      let before = fresh.bytes
      let error = #expect(throws: DataError.self) {
        try Checkpoint.restore(fresh.trainer, from: file)
      }
      #expect(
        error
          == .malformed(
            path: "<memory>", part: "tensor \(tensor), element 3", expected: "a finite number",
            found: name))
      #expect(fresh.bytes == before)
    }
  }

  @Test func `a checkpoint whose objective is not finite is refused`() throws {
    let training = try SmallTraining(.lfp)
    var file = Checkpoint.encode(training.trainer)
    var tally = try file.uint64s("tally")
    tally[tally.count - 1] = Double.infinity.bitPattern
    file["tally"] = Tensor(shape: [tally.count], values: .uint64(tally))
    file.addChecksum()
    let error = #expect(throws: DataError.self) {
      try Checkpoint.restore(training.trainer, from: file)
    }
    #expect(
      error
        == .malformed(
          path: "<memory>", part: "tensor tally, element 9", expected: "a finite number",
          found: "inf"))
  }
}

import SpikeKernels
import SpikeSim

/// Looks for the number that spoilt a batch: one image after another, with all membranes.
///
/// Slow, and only for when something is known to be wrong.
package struct NonFiniteSearch {
  private let trainer: Trainer
  private let samples: Samples
  private let batch: Trainer.Batch

  init(_ trainer: Trainer, _ samples: Samples, _ batch: Trainer.Batch) {
    self.trainer = trainer
    self.samples = samples
    self.batch = batch
  }

  /// Bytes that a search takes: a trace and a direction, and the rows of the largest connection.
  package static func bytes(network: Network, threads: Int) -> Double {
    let largest = network.layers.map(\.shape.count).max() ?? 0
    return Trace.bytes(network: network, capacity: 1, membranes: .all)
      + Simulator.bytes(network: network, threads: threads) + Parameters.bytes(for: network)
      + 4 * Double(largest)
  }

  private var connections: [Int] { trainer.network.spec.connections }
  private var populations: [Int] { trainer.network.spec.populations }

  /// What was wrong before the optimiser's step: the parameters are those the batch began with.
  ///
  /// - Parameter rule: Which holds nothing of a batch.
  func origin(by rule: any LearningRule) -> NonFiniteNumber.Place {
    if let place = find(in: trainer.parameters) {
      return .parameter(
        place.tensor, layer: connections[place.layer], neuron: place.neuron, input: place.input)
    }
    let replay = Replay(trainer, samples, batch)
    for index in batch.indices.indices {
      let (trace, image) = (replay.trace, replay.simulate(index))
      if let value = trace.input.values?.elements.firstIndex(where: { !$0.isFinite }) {
        return .input(image: image, value: value)
      }
      if let found = membrane(of: trace) {
        return .membrane(layer: found.layer, neuron: found.neuron, step: found.step, image: image)
      }
    }
    // Forward all is well, so it is what the rule makes of it.
    let direction = Parameters(zerosFor: trainer.network)
    // A rule that divides by what is largest in a batch takes an image for a batch of its own.
    let size = rule.needsWholeBatches ? 1 : batch.indices.count
    for index in batch.indices.indices {
      let image = replay.simulate(index)
      let lesson = rule.accumulate(
        replay.trace, labels: [samples.labels[image]], batch: size,
        parameters: trainer.parameters, into: direction)
      rule.gather(direction, parameters: trainer.parameters)
      guard lesson.objective.isFinite else {
        return .objective(name: rule.objectiveName, image: image)
      }
      if let place = find(in: direction) {
        return .feedback(layer: populations[place.layer], neuron: place.neuron, image: image)
      }
    }
    // Only all images together are too much.
    return .objective(name: "sum over the batch of the \(rule.objectiveName)", image: nil)
  }

  /// What the optimiser's step made infinite, or let in from the images.
  func moved() -> NonFiniteNumber.Place {
    let input = Buffer<Float>(count: samples.size, repeating: 0)
    for image in batch.indices where samples.hasValues {
      samples.load([image], into: input, epoch: trainer.position.epoch, using: trainer.workers)
      if let value = input.elements.firstIndex(where: { !$0.isFinite }) {
        return .input(image: image, value: value)
      }
    }
    if let place = find(in: trainer.parameters) {
      return .movedParameter(
        place.tensor, layer: connections[place.layer], neuron: place.neuron, input: place.input)
    }
    for moment in trainer.optimizer.moments {
      if let place = find(in: moment) {
        return .moment(layer: connections[place.layer], neuron: place.neuron)
      }
    }
    // All is finite, and too large.
    let replay = Replay(trainer, samples, batch)
    for index in batch.indices.indices {
      let image = replay.simulate(index)
      if let found = membrane(of: replay.trace) {
        return .movedMembrane(
          layer: found.layer, neuron: found.neuron, step: found.step, image: image)
      }
    }
    preconditionFailure("a step left infinite values that nobody finds")
  }

  /// The earliest membrane that is not finite, of those the one nearest the input.
  private func membrane(of trace: Trace) -> (layer: Int, neuron: Int, step: Int?)? {
    let isSpiking = trainer.network.spec.isSpiking
    for step in 0..<trainer.network.steps {
      for (index, population) in trace.populations.enumerated() {
        for neuron in 0..<population.neurons
        where !population.membrane(sample: 0, step: step, neuron: neuron).isFinite {
          return (populations[index], neuron, isSpiking ? step : nil)
        }
      }
    }
    return nil
  }

  /// The first value that is not finite, from the output on.
  private func find(
    in values: Parameters
  ) -> (tensor: String, layer: Int, neuron: Int, input: Int?)? {
    for (index, layer) in values.layers.enumerated().reversed() {
      for tensor in layer.tensors.reversed() {
        if let place = tensor.rowMajor.firstIndex(where: { !$0.isFinite }).map(tensor.place) {
          return (tensor.name, index, place.neuron, place.input)
        }
      }
    }
    return nil
  }
}

/// Simulates the images of a batch again, one at a time and with all membranes.
private struct Replay {
  let trace: Trace
  private let simulator: Simulator
  private let trainer: Trainer
  private let samples: Samples
  private let batch: Trainer.Batch

  init(_ trainer: Trainer, _ samples: Samples, _ batch: Trainer.Batch) {
    (self.trainer, self.samples, self.batch) = (trainer, samples, batch)
    trace = Trace(network: trainer.network, capacity: 1, membranes: .all)
    simulator = Simulator(network: trainer.network, capacity: 1, workers: trainer.workers)
  }

  /// - Parameter index: Of the batch's indices.
  /// - Returns: The image's number.
  func simulate(_ index: Int) -> Int {
    let image = batch.indices[index]
    samples.load([image], into: trace, epoch: trainer.position.epoch, using: trainer.workers)
    simulator.simulate(
      trace, parameters: trainer.parameters, samples: 1,
      chance: trainer.chance(of: batch, from: index - batch.indices.startIndex))
    return image
  }
}

import SpikeKernels
import SpikeSim
import SpikeSurrogate
import Testing
import TestSupport

/// Back-propagation in networks without spikes, beside double precision.
@Suite struct GoldenUnitGradientTests {
  @Test(arguments: ["relu-mlp-gradient", "relu-lenet-gradient"])
  func `loss and gradients are the golden ones`(name: String) throws {
    let golden = try GoldenNetwork(name)
    let trace = try golden.simulate()
    let learning = GradientLearning(
      network: golden.network, capacity: trace.samples, workers: Workers(threads: 2))
    let direction = Parameters(zerosFor: golden.network)
    let lesson = learning.accumulate(
      trace, labels: golden.labels, batch: trace.samples, parameters: golden.parameters,
      into: direction)
    learning.finish(direction, parameters: golden.parameters)
    let loss = Float(lesson.objective / Double(trace.samples))
    #expect(relativeDifference([loss], try golden.file.floats("loss")) <= 1e-6)
    for (index, layer) in direction.layers.enumerated() {
      let weight = try golden.file.floats("gradient.\(index).weight")
      let bias = try golden.file.floats("gradient.\(index).bias")
      #expect(relativeDifference(layer.weightRows, weight) <= 1e-5)
      #expect(relativeDifference(layer.biases, bias) <= 1e-5)
    }
  }

  /// The loss of a small batch.
  private func loss(_ network: Network, _ parameters: Parameters, _ input: [Float], _ labels: [Int])
    -> Double
  {
    let trace = Trace(network: network, capacity: labels.count, membranes: .none)
    trace.values.all.assign(input)
    Simulator(network: network, capacity: labels.count, workers: Workers(threads: 1))
      .simulate(trace, parameters: parameters, samples: labels.count)
    return labels.indices.reduce(0) { sum, sample in
      let logits = trace.output.sums(sample: sample).map { [Double($0)] }
      return sum + LossFunction.countCrossEntropy.evaluate(logits, label: labels[sample]).loss
    } / Double(labels.count)
  }

  @Test(arguments: [Normalization.none, .largest])
  func `the gradient is a mean over the batch, normalized or not`(normalization: Normalization)
    throws
  {
    let network = try Network(
      NetworkSpec(
        inputShape: [4], steps: 1, layers: [.dense(units: 20), .relu, .dense(units: 3)]))
    let parameters = Parameters(zerosFor: network)
    parameters.initialise(seed: 5)
    /// Of so many equal samples.
    func gradient(_ count: Int) -> [Float] {
      let trace = Trace(network: network, capacity: count, membranes: .learning)
      trace.values.all.assign((0..<count).flatMap { _ in [0.5, -1, 0.25, 2] as [Float] })
      Simulator(network: network, capacity: count, workers: Workers(threads: 1))
        .simulate(trace, parameters: parameters, samples: count)
      let learning = GradientLearning(
        normalization: normalization, network: network, capacity: count,
        workers: Workers(threads: 1))
      let direction = Parameters(zerosFor: network)
      _ = learning.accumulate(
        trace, labels: [Int](repeating: 1, count: count), batch: count, parameters: parameters,
        into: direction)
      learning.finish(direction, parameters: parameters)
      return direction.layers.flatMap { $0.weightRows + $0.biases }
    }
    #expect(gradient(1).contains { $0 != 0 })
    #expect(relativeDifference(gradient(8), gradient(1)) < 1e-6)
  }

  @Test func `the gradient of the input is the difference that the input makes`() throws {
    let network = try Network(
      NetworkSpec(
        inputShape: [5], steps: 1,
        layers: [.dense(units: 40), .relu, .dense(units: 30), .relu, .dense(units: 3)]))
    let parameters = Parameters(zerosFor: network)
    parameters.initialise(seed: 5)
    // A zero among them: its gradient is one too.
    let (input, labels): ([Float], [Int]) = ([0.5, -1, 0, 2, 0.25, -0.5, 1, 1, -2, 0], [2, 0])
    let trace = Trace(network: network, capacity: 2, membranes: .learning)
    trace.values.all.assign(input)
    Simulator(network: network, capacity: 2, workers: Workers(threads: 1))
      .simulate(trace, parameters: parameters, samples: 2)
    let learning = GradientLearning(
      network: network, capacity: 2, workers: Workers(threads: 1), recordsInput: true)
    _ = learning.accumulate(
      trace, labels: labels, batch: 2, parameters: parameters,
      into: Parameters(zerosFor: network))
    let gradient = learning.inputGradient(trace, parameters: parameters)
    #expect(gradient.count == 10 && gradient[2] != 0)
    let step: Float = 0x1p-8
    for index in input.indices {
      var (up, down) = (input, input)
      up[index] += step
      down[index] -= step
      let difference =
        (loss(network, parameters, up, labels) - loss(network, parameters, down, labels))
        / Double(2 * step)
      #expect(abs(Double(gradient[index]) - difference) < 1e-4, "input \(index)")
    }
  }

  @Test func `gradients are finite differences, through convolutions, both pools and padding`()
    throws
  {
    let network = try Network(
      NetworkSpec(
        inputShape: [2, 8, 8], steps: 1,
        layers: [
          .conv2d(Convolution(channels: 3, kernel: 3, padding: 1)), .relu, .maxPool(size: 2),
          .conv2d(Convolution(channels: 4, kernel: 3, stride: 1, padding: 1)), .relu,
          .averagePool(size: 2), .dense(units: 6), .relu, .dense(units: 3),
        ]))
    var generator = SeededGenerator(seed: 7, stream: 0)
    func values(_ count: Int, _ scale: Float) -> [Float] {
      (0..<count).map { _ in (generator.uniform() * 2 - 1) * scale }
    }
    let parameters = Parameters(zerosFor: network)
    for (index, layer) in parameters.layers.enumerated() {
      let shape = network.layers[index].shape
      layer.store(
        weightRows: values(shape.inputs * shape.outputs, 0.5), biases: values(shape.outputs, 0.2))
    }
    let (input, labels) = (values(4 * 128, 1), [0, 2, 1, 2])
    let trace = Trace(network: network, capacity: 4, membranes: .learning)
    trace.values.all.assign(input)
    Simulator(network: network, capacity: 4, workers: Workers(threads: 2))
      .simulate(trace, parameters: parameters, samples: 4)
    let learning = GradientLearning(network: network, capacity: 4, workers: Workers(threads: 2))
    let direction = Parameters(zerosFor: network)
    _ = learning.accumulate(
      trace, labels: labels, batch: 4, parameters: parameters, into: direction)
    learning.finish(direction, parameters: parameters)
    for (index, layer) in parameters.layers.enumerated() {
      let (weights, biases) = (layer.weightRows, layer.biases)
      let found = direction.layers[index].weightRows + direction.layers[index].biases
      let largest = found.reduce(Float(0)) { max($0, abs($1)) }
      for place in Swift.stride(from: 0, to: found.count, by: max(1, found.count / 12)) {
        func moved(by step: Float) -> Double {
          var all = weights + biases
          all[place] += step
          layer.store(
            weightRows: Array(all.prefix(weights.count)),
            biases: Array(all.suffix(biases.count)))
          defer { layer.store(weightRows: weights, biases: biases) }
          return loss(network, parameters, input, labels)
        }
        let step: Float = 2e-3
        let slope = Float((moved(by: step) - moved(by: -step)) / Double(2 * step))
        #expect(abs(slope - found[place]) <= 0.02 * largest, "layer \(index), \(place)")
      }
    }
  }
}

import SpikeConfig
import SpikeFiles
import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeSurrogate
import SpikeTraining

/// Runs one batch of a given network and writes everything a researcher wants to check: what
/// `spikelab trace` does.
///
/// | read | shape |
/// |---|---|
/// | `layers.i.weight`, `layers.i.bias` | [out, in] or [out, in, kH, kW]; [out] |
/// | `input` | [B, …]; what the config's encoding takes. Of events [T, B, …], 0 and 1 |
/// | `labels` | [B], int32 |
///
/// | written | shape | for |
/// |---|---|---|
/// | `membrane.i`, `spikes.i` | [T, B, N] or [T, B, C, H, W] | networks that spike |
/// | `units.i`, `logits` | [B, N] or [B, C, H, W] | networks that do not |
/// | `reward`, `input_reward` | [T, B, C], without spikes [B, C]; as `input` | LFP |
/// | `feedback.i.weight`, `feedback.i.bias` | as the parameter; parameters move along it | LFP |
/// | `loss`, `gradient.i.weight`, `gradient.i.bias` | [1]; as the parameter | surrogate, gradient |
///
/// The tensors' shapes, not the data set's, define the input. Rate encoding draws from the config's
/// seed; dropout is not at work, as in evaluation.
public struct TraceExport {
  private let config: ExperimentConfig
  private let file: TensorFile
  private let network: Network
  private let parameters: Parameters
  private let input: Tensor
  private let labels: [Int]

  /// Reads and checks the tensors.
  ///
  /// - Parameters:
  ///   - config: The experiment.
  ///   - path: The safetensors file.
  ///   - note: Called where the tensors are a checkpoint of another config, which is allowed: a trace shows
  ///     what a network does by the config that is given.
  /// - Throws: ``SpikeFiles/FileError`` with ``SpikeFiles/ExitStatus/usage`` when there is no such file; `DataError`
  ///   naming the tensor that is missing, has another shape, or holds a label out of range or a
  ///   value that is not finite; ``SpikeSim/NetworkError`` when the layers do not fit;
  ///   ``InsufficientMemory``.
  public init(
    config: ExperimentConfig, tensors path: String, note: (String) -> Void = { _ in }
  ) throws {
    self.config = config
    guard kind(of: path) != .absent else {
      throw FileError(.read, path, reason: "No such file or directory", exitStatus: .usage)
    }
    file = try TensorFile(reading: path)
    try Checkpoint.verify(file)
    if let found = file.metadata[Checkpoint.configKey], found != config.hash {
      note(
        "\(path) was trained by the config \(JSONText.cut(JSONText.printable(found))), this one is "
          + config.hash)
    }
    input = try file.tensor("input")
    let isEvents = config.encoding == .events
    guard input.shape.count >= (isEvents ? 3 : 2), input.shape.allSatisfy({ $0 > 0 }),
      !isEvents || input.shape[0] == config.network.steps
    else {
      let expected =
        isEvents ? "[T, B, …] with T \(config.network.steps), without 0" : "[B, …] without 0"
      throw DataError.malformed(
        path: path, part: "tensor input", expected: "a shape \(expected)",
        found: "\(input.shape)")
    }
    let samples = input.shape[isEvents ? 1 : 0]
    network = try Network(
      config.networkSpec(inputShape: Array(input.shape.dropFirst(isEvents ? 2 : 1))))
    try Self.checkMemory(network, samples: samples, config.learning)
    parameters = Parameters(zerosFor: network)
    for (name, tensor) in parameters.named {
      tensor.store(rowMajor: try Self.finite(name, tensor.shape, file))
    }
    try file.requireOnly(parameters.named.map(\.name), beginning: "layers.")
    labels = try file.int32s("labels", shape: [samples]).map(Int.init)
    if let index = labels.firstIndex(where: { !(0..<network.classes).contains($0) }) {
      throw DataError.labelOutOfRange(
        path: path, index: index, label: labels[index], classes: network.classes)
    }
  }

  private static func checkMemory(
    _ network: Network, samples: Int, _ learning: LearningConfig
  ) throws(InsufficientMemory) {
    let threads = Workers.availableCores
    var need = MemoryNeed()
    // Values and direction; the direction as tensors and as the file's bytes.
    need.add(4 * Parameters.bytes(for: network))
    need.add(Trace.bytes(network: network, capacity: samples, membranes: .all))
    need.add(Simulator.bytes(network: network, threads: threads))
    need.add(
      learning.bytes(
        network: network, capacity: samples, threads: threads, recordsInput: true))
    need.add(BackwardPass.bytesOfOutputs(network: network, threads: threads))
    // Membranes and spikes as tensors and as bytes, rewards by sample and by step too; the input as
    // it is read, and what is handed to it.
    let neurons = network.layers.reduce(0.0) { $0 + Double($1.layout.neurons) }
    let steps = Double(network.steps) * Double(samples)
    need.add(4 * steps * (4 * neurons + 4 * Double(network.classes)))
    need.add(4 * 4 * Double(samples) * Double(network.inputs))
    try need.check()
  }

  private static func finite(
    _ name: String, _ shape: [Int]?, _ file: TensorFile
  ) throws -> [Float] {
    let values = try file.floats(name, shape: shape)
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw DataError.malformed(
        path: file.path, part: "tensor \(name), element \(index)", expected: "a finite number",
        found: "\(values[index])")
    }
    return values
  }

  /// Simulates, learns, and returns the tensors to write.
  public func run(workers: Workers) throws -> TensorFile {
    let samples = labels.count
    let trace = Trace(network: network, capacity: samples, membranes: .all)
    try fill(trace)
    Simulator(network: network, capacity: samples, workers: workers)
      .simulate(
        trace, parameters: parameters, samples: samples, chance: .init(seed: config.seed))
    var output = TensorFile(metadata: [
      "format": "spikelab-trace", "rule": config.learning.ruleName,
    ])
    for (index, population) in trace.populations.enumerated() {
      guard population.unit == .neurons else {
        let sums = (0..<samples).flatMap { population.sums(sample: $0) }
        output.set(
          population.unit == .logits ? "logits" : "units.\(index)",
          shape: [samples] + population.layout.shape,
          population.unit == .logits ? sums : sums.map { max(0, $0) })
        continue
      }
      let shape = [network.steps, samples] + population.layout.shape
      let membranes = population.timeMajor(samples: samples) {
        population.membrane(sample: $0, step: $1, neuron: $2)
      }
      let spikes = population.timeMajor(samples: samples) {
        population.spiked(sample: $0, step: $1, neuron: $2) ? 1 : 0
      }
      output.set("membrane.\(index)", shape: shape, membranes)
      output.set("spikes.\(index)", shape: shape, spikes)
    }
    let direction = Parameters(zerosFor: network)
    switch config.learning {
    case .lfp(let composition, let reward, let normalization, let reduction):
      let learning = try LFPLearning(
        rules: composition.rules(for: network), reward: reward.reward,
        normalization: normalization, reduction: reduction, rates: config.training.rates,
        network: network, capacity: samples, workers: workers, recordsInput: true)
      learn(learning, trace, direction)
      output.set(
        "reward",
        shape: (network.spec.isSpiking ? [network.steps] : []) + [samples, network.classes],
        learning.rewards(trace, labels: labels))
      let isEvents = config.encoding == .events
      output.set(
        "input_reward", shape: input.shape,
        isEvents
          ? learning.inputRewardByStep(trace)
          : learning.inputReward(trace, parameters: parameters))
      store(direction, named: "feedback", sign: -1, in: &output)
    case .surrogate(let function, let loss, let normalization):
      let learning = SurrogateLearning(
        function: function, loss: loss, normalization: normalization,
        rates: config.training.rates, network: network, capacity: samples, workers: workers)
      let loss = learn(learning, trace, direction) / Double(samples)
      output.set("loss", shape: [1], [Float(loss)])
      store(direction, named: "gradient", sign: 1, in: &output)
    case .gradient(let normalization):
      let learning = GradientLearning(
        normalization: normalization, network: network, capacity: samples, workers: workers)
      let loss = learn(learning, trace, direction) / Double(samples)
      output.set("loss", shape: [1], [Float(loss)])
      store(direction, named: "gradient", sign: 1, in: &output)
    }
    return output
  }

  /// Writes the input into a trace.
  private func fill(_ trace: Trace) throws {
    let values = try Self.finite("input", nil, file)
    guard case .spikes(let trains) = trace.input else { return trace.values.all.assign(values) }
    for (index, value) in values.enumerated() where value != 0 {
      guard value == 1 else {
        throw DataError.malformed(
          path: file.path, part: "tensor input, element \(index)", expected: "0 or 1",
          found: "\(value)")
      }
      let (row, unit) = index.quotientAndRemainder(dividingBy: network.inputs)
      let (step, sample) = row.quotientAndRemainder(dividingBy: labels.count)
      trains.add(sample: sample, step: step, neuron: unit)
    }
  }

  @discardableResult
  private func learn(
    _ rule: some LearningRule, _ trace: Trace, _ direction: Parameters
  ) -> Double {
    let lesson = rule.accumulate(
      trace, labels: labels, batch: labels.count, parameters: parameters, into: direction)
    rule.finish(direction, parameters: parameters)
    return lesson.objective
  }

  private func store(
    _ values: Parameters, named name: String, sign: Float, in output: inout TensorFile
  ) {
    for (index, layer) in values.layers.enumerated() {
      for tensor in layer.tensors {
        output.set(
          "\(name).\(index).\(tensor.name)", shape: tensor.shape,
          tensor.rowMajor.map { sign * $0 })
      }
    }
  }
}

import Foundation
import SpikeFiles
import SpikeKernels
import SpikeSim

/// A network, its input and everything a peer computed from them, read from a fixture.
public struct GoldenNetwork {
  /// The tensors as the peer named them.
  public let file: TensorFile
  /// The network they belong to.
  public let network: Network
  /// Its parameters.
  public let parameters: Parameters
  /// The class of each sample.
  public let labels: [Int]

  /// Reads the fixture of a name, such as `mlp-lfp-epsilon`.
  public init(_ name: String) throws {
    guard
      let url = Bundle.module.url(
        forResource: name, withExtension: "safetensors", subdirectory: "Fixtures")
    else { throw CocoaError(.fileNoSuchFile) }
    file = try TensorFile(reading: url.path)
    let neurons = LIFParameters(
      beta: Float(file.metadata["beta"] ?? "") ?? .nan,
      threshold: Float(file.metadata["threshold"] ?? "") ?? .nan)
    let hasUnits = file.metadata["mode"] == "analogue"
    let layers =
      try file.metadata["sizes"].map { [file] in
        try Self.layers(sizes: $0, neurons, like: file.metadata)
      }
      ?? Self.layers(file.metadata["network"] ?? "", hasUnits ? .relu : .lif(neurons))
    let shape = try file.tensor("input").shape
    // [T, B, …] of an event stream, [B, …] else.
    let isEvents = file.metadata["encoding"] == "events"
    network = try Network(
      NetworkSpec(
        inputShape: Array(shape.dropFirst(isEvents ? 2 : 1)),
        steps: hasUnits ? 1 : Int(file.metadata["steps"] ?? "") ?? 0,
        input: isEvents ? .spikes : .values(.constant), layers: layers))
    parameters = Parameters(zerosFor: network)
    for (index, layer) in parameters.layers.enumerated() {
      layer.store(
        weightRows: try file.floats("layers.\(index).weight"),
        biases: try file.floats("layers.\(index).bias"))
      for tensor in layer.tensors.dropFirst(layer.ofConnection) {
        let name = "layers.\(index).\(tensor.name)"
        // Without a recurrent bias it is 0.
        if file[name] != nil { tensor.store(rowMajor: try file.floats(name)) }
      }
    }
    labels = try file.int32s("labels").map(Int.init)
  }

  /// Reads the peers' list of layers, `[["conv", in, out, kernel], ["pool"], ["flat"],
  /// ["dense", in, out, …]]`; a population follows every connection.
  private static func layers(
    _ text: String, _ population: LayerSpec
  ) throws -> [LayerSpec] {
    let list = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[Any]] ?? []
    let layers = list.flatMap { layer -> [LayerSpec] in
      let numbers = layer.compactMap { ($0 as? NSNumber)?.intValue }
      switch layer.first as? String {
      case "conv":
        return [.conv2d(Convolution(channels: numbers[1], kernel: numbers[2])), population]
      case "pool": return [.maxPool(size: 2)]
      case "flat": return [.flatten]
      default: return [.dense(units: numbers[1]), population]
      }
    }
    // The last connection of a network without spikes gives logits.
    return population == .relu ? layers.dropLast() : layers
  }

  /// Reads a list of the inputs and of the neurons of each dense layer, `[20, 16, 4]`.
  ///
  /// - Parameter metadata: Names the neurons of the hidden layers; the last are ordinary ones but where
  ///   constants are learnt.
  private static func layers(
    sizes: String, _ neurons: LIFParameters, like metadata: [String: String]
  ) throws -> [LayerSpec] {
    let sizes = try JSONSerialization.jsonObject(with: Data(sizes.utf8)) as? [Int] ?? []
    var hidden = neurons
    switch metadata["neuron"] {
    case "recurrent": hidden.recurrence = .allToAll
    case "recurrent-diagonal": hidden.recurrence = .oneToOne
    case "synaptic": hidden.synapticDecay = Float(metadata["alpha"] ?? "")
    case "learnable": hidden.learned = LearnedConstants([.beta, .threshold], per: .layer)
    default: break
    }
    let last = hidden.learned == nil ? neurons : hidden
    return sizes.indices.dropFirst().flatMap { index in
      [.dense(units: sizes[index]), .lif(index == sizes.count - 1 ? last : hidden)]
    }
  }

  /// The threshold of a layer's neurons.
  public func threshold(_ layer: Int) throws -> Float {
    let name = "layers.\(layer).threshold"
    return file[name] == nil
      ? network.layers[layer].neurons.threshold : try file.floats(name)[0]
  }

  /// Simulates the fixture's batch.
  public func simulate(workers: Workers = Workers(threads: 2)) throws -> Trace {
    let trace = Trace(network: network, capacity: labels.count, membranes: .all)
    let input = try file.floats("input")
    if case .spikes(let trains) = trace.input {
      for (index, value) in input.enumerated() where value == 1 {
        let (row, neuron) = index.quotientAndRemainder(dividingBy: network.inputs)
        let (step, sample) = row.quotientAndRemainder(dividingBy: labels.count)
        trains.add(sample: sample, step: step, neuron: neuron)
      }
    } else {
      trace.values.all.assign(input)
    }
    let simulator = Simulator(network: network, capacity: labels.count, workers: workers)
    simulator.simulate(trace, parameters: parameters, samples: labels.count)
    return trace
  }
}

/// The largest difference of two arrays, as a share of the largest magnitude of the second;
/// infinite where either holds a value that is no number.
public func relativeDifference<Value: BinaryFloatingPoint>(
  _ found: [Value], _ expected: [Value]
) -> Value {
  guard found.count == expected.count else { return .infinity }
  let largest = expected.reduce(0) { max($0, abs($1)) }
  return largestDifference(found, expected) / max(largest, .leastNormalMagnitude)
}

/// The largest difference of two arrays of one count; infinite where either holds a value that is
/// no number, which `max` would pass over.
public func largestDifference<Value: BinaryFloatingPoint>(
  _ found: [Value], _ expected: [Value]
) -> Value {
  zip(found, expected).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}

import SpikeConfig
import SpikeData
import SpikeFiles
import SpikeSim

/// A run's network as a graph of the Neuromorphic Intermediate Representation (NIR), as the package
/// `nir` 1.0.8 reads it: groups and data sets without attributes.
///
/// NIR's neurons are equations of continuous time, τ·v' = (v_leak − v) + r·I, which its readers take in
/// Euler steps of dt = 10⁻⁴ s: v\[t\] = β·v\[t-1\] + (1 − β)·r·I\[t\] with β = 1 − dt/τ. So τ is dt/(1 − β),
/// and, with r = 1, weights and biases are divided by 1 − β. Where that cannot be (a β for each
/// neuron, synaptic currents) r is 1/(1 − β) instead. A neuron that spiked begins again at v_reset = 0, as
/// with our reset to zero.
struct NIRGraph {
  /// The step that readers of NIR take, in seconds.
  private static let dt = 1e-4

  private typealias Member = (name: String, node: HDF5Node)

  private var nodes: [Member] = []
  private var names: [String] = []
  private let metadata: [Member]

  /// Builds the graph.
  ///
  /// - Throws: ``ExportError/unsupported(place:what:why:)``.
  init(_ export: RunExport, note: (String) -> Void) throws(ExportError) {
    let (network, config) = (export.trained.network, export.directory.config)
    let parameters = export.trained.parameters
    metadata = Self.metadata(export.origin, config)
    // A dense layer reads an image as a list.
    var input = network.inputPlane
    if case .flatten(let shape)? = network.parts.first?.part { input = [shape.reduce(1, *)] }
    add("input", "Input", [("shape", .integers(input))])
    for (index, (place, part)) in network.parts.enumerated() {
      switch part {
      case .flatten(let shape):
        if index == 0 { continue }
        add(
          "flatten_\(place)", "Flatten",
          [
            ("input_type", .integers(shape)), ("start_dim", .integer(0)), ("end_dim", .integer(-1)),
          ])
      case .unflatten:
        throw .unsupported(
          place: place, what: "is a convolution of a list of neurons",
          why: "NIR has nothing that makes a grid of a list")
      case .dense(let layer, let hasBias):
        let values = Self.values(parameters.layers[layer], hasBias, Self.scale(network, layer))
        add(
          "connection_\(layer)", hasBias ? "Affine" : "Linear",
          [("weight", values.weight)] + (hasBias ? [("bias", values.bias)] : []))
      case .conv2d(let layer, let convolution, let shape):
        let values = Self.values(
          parameters.layers[layer], convolution.hasBias, Self.scale(network, layer))
        func both(_ number: Int) -> HDF5Node { .integers([number, number]) }
        add(
          "connection_\(layer)", "Conv2d",
          [
            ("input_shape", .integers(Array(shape.dropFirst()))), ("weight", values.weight),
            ("bias", values.bias), ("stride", both(convolution.stride)),
            ("padding", both(convolution.padding)), ("dilation", both(1)), ("groups", .integer(1)),
          ])
      case .maxPool:
        throw .unsupported(
          place: place, what: "is a max pool", why: "NIR has average and sum pools only")
      case .averagePool(let size):
        add(
          "pool_\(place)", "AvgPool2d",
          [
            ("kernel_size", .integers([size, size])), ("stride", .integers([size, size])),
            ("padding", .integers([0, 0])),
          ])
      // Not at work in inference.
      case .dropout: break
      case .lif(let layer, let neurons, let shape):
        try Self.check(neurons, place)
        let betas = parameters.layers[layer].tensors.first { $0.name == "beta" }?.rowMajor
        let thresholds = parameters.layers[layer].tensors.first { $0.name == "threshold" }?.rowMajor
        try addNeurons(
          layer, neurons, betas ?? [neurons.beta], thresholds ?? [neurons.threshold], shape, place)
      case .relu:
        throw .unsupported(
          place: place, what: "is made of rectified linear units",
          why: "NIR has spiking neurons only")
      }
    }
    add(
      "output", "Output",
      [("shape", .integers(network.layers[network.layers.count - 1].layout.shape))])
    if network.layers.contains(where: { $0.neurons.reset == .subtract }) {
      note(
        "NIR knows one reset, to zero, and this network's neurons have theirs by subtraction: readers will "
          + "find other spikes; metadata/reset says what it is")
    }
  }

  private mutating func add(_ name: String, _ type: String, _ fields: [Member]) {
    names.append(name)
    nodes.append((name, .group(fields + [("type", .text(type))])))
  }

  // MARK: Connections

  /// What weights and biases are divided by, 1 − β; 1 where r says it.
  private static func scale(_ network: Network, _ layer: Int) -> Double {
    let neurons = network.layers[layer].neurons
    return usesResistance(neurons) ? 1 : 1 - Double(neurons.beta)
  }

  private static func usesResistance(_ neurons: LIFParameters) -> Bool {
    neurons.synapticDecay != nil || neurons.learned?.constants.contains(.beta) ?? false
  }

  private static func values(
    _ layer: Parameters.Layer, _ hasBias: Bool, _ scale: Double
  ) -> (weight: HDF5Node, bias: HDF5Node) {
    func divided(_ values: [Float]) -> [Float] {
      scale == 1 ? values : values.map { Float(Double($0) / scale) }
    }
    let biases = hasBias ? layer.biases : [Float](repeating: 0, count: layer.shape.outputs)
    return (
      .dataset(shape: layer.weightShape, .float32(divided(layer.weightRows))),
      .dataset(shape: [biases.count], .float32(divided(biases)))
    )
  }

  // MARK: Neurons

  private static func check(_ neurons: LIFParameters, _ place: Int) throws(ExportError) {
    if neurons.adaptation != nil {
      throw .unsupported(
        place: place, what: "has an adaptive threshold", why: "NIR has no such neurons")
    }
    if neurons.recurrence != nil {
      throw .unsupported(
        place: place, what: "has recurrent neurons",
        why: "the export to NIR has feed-forward networks only")
    }
    if neurons.reset == .none {
      throw .unsupported(
        place: place, what: "has neurons without a reset",
        why: "NIR's neurons are reset by every spike")
    }
  }

  private mutating func addNeurons(
    _ layer: Int, _ neurons: LIFParameters, _ betas: [Float], _ thresholds: [Float], _ shape: [Int],
    _ place: Int
  ) throws(ExportError) {
    guard betas.allSatisfy({ $0 < 1 }) else {
      throw .unsupported(
        place: place, what: "has neurons that do not leak (beta 1)",
        why: "NIR's LIF has a finite time constant")
    }
    let count = shape.reduce(1, *)
    // NIR wants a value for each neuron.
    func every(_ values: [Float]) -> HDF5Node {
      let all = values.count == 1 ? [Float](repeating: values[0], count: count) : values
      return .dataset(shape: shape, .float32(all))
    }
    func inverse(_ decays: [Float], times factor: Double = 1) -> [Float] {
      decays.map { Float(factor / (1 - Double($0))) }
    }
    let r = Self.usesResistance(neurons) ? inverse(betas) : [1]
    let time = every(inverse(betas, times: Self.dt))
    var fields: [Member] = [
      ("r", every(r)), ("v_leak", every([0])), ("v_reset", every([0])),
      ("v_threshold", every(thresholds)),
    ]
    guard let alpha = neurons.synapticDecay else {
      return add("lif_\(layer)", "LIF", fields + [("tau", time)])
    }
    fields += [
      ("tau_mem", time), ("tau_syn", every(inverse([alpha], times: Self.dt))),
      ("w_in", every(inverse([alpha]))),
    ]
    add("lif_\(layer)", "CubaLIF", fields)
  }

  // MARK: The file

  private static func metadata(_ origin: String, _ config: ExperimentConfig) -> [Member] {
    let resets = config.network.layers.compactMap {
      if case .lif(let neurons) = $0 { neurons.reset.rawValue } else { nil }
    }
    var members: [Member] = [
      // The first: by it a file is known to be ours.
      ("source", .text(origin)), ("name", .text(JSONText.cut(JSONText.printable(config.name)))),
      ("reset", .text(Set(resets).count == 1 ? resets[0] : resets.joined(separator: ", "))),
      ("steps", .integer(config.network.steps)),
      ("dt", .dataset(shape: [], .float64([dt]))),
      ("encoding", .text(config.encoding.rawValue)),
    ]
    if config.data.isOfImages, case .range(let low, let high) = config.data.pixels {
      members.append(("pixels", .dataset(shape: [2], .float32([low, high]))))
    }
    return members
  }

  /// The members of the file's root group.
  var root: [(name: String, node: HDF5Node)] {
    let edges = zip(names, names.dropFirst()).flatMap { [$0, $1] }
    return [
      (
        "node",
        .group([
          ("metadata", .group(metadata)), ("nodes", .group(nodes)),
          ("edges", .dataset(shape: [edges.count / 2, 2], .texts(edges))),
          ("type", .text("NIRGraph")),
        ])
      ),
      ("version", .text("1.0.8")),
    ]
  }
}

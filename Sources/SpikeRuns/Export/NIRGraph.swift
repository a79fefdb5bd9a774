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
/// neuron, synaptic currents, recurrent neurons) r is 1/(1 − β) instead. A neuron that spiked begins again at v_reset = 0, as
/// with our reset to zero.
struct NIRGraph {
  /// The step that readers of NIR take, in seconds.
  static let dt = 1e-4

  typealias Member = (name: String, node: HDF5Node)

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
    let parts = network.parts
    for (index, (place, part)) in parts.enumerated() {
      // HDF5 lists members by name, and nirtorch 2.6 builds graphs in graphs only where they come in order.
      func name(_ kind: String) -> String {
        let number = "\(index + 1)"
        let zeros = String(repeating: "0", count: "\(parts.count)".count - number.count)
        return "layer_\(zeros)\(number)_\(kind)"
      }
      switch part {
      case .flatten(let shape):
        if index == 0 { continue }
        add(
          name("flatten"), "Flatten",
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
          name("dense"), values.bias == nil ? "Linear" : "Affine",
          [("weight", values.weight)] + (values.bias.map { [("bias", $0)] } ?? []))
      case .conv2d(let layer, let convolution, let shape):
        let values = Self.values(
          parameters.layers[layer], convolution.hasBias, Self.scale(network, layer))
        let noBias = [Float](repeating: 0, count: convolution.channels)
        func both(_ number: Int) -> HDF5Node { .integers([number, number]) }
        add(
          name("conv2d"), "Conv2d",
          [
            ("input_shape", .integers(Array(shape.dropFirst()))), ("weight", values.weight),
            ("bias", values.bias ?? .dataset(shape: [noBias.count], .float32(noBias))),
            ("stride", both(convolution.stride)),
            ("padding", both(convolution.padding)), ("dilation", both(1)), ("groups", .integer(1)),
          ])
      case .maxPool:
        throw .unsupported(
          place: place, what: "is a max pool", why: "NIR has average and sum pools only")
      case .averagePool(let size):
        add(
          name("average_pool"), "AvgPool2d",
          [
            ("kernel_size", .integers([size, size])), ("stride", .integers([size, size])),
            ("padding", .integers([0, 0])),
          ])
      // Not at work in inference.
      case .dropout: break
      case .lif(let layer, let neurons, let shape):
        let population = try Self.population(neurons, parameters.layers[layer], shape, place)
        names.append(name("lif"))
        nodes.append((name("lif"), population))
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
    nodes.append((name, Self.node(type, fields)))
  }

  static func node(_ type: String, _ fields: [Member]) -> HDF5Node {
    .group(fields + [("type", .text(type))])
  }

  // MARK: Connections

  /// What weights and biases are divided by, 1 − β; 1 where r says it.
  private static func scale(_ network: Network, _ layer: Int) -> Double {
    let neurons = network.layers[layer].neurons
    return usesResistance(neurons) ? 1 : 1 - Double(neurons.beta)
  }

  /// Weights and, where there are any, biases. The bias by which a population reads its own spikes is the same
  /// at every step, as that of its connection: NIR has their sum.
  private static func values(
    _ layer: Parameters.Layer, _ hasBias: Bool, _ scale: Double
  ) -> (weight: HDF5Node, bias: HDF5Node?) {
    func divided(_ values: [Float]) -> [Float] {
      scale == 1 ? values : values.map { Float(Double($0) / scale) }
    }
    let own = layer.values(named: "recurrent.bias")
    var biases = hasBias ? layer.biases : own?.map { _ in 0 }
    if let own { biases = zip(biases ?? [], own).map { Float(Double($0) + Double($1)) } }
    return (
      .dataset(shape: layer.weightShape, .float32(divided(layer.weightRows))),
      biases.map { .dataset(shape: [$0.count], .float32(divided($0))) }
    )
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

import SpikeConfig
import SpikeFiles
import SpikeSim

/// A run as events of TensorBoard: scalars by epoch, histograms of weights and of neurons' firing rates,
/// and the config as hyperparameters.
struct TensorBoardEvents {
  private let config: ExperimentConfig

  init(_ config: ExperimentConfig) { self.config = config }

  // MARK: Events

  /// What an event file begins with, and the config as hyperparameters. Runs that differ in their seed alone
  /// are a group.
  func beginning(at time: Double) -> [UInt8] {
    var source = ProtocolBuffer()
    source.set(1, "\(RunExport.mark) \(SpikeLab.version) from the run \(config.hash)")
    var head = ProtocolBuffer()
    // Before the time and the version, so that the file is known by its first bytes.
    head.set(10, source)
    head.set(1, time)
    head.set(3, "brain.Event:2")
    var session = ProtocolBuffer()
    for (name, value) in hyperparameters {
      var entry = ProtocolBuffer()
      entry.set(1, name)
      entry.set(2, value)
      session.set(1, entry)
    }
    var seedless = config
    seedless.seed = 0
    session.set(4, seedless.hash)
    session.set(5, time)
    return EventRecords.record(head.bytes)
      + event([hyperparameter("session_start_info", 3, session)], step: 0, time)
  }

  /// A line of `metrics.jsonl`.
  func epoch(_ line: JSONValue, at time: Double) -> [UInt8] {
    let values = scalars(line).map { tag, number in
      var value = ProtocolBuffer()
      value.set(1, tag)
      value.set(2, Float(number))
      return value
    }
    return event(values, step: line["epoch"]?.integer ?? 0, time)
  }

  /// The weights after an epoch, and every other parameter.
  func weights(_ parameters: Parameters, epoch: Int, at time: Double) -> [UInt8] {
    event(
      parameters.named.map {
        histogram("parameters/\($0.name)", $0.tensor.rowMajor.map(Double.init))
      },
      step: epoch, time)
  }

  /// How often each neuron spiked on the test images, as a share of all steps.
  func rates(_ counts: SpikeCounts, epoch: Int, at time: Double) -> [UInt8] {
    let steps = Double(max(1, counts.samples * counts.steps))
    return event(
      counts.populations.enumerated().map { layer, population in
        histogram(
          "neurons/\(isSpiking ? "firing_rate" : "active_share")/layer_\(layer)",
          population.neurons.map { Double($0) / steps })
      }, step: epoch, time)
  }

  /// How the run ended; nothing of one that may go on: TensorBoard believes the first such event.
  func end(_ state: RunStatus.State?, epoch: Int, at time: Double) -> [UInt8] {
    guard state == .done || state == .failed else { return [] }
    var session = ProtocolBuffer()
    session.set(1, state == .done ? 1 : 2)
    session.set(2, time)
    return event([hyperparameter("session_end_info", 4, session)], step: epoch, time)
  }

  private func event(_ values: [ProtocolBuffer], step: Int, _ time: Double) -> [UInt8] {
    guard !values.isEmpty else { return [] }
    var summary = ProtocolBuffer()
    for value in values { summary.set(1, value) }
    var event = ProtocolBuffer()
    event.set(1, time)
    event.set(2, step)
    event.set(5, summary)
    return EventRecords.record(event.bytes)
  }

  // MARK: Scalars

  private var isSpiking: Bool { config.network.isSpiking }

  /// The numbers of a line, by tag.
  private func scalars(_ line: JSONValue) -> [(tag: String, number: Double)] {
    var scalars: [(tag: String, number: Double)] = []
    func add(_ tag: String, _ number: Double?) {
      if let number { scalars.append((tag, number)) }
    }
    for part in ["train", "validation", "test"] {
      add("accuracy/\(part)", line["\(part)Accuracy"]?.double)
    }
    add("objective/\(line["objective"]?.string ?? "value")", line["trainObjective"]?.double)
    for part in ["train", "test"] {
      for (layer, rate) in (line["\(part)FiringRates"]?.array ?? []).enumerated() {
        add("\(isSpiking ? "firing_rate" : "active_share")_\(part)/layer_\(layer)", rate.double)
      }
    }
    let images = Double(max(1, line["trainSamples"]?.integer ?? 1))
    for part in ["forward", "learning"] {
      let operations = line[part].flatMap(SynapticOperations.init)
      add("operations_per_training_image/\(part)", operations.map { Double($0.total) / images })
    }
    for (layer, weights) in (line["weights"]?.array ?? []).enumerated() {
      for (key, name) in [
        ("meanWeight", "mean_weight"), ("meanBias", "mean_bias"), ("signChanges", "sign_changes"),
        ("unchanged", "unchanged"),
      ] { add("weights_layer_\(layer)/\(name)", weights[key]?.double) }
    }
    add("weights/median_to_upper_quartile", line["medianToUpperQuartile"]?.double)
    for part in ["train", "test"] { add("seconds/\(part)", line["\(part)Seconds"]?.double) }
    return scalars
  }

  // MARK: Histograms

  /// Bins of equal width that a histogram has.
  private static let bins = 50

  /// A histogram of finite values.
  private func histogram(_ tag: String, _ all: [Double]) -> ProtocolBuffer {
    let values = all.filter(\.isFinite)
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    let width = (high - low) / Double(Self.bins)
    var counts = [Double](repeating: 0, count: width > 0 ? Self.bins : 1)
    for value in values {
      counts[width > 0 ? min(Self.bins - 1, Int((value - low) / width)) : 0] += 1
    }
    let limits = counts.indices.map { $0 == counts.count - 1 ? high : low + width * Double($0 + 1) }
    var content = ProtocolBuffer()
    content.set(1, low)
    content.set(2, high)
    content.set(3, Double(values.count))
    content.set(4, values.reduce(0, +))
    content.set(5, values.reduce(0) { $0 + $1 * $1 })
    content.set(6, limits)
    content.set(7, counts)
    var value = ProtocolBuffer()
    value.set(1, tag)
    value.set(5, content)
    return value
  }

  // MARK: Hyperparameters

  /// The resolved config but for its name and seed: key paths, and numbers, texts and truth values.
  private var hyperparameters: [(name: String, value: ProtocolBuffer)] {
    var found: [(name: String, value: ProtocolBuffer)] = []
    func add(_ path: String, _ value: JSONValue) {
      if let object = value.object {
        for member in object.members { add("\(path).\(member.key)", member.value) }
        return
      }
      var content = ProtocolBuffer()
      if let number = value.double {
        content.set(2, number)
      } else if case .boolean(let flag) = value.content {
        content.set(4, flag)
      } else {
        content.set(3, value.string ?? value.canonicalText)
      }
      found.append((path, content))
    }
    var layers = ProtocolBuffer()
    layers.set(3, layersText)
    found.append(("network.layers", layers))
    for member in config.resolved.object?.members ?? []
    where member.key != "name" && member.key != "seed" {
      if let object = member.value.object, member.key == "network" {
        for part in object.members where part.key != "layers" {
          add("network.\(part.key)", part.value)
        }
      } else {
        add(member.key, member.value)
      }
    }
    return found
  }

  /// The layers in short where all neurons are alike, else as JSON.
  private var layersText: String {
    let isPlain = config.network.layers.allSatisfy {
      if case .lif(let neurons) = $0 { neurons == config.network.lif } else { true }
    }
    return isPlain
      ? config.networkSpec.notation : config.network.json["layers"]?.canonicalText ?? ""
  }

  private func hyperparameter(_ tag: String, _ field: Int, _ session: ProtocolBuffer)
    -> ProtocolBuffer
  {
    var data = ProtocolBuffer()
    data.set(field, session)
    var plugin = ProtocolBuffer()
    plugin.set(1, "hparams")
    plugin.set(2, data)
    var metadata = ProtocolBuffer()
    metadata.set(1, plugin)
    var value = ProtocolBuffer()
    value.set(1, "_hparams_/\(tag)")
    value.set(9, metadata)
    return value
  }
}

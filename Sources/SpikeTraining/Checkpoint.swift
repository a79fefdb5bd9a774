import SpikeFiles
import SpikeKernels
import SpikeSim

/// Everything a training needs to go on as if it had never stopped: weights, the optimiser's
/// moments, and where it stands. A safetensors file with PyTorch's names and layouts.
///
/// | tensor | |
/// |---|---|
/// | `layers.i.weight` [out, in], `layers.i.bias` [out] | the parameters |
/// | `layers.i.recurrent.weight`, `.recurrent.bias`, `.beta`, `.threshold` | those of the neurons, where they have any |
/// | `optimizer.NAME.layers.i.…` | the moments: `velocity`, or `first` and `second` |
/// | `epoch.layers.i.…` | the parameters as the current epoch began; only in the middle of one |
/// | `position` [3] uint64 | optimiser steps, epochs done, batches of the current epoch done |
/// | `tally` [7 + populations] uint64 | what the current epoch has counted |
/// | `earlier` [1] uint64 | samples of the current epoch that an earlier rule learnt from; only where another took over within it |
/// | `generator` [2] uint64 | the run's seed and the stream of the current epoch's batch order |
///
/// The metadata has the version of the layout, the hash of the run's config, and a checksum of all the
/// rest. Files of version 1 have neither of the two.
///
/// The random numbers of a training all come from streams named by (seed, purpose, epoch), so that
/// those two words are the whole state of its generators.
public enum Checkpoint {
  /// Version of the layout, stored in the metadata.
  public static let version = 2
  static let format = "spikelab-checkpoint"
  /// The key of the metadata that holds the hash of the run's config.
  public static let configKey = "config"

  /// The file's content for a trainer as it stands: the same state, the same bytes.
  ///
  /// - Parameters:
  ///   - trainer: The trainer.
  ///   - config: The hash of the run's config; nil for a training that is no run's.
  public static func encode(_ trainer: Trainer, config: String? = nil) -> TensorFile {
    var file = TensorFile(metadata: ["format": format, "version": "\(version)"])
    file.metadata[configKey] = config
    store(trainer.parameters, prefix: "", in: &file)
    for (name, moment) in zip(trainer.optimizer.spec.momentNames, trainer.optimizer.moments) {
      store(moment, prefix: "optimizer.\(name).", in: &file)
    }
    let position = trainer.position
    if position.batch > 0 { store(trainer.epochStart, prefix: "epoch.", in: &file) }
    let tally = position.tally
    file["position"] = words([trainer.optimizer.steps, position.epoch, position.batch])
    let counts = [
      tally.samples, tally.correct, tally.forward.additions, tally.forward.multiplyAdds,
      tally.learning.additions, tally.learning.multiplyAdds,
    ]
    file["tally"] = words(counts + tally.spikes, tally.objective.bitPattern)
    if tally.samplesOfEarlierRules > 0 { file["earlier"] = words([tally.samplesOfEarlierRules]) }
    file["generator"] = Tensor(
      shape: [2], values: .uint64([trainer.seed, UInt64(position.epoch)]))
    file.addChecksum()
    return file
  }

  /// Bytes that a checkpoint takes while it is written or read: its tensors, and the file's bytes.
  ///
  /// - Parameter moments: Moments of the optimiser. In the middle of an epoch the parameters that it
  ///   began with come too.
  package static func bytes(network: Network, moments: Int) -> Double {
    2 * Double(2 + moments) * 4 * Double(network.parameterCount)
  }

  /// Only the parameters, for evaluation or for another program. They may be another program's too:
  /// a file without our metadata will do.
  public static func readParameters(
    from file: TensorFile, into parameters: Parameters
  ) throws(DataError) {
    try verify(file)
    store(try values(of: parameters, prefix: "", from: file), into: parameters)
  }

  /// Sets a trainer to where a checkpoint stands. A file of another network, or one that is
  /// broken, changes nothing of the trainer.
  ///
  /// - Parameters:
  ///   - trainer: The trainer.
  ///   - file: The checkpoint.
  ///   - limits: How far the training can have come at most.
  public static func restore(
    _ trainer: Trainer, from file: TensorFile, limits: Limits = Limits()
  ) throws(DataError) {
    try verify(file)
    // The layers first: they say best what is another network.
    let parameters = try values(of: trainer.parameters, prefix: "", from: file)
    let standing = try Standing(reading: file, of: trainer, limits: limits)
    var moments: [[[Float]]] = []
    for (name, moment) in zip(trainer.optimizer.spec.momentNames, trainer.optimizer.moments) {
      moments.append(try values(of: moment, prefix: "optimizer.\(name).", from: file))
    }
    // Older versions did not store it: then changes are counted from here on.
    let start =
      standing.position.batch > 0 && file["epoch.layers.0.weight"] != nil
      ? try values(of: trainer.epochStart, prefix: "epoch.", from: file) : parameters
    store(parameters, into: trainer.parameters)
    store(start, into: trainer.epochStart)
    for (values, moment) in zip(moments, trainer.optimizer.moments) { store(values, into: moment) }
    trainer.optimizer.steps = standing.steps
    trainer.position = standing.position
  }

  private static func words(_ counts: [Int], _ extra: UInt64...) -> Tensor {
    let values = counts.map { UInt64($0) } + extra
    return Tensor(shape: [values.count], values: .uint64(values))
  }

  private static func store(_ values: Parameters, prefix: String, in file: inout TensorFile) {
    for (name, tensor) in values.named {
      file.set(prefix + name, shape: tensor.shape, tensor.rowMajor)
    }
  }

  /// Reads a tensor for each parameter, and checks that the file has no others.
  private static func values(
    of parameters: Parameters, prefix: String, from file: TensorFile
  ) throws(DataError) -> [[Float]] {
    var values: [[Float]] = []
    for (name, tensor) in parameters.named {
      values.append(try finite(prefix + name, tensor.shape, file))
    }
    try file.requireOnly(
      parameters.named.map { prefix + $0.name }, beginning: "\(prefix)layers.")
    return values
  }

  /// A tensor without NaN and infinity.
  static func finite(
    _ name: String, _ shape: [Int], _ file: TensorFile
  ) throws(DataError) -> [Float] {
    let values = try file.floats(name, shape: shape)
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .malformed(
        path: file.path, part: "tensor \(name), element \(index)", expected: "a finite number",
        found: "\(values[index])")
    }
    return values
  }

  private static func store(_ values: [[Float]], into parameters: Parameters) {
    for ((_, tensor), values) in zip(parameters.named, values) { tensor.store(rowMajor: values) }
  }
}

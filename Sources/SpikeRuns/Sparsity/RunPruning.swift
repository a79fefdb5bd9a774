import SpikeFiles
import SpikeKernels
import SpikeSim
import SpikeTraining

/// Prunes the network of a run's checkpoint, more and more of it, and tests each: what `spikelab prune` does.
///
/// The checkpoint stays as it is. What was found is written beside it, into `prune.json` and `prune.csv`.
public struct RunPruning {
  /// The shares that are pruned unless told: 5 % to 100 %.
  public static let standardShares = (1...20).map { Double($0) / 20 }

  /// The run.
  public let directory: RunDirectory

  /// Names a run that exists.
  ///
  /// - Throws: ``RunError`` when the folder is no run or has no checkpoint yet, ``SpikeConfig/ConfigError``
  ///   when its config is faulty.
  public init(existing path: String) throws {
    try self.init(RunDirectory(existing: path))
  }

  /// A run.
  ///
  /// - Throws: ``RunError/noCheckpoint(directory:)``.
  public init(_ directory: RunDirectory) throws(RunError) {
    guard directory.hasCheckpoint else { throw .noCheckpoint(directory: directory.path) }
    self.directory = directory
  }

  /// Measures a curve and writes it into the run's folder.
  ///
  /// - Parameters:
  ///   - order: Whether weights are ranked in one order or layer by layer.
  ///   - shares: Shares of weights, each above 0 and up to 1; the whole network comes before them.
  ///   - options: Where runs are kept and what they may use.
  ///   - console: Where messages go.
  ///   - label: What the progress line begins with.
  /// - Throws: `DataError` when data is absent or the checkpoint is of another network;
  ///   ``RunError/otherData(directory:begun:found:)`` when data is not what the run was trained on;
  ///   ``InsufficientMemory``; ``SpikeFiles/FileError`` when the folder cannot be written.
  public func carryOut(
    order: PruningOrder, shares: [Double] = standardShares, options: RunOptions, console: Console,
    label: String = "pruning"
  ) throws -> PruningCurve {
    // What stands there, and cannot be kept, is told before any work is done.
    let earlier = try directory.pruning()
    let trained = try TrainedNetwork(
      directory, memory: options.memory, threads: options.workers.threads, note: console.note)
    var need = MemoryNeed()
    need.add(Parameters.bytes(for: trained.network))
    try need.check(options.memory)
    let samples = try trained.testSamplesAsTrained(dataRoot: options.dataRoot)
    let curve = try measure(trained, samples, order, shares, options, console, label)
    // Curves of another checkpoint are no longer this run's.
    let kept = earlier.filter { $0.order != order && $0.checkpoint == curve.checkpoint }
    try write((kept + [curve]).sorted { $0.order.rawValue < $1.order.rawValue })
    return curve
  }

  private func measure(
    _ trained: TrainedNetwork, _ samples: Samples, _ order: PruningOrder, _ shares: [Double],
    _ options: RunOptions, _ console: Console, _ label: String
  ) throws -> PruningCurve {
    let network = trained.network
    let pruning = MagnitudePruning(trained.parameters, order: order)
    let pruned = Parameters(zerosFor: network)
    let isSpiking = network.spec.isSpiking
    let evaluator = Evaluator(
      network: network, seed: trained.config.seed, countsUpdates: isSpiking,
      workers: options.workers)
    let all = [0] + shares.sorted()
    var bar = console.progress(label, total: all.count * samples.count)
    defer { bar.clear() }
    var points: [PruningPoint] = []
    for share in all {
      let count = pruning.prune(share, into: pruned)
      let statistics =
        isSpiking ? SpikeStatistics(network: network, workers: options.workers) : nil
      let done = points.count * samples.count
      let tally = evaluator.evaluate(pruned, on: samples, adding: statistics) {
        bar.update(
          done + $0, of: all.count * samples.count, note: "\(fixed(share * 100, places: 0)) %")
      }
      var point = PruningPoint(share: share, pruned: count, testAccuracy: tally.accuracy)
      let images = Double(max(1, tally.samples))
      if let effective = statistics?.counts(with: pruned).effective {
        point.spikesPerSample = Double(tally.spikes.reduce(0, +)) / images
        point.operations = .init(
          effectiveMACs: Double(effective.multiplyAdds) / images,
          effectiveACs: Double(effective.additions) / images)
      }
      points.append(point)
    }
    return PruningCurve(
      order: order, checkpoint: trained.checkpoint, epochs: try directory.metrics.read().count,
      testSamples: samples.count, weights: pruning.weights, points: points)
  }

  private func write(_ curves: [PruningCurve]) throws {
    let json: JSONValue = [
      "format": .number(PruningCurve.format), "config": .string(directory.hash),
      "curves": .array(curves.map(\.json)),
    ]
    try writeAtomically(json, to: directory.pruningPath)
    var lines = [
      [
        "order", "share", "pruned", "testAccuracy", "spikesPerSample", "effectiveMACs",
        "effectiveACs",
      ]
    ]
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    for curve in curves {
      for point in curve.points {
        lines.append([
          curve.order.rawValue, "\(point.share)", "\(point.pruned)", "\(point.testAccuracy)",
          text(point.spikesPerSample), text(point.operations?.effectiveMACs),
          text(point.operations?.effectiveACs),
        ])
      }
    }
    try replaceFile(directory.pruningTablePath, by: commaSeparated(lines))
  }
}

extension RunDirectory {
  /// `prune.json`.
  public var pruningPath: String { path + "/prune.json" }
  /// `prune.csv`, the same numbers.
  public var pruningTablePath: String { path + "/prune.csv" }

  /// What pruning came to, of each order that was tried; none where nobody pruned. Curves may be of an earlier
  /// checkpoint of a run that went on.
  ///
  /// - Throws: ``RunError`` or ``SpikeFiles/FileError`` when the file cannot be read or is another run's.
  public func pruning() throws -> [PruningCurve] {
    guard kind(of: pruningPath) != .absent else { return [] }
    let json = try readJSON(pruningPath, format: PruningCurve.format)
    if let found = json["config"]?.string, found != hash {
      throw RunError.otherConfig(file: pruningPath, expected: hash, found: found)
    }
    guard let list = json["curves"]?.array else {
      throw RunError.unreadable(file: pruningPath, reason: "curves is missing or of another type")
    }
    var curves: [PruningCurve] = []
    for value in list { curves.append(try PruningCurve(value, file: pruningPath)) }
    return curves
  }
}

extension PruningCurve {
  /// The numbers for the terminal.
  public func text(name: String) -> String {
    let isSpiking = points.contains { $0.spikesPerSample != nil }
    var table = Table(
      ["pruned", "weights left", "test accuracy"]
        + (isSpiking ? ["spikes/image", "effective operations/image"] : []))
    for point in points {
      let further = [
        point.spikesPerSample.map { fixed($0, places: 1) } ?? "",
        point.operations.map { short($0.effectiveMACs + $0.effectiveACs) } ?? "",
      ]
      table.add(
        [
          "\(fixed(point.share * 100, places: 1)) %", "\(weights - point.pruned)",
          percent(point.testAccuracy),
        ] + (isSpiking ? further : []))
    }
    let how =
      order == .global
      ? "all \(weights) weights in one order of magnitude"
      : "the weights of each layer in their order of magnitude"
    return
      "\(name): \(testSamples) test images after \(counted(epochs, "epoch")); \(how), nothing trained after it\n\n"
      + table.text
  }
}

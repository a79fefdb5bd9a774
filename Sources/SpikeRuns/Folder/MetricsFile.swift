import SpikeConfig
import SpikeFiles
import SpikeSim

/// `metrics.jsonl`: an object per line and epoch, only ever appended to.
///
/// A line counts once its line break is there. What a crash left behind the last line break is
/// dropped on reading and removed before the next line is written.
public struct MetricsFile: Sendable {
  /// The file.
  public var path: String
  /// The experiment whose epochs the lines must be, and its hash; nil where it is not known.
  var run: (config: ExperimentConfig, hash: String)?

  /// A file; nothing is read.
  init(path: String, run: (config: ExperimentConfig, hash: String)? = nil) {
    (self.path, self.run) = (path, run)
  }

  /// Largest file that is read, in bytes.
  static let largest = 1 << 28
  /// Most JSON values that are read, all lines together. A line of a network of three layers has
  /// 50; a file of brackets alone would take a hundred times its size in memory.
  static let mostValues = 1 << 23

  /// The complete lines; none when there is no file.
  ///
  /// - Throws: ``SpikeFiles/FileError`` when the file cannot be read, ``RunError`` when a line is no object
  ///   with an `epoch`, is another experiment's, or says what the config makes impossible.
  public func read() throws -> [JSONValue] {
    FileSystem.willLook(at: path)
    guard kind(of: path) != .absent else { return [] }
    return try lines(of: try readFile(path, limit: Self.largest))
  }

  /// The complete lines of a file's bytes.
  ///
  /// - Throws: ``RunError`` as ``read()`` does, and when there are too many values.
  func lines(
    of bytes: [UInt8], mostValues: Int = MetricsFile.mostValues
  ) throws(RunError) -> [JSONValue] {
    var lines: [JSONValue] = []
    var (rest, values) = (bytes[...], 0)
    // Behind the last line break: nothing, or a torn line.
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      guard let document = try? JSONDocument(parsing: Array(rest[..<end])),
        document.root["epoch"]?.integer != nil
      else {
        throw RunError.unreadable(
          file: path, reason: "line \(lines.count + 1) is not an object with an epoch")
      }
      values += document.valueCount
      guard values <= mostValues else {
        throw RunError.unreadable(file: path, reason: "it holds more than \(mostValues) values")
      }
      if let run { try check(document.root, lines.count + 1, run.config, run.hash) }
      lines.append(document.root)
      rest = rest[(end + 1)...]
    }
    return lines
  }

  /// Makes sure that a line can be the epoch of its number.
  private func check(
    _ line: JSONValue, _ number: Int, _ config: ExperimentConfig, _ hash: String
  ) throws(RunError) {
    if let found = line["config"]?.string, found != hash {
      throw .otherConfig(file: path, expected: hash, found: found)
    }
    func require(_ key: String, _ most: Int, from least: Int = 0) throws(RunError) {
      guard let value = line[key] else { return }
      guard let found = value.integer, (least...max(least, most)).contains(found) else {
        throw .unreadable(
          file: path,
          reason: "line \(number): \(key) is \(value.brief), and this run allows "
            + (least == most ? "\(least)" : "\(least) to \(most)"))
      }
    }
    try require("epoch", number, from: number)
    try require("epoch", config.training.epochs, from: 1)
    try require("trainSamples", config.data.mostTrainingImages)
  }

  /// Makes sure that lines count no more synaptic operations than the network can carry out.
  ///
  /// - Throws: ``RunError``.
  func check(_ lines: [JSONValue], of network: Network) throws(RunError) {
    for (index, line) in lines.enumerated() {
      let samples = Double(line["trainSamples"]?.integer ?? 0)
      let most = min(0x1p62, samples * network.mostOperationsPerSample)
      for key in ["forward", "learning"] {
        guard let count = line[key].flatMap(SynapticOperations.init) else { continue }
        guard Double(count.total) <= most else {
          throw .unreadable(
            file: path,
            reason: "line \(index + 1): \(key) has \(count.total) synaptic operations, and "
              + "\(Int(samples)) images allow at most \(Int(most))")
        }
      }
    }
  }
}

extension DataConfig {
  /// Images that are learnt from in an epoch, at most.
  var mostTrainingImages: Int {
    max(0, min(train ?? .max, source.dataset.counts.train - (skip ?? 0)) - (validation ?? 0))
  }
}

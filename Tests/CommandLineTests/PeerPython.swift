import Foundation
import SpikeFiles
import Testing

/// A Python that has the packages of other tools: that of the virtual environment that
/// `SPIKELAB_PEERS_VENV` names, else `python3`.
enum PeerPython {
  static let program: URL? = {
    let environment = ProcessInfo.processInfo.environment
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let named = environment["SPIKELAB_PEERS_VENV"].map { "\($0)/bin/python" }
    return ((named.map { [$0] } ?? []) + folders.map { "\($0)/python3" })
      .first { FileManager.default.isExecutableFile(atPath: $0) }
      .map { URL(fileURLWithPath: $0) }
  }()

  /// Whether it can import all of these.
  static func has(_ modules: [String]) -> Bool {
    guard let program else { return false }
    let process = Process()
    process.executableURL = program
    let names = modules.map { "'\($0)'" }.joined(separator: ",")
    process.arguments = [
      "-c",
      "import importlib.util as u, sys; sys.exit(not all(u.find_spec(m) for m in [\(names)]))",
    ]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  static let hasSnnTorch = has(["torch", "snntorch", "safetensors"])
  static let readsNIR = has(["nir", "h5py", "safetensors"])
  static let hasNIR = hasSnnTorch && has(["nir", "nirtorch", "h5py"])
  static let hasTensorBoard = has(["tensorboard"])

  /// Why tests are skipped.
  static let missing: Comment =
    "no Python with the other side's packages: SPIKELAB_PEERS_VENV names a virtual environment"

  /// Runs a script of `Tests/Scripts`, which prints JSON.
  static func run(
    _ script: String, _ arguments: [String], in bench: Workbench
  ) async throws -> JSONValue {
    let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Scripts/\(script)")
    let outcome = try await bench.start(
      [scripts.path] + arguments, environment: ["PYTHONDONTWRITEBYTECODE": "1"],
      program: try #require(program)
    ).outcome()
    try #require(outcome.code == 0, "\(outcome)")
    return try JSONDocument(parsing: Array(outcome.output.utf8)).root
  }
}

extension Workbench {
  /// Trains the experiment of a config called `net`, and gives its run's folder.
  func train(_ config: String) async throws -> String {
    try write(config, to: "net.json")
    let outcome = try await run("train", "net.json", "--quiet")
    try #require(outcome.code == 0, "\(outcome)")
    return try #require(outcome.output.split(separator: "\n").last.map(String.init))
  }

  /// Makes 500 images that no run was trained on.
  func makeImages() async throws -> (images: String, labels: String) {
    let outcome = try await run(
      "data", "generate", "--output", "other", "--train", "1", "--test", "500", "--seed", "8")
    try #require(outcome.code == 0, "\(outcome)")
    return ("other/t10k-images-idx3-ubyte", "other/t10k-labels-idx1-ubyte")
  }

  /// What `spikelab evaluate` counts at the output, image by image.
  func outputs(of run: String, _ files: (images: String, labels: String)) async throws -> [[Int]] {
    let outcome = try await self.run(
      "evaluate", run, "--images", files.images, "--labels", files.labels, "--predictions",
      "answers.csv")
    try #require(outcome.code == 0, "\(outcome)")
    return try text("answers.csv").split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",").dropFirst(4).dropLast().compactMap { Int($0) }
    }
  }
}

extension JSONValue {
  /// A list of lists; what is none counts as empty.
  func lists<Element>(_ element: (JSONValue) -> Element?) -> [[Element]]? {
    array?.map { $0.array?.compactMap(element) ?? [] }
  }
}

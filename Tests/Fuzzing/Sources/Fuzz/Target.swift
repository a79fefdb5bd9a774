import Foundation

/// What is fed with bytes: it must return, whatever they are. Anything but returning (a trap, more
/// memory or time than allowed) is a finding.
struct Target: Sendable {
  let name: String
  let run: @Sendable ([UInt8]) -> Void

  static let all: [Target] = [
    Target(name: "idx", run: fuzzIDX),
    Target(name: "gzip", run: fuzzGzip),
    Target(name: "tensors", run: fuzzTensors),
    Target(name: "events", run: fuzzEvents),
    Target(name: "checkpoint", run: fuzzCheckpoint),
    Target(name: "json", run: fuzzJSON),
    Target(name: "config", run: fuzzConfig),
    Target(name: "sweep", run: fuzzSweep),
    Target(name: "results", run: fuzzResults),
    Target(name: "report", run: fuzzReport),
    Target(name: "status", run: fuzzStatus),
    Target(name: "metrics", run: fuzzMetrics),
    Target(name: "summary", run: fuzzSummary),
    Target(name: "lock", run: fuzzLock),
    Target(name: "folder", run: fuzzFolder),
  ]

  /// The target that the environment names.
  static let chosen: Target = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = all.first(where: { $0.name == name }) else {
      print("FUZZ_TARGET is one of \(all.map(\.name).joined(separator: ", "))")
      exit(2)
    }
    return target
  }()
}

/// The parts between null bytes, `count` of them: an input that stands for several files.
func parts(_ bytes: [UInt8], _ count: Int) -> [[UInt8]] {
  let found = bytes.split(separator: 0, maxSplits: count - 1, omittingEmptySubsequences: false)
  return (0..<count).map { $0 < found.count ? Array(found[$0]) : [] }
}

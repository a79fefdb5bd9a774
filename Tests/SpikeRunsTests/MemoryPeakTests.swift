import Foundation
import SpikeKernels
import SpikeSim
import TestSupport
import Testing

@testable import SpikeFiles
@testable import SpikeRuns

/// The estimate of a run, beside the most memory that a process had which carried it out.
@Suite(.serialized) struct MemoryPeakTests {
  private static let networks = [
    "MLP": #"""
    "network": { "steps": 250, "layers": [ { "dense": 200 }, "lif", { "dense": 200 }, "lif",
      { "dense": 10 }, "lif" ] }
    """#,
    "LeNet": #"""
    "network": { "steps": 60, "layers": [ { "conv2d": { "channels": 6, "kernel": 5 } }, "lif",
      { "maxPool": 2 }, { "conv2d": { "channels": 12, "kernel": 5 } }, "lif", { "maxPool": 2 },
      { "dense": 10 }, "lif" ] }
    """#,
    "max pool of currents": #"""
    "encoding": "rate",
    "network": { "steps": 60, "layers": [ { "conv2d": { "channels": 16, "kernel": 5 } },
      { "maxPool": 2 }, "lif", { "dense": 10 }, "lif" ] }
    """#,
    "max pools of currents": #"""
    "network": { "steps": 60, "layers": [ { "conv2d": { "channels": 12, "kernel": 5 } }, { "maxPool": 2 },
      "lif", { "conv2d": { "channels": 40, "kernel": 5 } }, { "maxPool": 2 }, "lif",
      { "dense": 10 }, "lif" ] }
    """#,
  ]

  private static let rules = [
    #""rule": "lfp-epsilon""#,
    #""rule": "lfp-alpha-beta", "membrane": "path""#,
    #""rule": "lfp-alpha-beta", "membrane": "contribution""#,
    #""rule": "lfp-z-plus-z-minus""#,
    #""rule": "lfp-epsilon", "normalization": "step""#,
    #""rule": "surrogate""#,
  ]

  #if os(Linux)
    @Test(arguments: ["MLP", "LeNet"], rules)
    func theEstimateOfEveryRuleIsThePeak(network: String, rule: String) async throws {
      try await compare(network, rule)
    }

    @Test(arguments: [rules[0], rules[1]])
    func theEstimateOfPooledCurrentsIsThePeak(rule: String) async throws {
      try await compare("max pool of currents", rule)
    }

    @Test func theEstimateOfWhatWinnersHandDownIsThePeak() async throws {
      try await compare("max pools of currents", #""rule": "surrogate""#)
    }

    private func compare(_ network: String, _ rule: String) async throws {
      let members = try #require(Self.networks[network])
      // Rewards of this rule may overflow over so many steps; the search for the number takes memory too.
      let onNonFinite = rule.contains("contribution") ? "warn" : "stop"
      let text = """
        { "name": "x", "data": { "dataset": "digits", "train": 32, "test": 16 }, \(members),
          "learning": { \(rule) }, "training": { "epochs": 1, "batchSize": 32, "onNonFinite": "\(onNonFinite)" } }
        """
      let result = try await withTemporaryFolder { root in
        await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
          [text = text as String, root = root as String] in
          try measure(text, root)
        }
      }
      let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
      let numbers = output.split(separator: "\n").first { $0.hasPrefix("bytes ") }
        .map { $0.split(separator: " ").compactMap { Double($0) } }
      let (said, peak) = try #require(numbers.map { ($0[0], $0[1]) })
      let ratio = (said - MemoryNeed.program + MemoryNeed.code) / peak
      print(
        "\(network), \(rule): \(Int(said / 1e6)) MB said, \(Int(peak / 1e6)) MB taken, \(ratio)")
      #expect(peak > 4 * MemoryNeed.program, "too little to be measured")
      #expect(said >= peak)
      #expect(said <= 1.25 * peak + MemoryNeed.program)
    }
  #endif

  #if os(Linux)
    @Test func memoryThatIsRefusedEndsTheRunAsFailed() async throws {
      try await withTemporaryFolder { root in
        let result = await #expect(
          processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
        ) { [root = root as String] in try refuse(root) }
        let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(errors.contains("error: memory ran out: 4096 MiB more were refused"), "\(errors)")
        let directory = RunDirectory(root: root, config: try config(minimal))
        let status = try #require(try RunStatus.read(directory.statusPath))
        #expect(status.state == .failed)
        #expect(status.error?.hasPrefix("memory ran out") == true)
        #expect(!names(inFolder: directory.path).contains("lock"))
      }
    }
  #endif
}

#if os(Linux)
  /// Carries out a run and prints the bytes that were said to come on top, and those that did.
  private func measure(_ text: String, _ root: String) throws {
    let experiment = try config(text)
    let run = TrainingRun(
      RunDirectory(root: root, config: experiment), splits: try experiment.data.load(dataRoot: nil),
      workers: Workers(threads: 2), console: .silent, interruption: Interruption(), label: "x")
    let need = try run.memoryNeed(Network(experiment.networkSpec))
    let before = try #require(residentMemory())
    let code = try statusBytes("RssFile:")
    _ = try run.carryOut(policy: .startNew)
    // Pages of code that were read meanwhile are those of all tests, without optimisation: the
    // program's own are counted by MemoryNeed.code.
    let peak = try statusBytes("VmHWM:") - before - (statusBytes("RssFile:") - code)
    print("\nbytes \(need.bytes - MemoryNeed.code) \(Double(peak))")
  }

  /// What the system says of this process, in bytes.
  private func statusBytes(_ name: String) throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix(name) })
    return try #require(Int(line.filter(\.isNumber))) << 10
  }

  /// Begins a run and asks for more memory than a limit leaves.
  private func refuse(_ root: String) throws {
    let writer = try RunWriter(
      RunDirectory(root: root, config: try config(minimal)), policy: .startNew)
    AllocationFailure.prepare()
    let size = UInt(try statusBytes("VmSize:"))
    var limit = rlimit(rlim_cur: size + 256 << 20, rlim_max: size + 256 << 20)
    guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { return }
    writer.failingWhenMemoryRunsOut {
      _ = Buffer<UInt8>(count: 4 << 30, repeating: 0)
    }
  }
#endif

import Foundation
import SpikeConfig
import SpikeData
import SpikeFiles
import SpikeKernels
import SpikeRuns
import TestSupport
import Testing

extension CommandLineTests {
  /// Same seed, same bytes: whatever the threads, the kernels, the build and the interruptions.
  ///
  /// The sums in `Fixtures/same-bytes` tie builds together that no one test can run:
  /// `Tests/Scripts/same_bytes.sh` compares them with any build, `.ci/run` with the release build.
  @Suite("Same seed, same bytes")
  struct SameBytesTests {
    static let names = [
      "lenet-contributions", "lenet-lfp", "lenet-relu", "lenet-surrogate", "mlp-contributions",
      "mlp-lfp", "mlp-recurrent-lfp", "mlp-recurrent-surrogate", "mlp-relu", "mlp-surrogate",
    ]

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    private static let folder = root.appendingPathComponent("Tests/TestSupport/Fixtures/same-bytes")
    private static let release = root.appendingPathComponent(".build/release/spikelab")

    /// A file system in memory, where there is one: a run waits for the disk at every step of it.
    private static let memory =
      FileManager.default.isWritableFile(atPath: "/dev/shm")
      ? URL(fileURLWithPath: "/dev/shm") : FileManager.default.temporaryDirectory

    /// A training of one of the configs.
    private struct Training {
      let config: ExperimentConfig
      let splits: DatasetSplits

      init(_ name: String) throws {
        config = try ConfigFile.load(folder.appendingPathComponent("\(name).json").path).single()
        splits = try config.data.load(dataRoot: nil)
      }

      /// Trains, with a rest after every batch where `way` gives more than one pair, each of which
      /// is a process of its own as far as the run can tell.
      ///
      /// - Parameter way: Threads and instruction set, from the beginning or after a rest.
      func checkpoint(_ way: [(threads: Int, set: InstructionSet)]) throws -> [UInt8] {
        let bench = try Workbench(in: memory)
        let directory = RunDirectory(root: bench("runs"), config: config)
        for turn in 0..<100 {
          let (threads, set) = way[turn % way.count]
          InstructionSet.use(set)
          let interruption = Interruption()
          if way.count > 1 { interruption.request() }
          let outcome = try TrainingRun(
            directory, splits: splits, workers: Workers(threads: threads),
            console: .silent, interruption: interruption, label: ""
          ).carryOut(policy: turn == 0 ? .startNew : .resume)
          guard case .done = outcome else { continue }
          // Three batches in each of two epochs; the last one ends the run.
          #expect(turn == (way.count > 1 ? 5 : 0))
          return try bench.bytes("runs/\(config.hash)/checkpoint.safetensors")
        }
        throw CancellationError()
      }
    }

    private func sum(_ bytes: [UInt8]) -> String {
      sha256(of: bytes)
    }

    @Test(
      "checkpoints of 1 to 8 threads, every instruction set and any interruption are equal",
      arguments: names)
    func all(name: String) throws {
      let training = try Training(name)
      try InstructionSet.exclusively {
        let sets = InstructionSet.available
        let best = try #require(sets.last)
        let expected = try training.checkpoint([(1, best)])
        for threads in 2...8 {
          #expect(try training.checkpoint([(threads, best)]) == expected, "\(threads) threads")
        }
        for set in sets.dropLast() {
          #expect(try training.checkpoint([(2, set)]) == expected, "\(set)")
        }
        // After every batch another number of threads and another set.
        let turns = (0..<8).map { (threads: 8 - $0, set: sets[$0 % sets.count]) }
        #expect(try training.checkpoint(turns) == expected, "interrupted")
        #if os(Linux) && arch(x86_64)
          let sums = try String(
            contentsOf: Self.folder.appendingPathComponent("SHA256SUMS"), encoding: .utf8)
          #expect(
            sums.contains("\(sum(expected))  \(name).safetensors\n"),
            "if sums are meant to be other ones now: Tests/Scripts/same_bytes.sh PROGRAM --renew")
        #endif
      }
    }

    /// A release build that is not older than any source.
    private static var hasRelease: Bool {
      func changed(_ url: URL) -> Date? {
        try? url.resolvingSymlinksInPath().resourceValues(forKeys: [.contentModificationDateKey])
          .contentModificationDate
      }
      guard let built = changed(release),
        let files = FileManager.default.enumerator(
          at: root.appendingPathComponent("Sources"), includingPropertiesForKeys: nil)
      else { return false }
      return files.allSatisfy { ($0 as? URL).flatMap(changed).map { $0 <= built } ?? true }
    }

    @Test(
      "a release build leaves the bytes of this one",
      .enabled(if: hasRelease, "no release build as new as the sources"), arguments: names)
    func release(name: String) throws {
      let bench = try Workbench()
      let process = Process()
      process.executableURL = Self.release
      process.arguments = [
        "train", Self.folder.appendingPathComponent("\(name).json").path, "--output", bench("runs"),
      ]
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      let training = try Training(name)
      let expected = try InstructionSet.exclusively {
        try training.checkpoint([(1, #require(InstructionSet.available.last))])
      }
      let found = try bench.bytes("runs/\(training.config.hash)/checkpoint.safetensors")
      #expect(found == expected)
    }
  }
}

import Foundation
import SpikeData
import SpikeFiles
import TestSupport
import Testing

#if os(Linux)
  /// Files whose header asks, honestly, for more memory than may be taken.
  @Suite("Large data files")
  struct LargeFileTests {
    /// Images of one value: a tenth of a per cent of their size, compressed.
    private static let count = 100_000

    private static func write(to directory: TestDirectory) throws {
      let idx = IDX(
        dimensions: [count, 28, 28], values: [UInt8](repeating: 7, count: count * 784))
      try writeAtomically(gzip(idx.encoded()), to: directory("images.gz"))
      try writeAtomically(idx.encoded(), to: directory("images"))
    }

    @Test("a file is refused by the size in its header before any memory is taken for it")
    func refused() async throws {
      let directory = try TestDirectory()
      try Self.write(to: directory)
      for name in ["images.gz", "images"] {
        await #expect(processExitsWith: .success) { [path = directory(name) as String] in
          let before = try #require(residentMemory())
          let limit = before + 50 << 20
          let error = #expect(throws: DataError.self) {
            try IDX(reading: path, as: .images, memory: MemoryBudget(limit: limit))
          }
          guard case .tooLarge(path, let shortage) = error else { exit(2) }
          guard shortage.bound == .limit, shortage.available == limit else { exit(3) }
          guard shortage.needed >= Double(before + 100_000 * 784) else { exit(4) }
          guard try grown(since: before) < 10 << 20 else { exit(5) }
        }
      }
    }

    @Test("a file that fits takes the memory of its content once")
    func taken() async throws {
      let directory = try TestDirectory()
      try Self.write(to: directory)
      for name in ["images.gz", "images"] {
        await #expect(processExitsWith: .success) { [path = directory(name) as String] in
          let before = try #require(residentMemory())
          let images = try IDX(
            reading: path, as: .images, memory: MemoryBudget(limit: before + 90 << 20))
          guard images.values.count == 100_000 * 784, images.values.last == 7 else { exit(2) }
          guard try grown(since: before) < 90 << 20 else { exit(3) }
        }
      }
    }
  }

  /// The most bytes that the process had more than before.
  private func grown(since before: Int) throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(Int(line.filter(\.isNumber))) << 10 - before
  }
#endif

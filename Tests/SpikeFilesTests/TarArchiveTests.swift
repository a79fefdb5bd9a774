import SpikeKernels
import TestSupport
import Testing

@testable import SpikeFiles

@Suite("Tar archives")
struct TarArchiveTests {
  private static let end = [UInt8](repeating: 0, count: 1024)

  private func paths(_ bytes: [UInt8]) throws -> [String] {
    try TarArchive(bytes).members.map(\.path)
  }

  @Test("files are found in order, with their content; folders and extensions are passed over")
  func members() throws {
    let long = [UInt8](repeating: 7, count: 513)
    let archive =
      tarEntry("d/", kind: "5") + tarEntry("d/a", [1, 2, 3])
      // Headers of newer formats, with content of their own.
      + tarEntry("./PaxHeaders/b", Array("30 mtime=1234567890.123456789\n".utf8), kind: "x")
      + tarEntry("././@LongLink", Array("a name".utf8), kind: "L") + tarEntry("d/b", long)
      + tarEntry("empty", kind: "\0") + Self.end
    let members = try TarArchive(archive).members
    #expect(members.map(\.path) == ["d/a", "d/b", "empty"])
    #expect(members.map { Array($0.content) } == [[1, 2, 3], long, []])
    // What follows the end is no concern.
    #expect(try paths(archive + [1, 2, 3]) == ["d/a", "d/b", "empty"])
    #expect(try paths(Self.end) == [])
  }

  @Test("the front part of a long path is in a field of its own, in the format that has it")
  func prefix() throws {
    #expect(try paths(tarEntry("b", prefix: "long/way") + Self.end) == ["long/way/b"])
    #expect(
      try paths(tarEntry("b", prefix: "else", magic: "ustar  \0") + Self.end) == ["b"])
  }

  @Test("paths that lead out of the folder, and what is no file, are faults of the whole archive")
  func outside() {
    for path in ["/etc/passwd", "../x", "d/../../x", "d/..", ".."] {
      #expect(
        throws: TarArchive.Fault(reason: "\(path): a path that leads out of the archive's folder")
      ) { try paths(tarEntry("a", [1]) + tarEntry(path, [1]) + Self.end) }
    }
    #expect(
      throws: TarArchive.Fault(reason: "../d/x: a path that leads out of the archive's folder")
    ) { try paths(tarEntry("x", prefix: "../d") + Self.end) }
    for kind: Character in ["1", "2", "3", "4", "6", "7", "9"] {
      #expect(throws: TarArchive.Fault(reason: "l: it is neither a file nor a folder")) {
        try paths(tarEntry("l", kind: kind) + Self.end)
      }
    }
  }

  @Test("a changed header, a number that is none and an end too early are faults that say where")
  func broken() {
    var changed = tarEntry("a", [1]) + Self.end
    changed[3] = 65
    #expect(throws: TarArchive.Fault(reason: "the header at byte 0 has a wrong checksum")) {
      try paths(changed)
    }
    #expect(throws: TarArchive.Fault(reason: "a: its size is no octal number")) {
      try paths(tarEntry("a", [1], size: "0000000008a") + Self.end)
    }
    let whole = tarEntry("a", [1, 2, 3])
    #expect(
      throws: TarArchive.Fault(
        reason: "a: 3 bytes at byte 512, and the archive ends at byte 514")
    ) { try paths(Array(whole[..<514])) }
    for length in [0, 511, 1024] {
      #expect(
        throws: TarArchive.Fault(reason: "it ends at byte \(length) without a block of zeros")
      ) { try paths(Array(whole[..<length])) }
    }
    // The largest number of twelve digits is no reason to read beyond the end.
    #expect(throws: TarArchive.Fault.self) {
      try paths(tarEntry("a", size: "777777777777") + Self.end)
    }
  }

  @Test("whatever bytes are changed, nothing that leads outside is a member")
  func random() {
    let seed = UInt64.random(in: 0...(.max))
    var random = SeededGenerator(seed: seed)
    let sound = tarEntry("d/a", [1, 2, 3]) + tarEntry("d/b", [4]) + Self.end
    for _ in 0..<2000 {
      var bytes = sound
      for _ in 0...random.integer(below: 3) {
        bytes[random.integer(below: bytes.count)] = UInt8(random.integer(below: 256))
      }
      if random.integer(below: 4) == 0 { bytes.removeLast(random.integer(below: bytes.count)) }
      guard let members = try? TarArchive(bytes).members else { continue }
      #expect(
        members.allSatisfy { !$0.path.hasPrefix("/") && !$0.path.contains("..") }, "seed \(seed)")
    }
  }
}

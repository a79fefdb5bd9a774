import Testing

@testable import SpikeFiles

@Suite struct HDF5Tests {
  /// What Bob Jenkins' own driver prints (lookup3.c, driver5), and lengths around a block's.
  @Test("lookup3 is Bob Jenkins'")
  func checksum() {
    #expect(lookup3([]) == 0xdead_beef)
    #expect(lookup3(Array("Four score and seven years ago".utf8)[...]) == 0x1777_0551)
    let hashes = (0...40).map {
      lookup3(Array("Four score and seven years ago, our fathers".utf8.prefix($0))[...])
    }
    #expect(Set(hashes).count == hashes.count)
    // A slice counts from its own beginning.
    #expect(lookup3(Array("xxFour score and seven years ago".utf8)[2...]) == 0x1777_0551)
  }

  @Test("the first values lie behind the superblock, and a file is known by them")
  func beginning() {
    let file = HDF5Writer.encode([
      ("a", .group([("text", .text("known by this")), ("number", .integer(7))])),
      ("b", .dataset(shape: [2, 1], .float32([1, 2]))),
    ])
    #expect(HDF5Writer.firstValues(of: file)?.starts(with: "known by this".utf8) == true)
    #expect(file.count % 1 == 0 && file.starts(with: [0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10]))
    #expect(HDF5Writer.firstValues(of: file.prefix(48)) == nil)
    #expect(HDF5Writer.firstValues(of: [UInt8](repeating: 0, count: 200)) == nil)
    // The end of the file and the superblock's checksum are where a reader looks for them.
    let end = file[28..<36].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(end == file.count)
    #expect(file[44..<48].reversed().reduce(0) { $0 << 8 | UInt32($1) } == lookup3(file[..<44]))
  }
}

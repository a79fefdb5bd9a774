import SpikeFiles
import Testing

/// The vectors that NIST publishes with FIPS 180-4, and pieces of every length around a block's.
@Suite struct SHA256Tests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func `published vectors`(text: String, digest: String) {
    #expect(sha256(of: Array(text.utf8)) == digest)
    #expect(sha256(of: text.utf8) == digest, "of bytes that do not lie one after another")
  }

  @Test func `a million times the letter a`() {
    #expect(
      sha256(of: [UInt8](repeating: 0x61, count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `bytes in pieces have the digest of the whole`() {
    let bytes = (0..<200).map { UInt8($0) }
    for length in [0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129, 200] {
      let whole = SHA256.digest(of: bytes.prefix(length))
      for piece in [1, 3, 63, 64, 65] {
        var hash = SHA256()
        for first in stride(from: 0, to: length, by: piece) {
          hash.update(bytes[first..<min(length, first + piece)])
        }
        #expect(hash.digest() == whole, "\(length) bytes, \(piece) at a time")
      }
    }
  }
}

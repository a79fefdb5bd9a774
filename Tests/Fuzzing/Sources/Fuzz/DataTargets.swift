@testable import SpikeData
@testable import SpikeFiles

/// The first byte chooses what the rest is expected to hold. What is read must survive a round trip.
func fuzzIDX(_ bytes: [UInt8]) {
  guard let first = bytes.first else { return }
  let content: IDX.Content = first & 1 == 0 ? .images : .labels
  guard let idx = try? IDX(decoding: Array(bytes.dropFirst()), as: content) else { return }
  guard let again = try? IDX(decoding: idx.encoded(), as: content), again == idx else {
    fatalError("what was read is not what was written")
  }
}

/// No file of a few kilobytes may become more than the limit, and none may end elsewhere than it says.
func fuzzGzip(_ bytes: [UInt8]) {
  let limit = 1 << 16
  switch Gzip.inflate(bytes, limit: limit) {
  case .content(let content): precondition(content.count <= limit)
  case .exceeded(let content): precondition(content.count == limit)
  case .corrupt(let reason): precondition(!reason.isEmpty)
  }
}

/// What is read and written twice has the same bytes: nothing is lost or made up.
func fuzzTensors(_ bytes: [UInt8]) {
  do {
    let once = try TensorFile(decoding: bytes).encoded()
    guard let again = try? TensorFile(decoding: once), again.encoded() == once else {
      fatalError("what was read is not what was written")
    }
  } catch {
    checkMessage("\(error)")
  }
}

/// What a person reads is one line that steers no terminal, and not a copy of the file.
func checkMessage(_ text: String) {
  precondition(!text.isEmpty && text.utf8.count < 4_000, "a message of \(text.utf8.count) bytes")
  precondition(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
}

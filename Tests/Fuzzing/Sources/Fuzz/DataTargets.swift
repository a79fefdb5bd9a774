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

/// The first byte chooses which file of recorded events the rest is; what is read becomes spikes of a plane.
func fuzzEvents(_ bytes: [UInt8]) {
  guard let first = bytes.first else { return }
  let content = Array(bytes.dropFirst())
  do {
    let events: [RecordedEvent]
    switch first % 3 {
    case 0: events = try NMNISTFile.events(of: content, path: "a")
    case 1: events = try CSVEvents.columns(of: content, path: "a").events(rows: 5, columns: 7)
    default: events = try NPZFile(content, path: "a").columns().events(rows: 5, columns: 7)
    }
    let inside = events.filter { 0..<5 ~= $0.y && 0..<7 ~= $0.x && 0..<2 ~= $0.channel }
    let framing = EventFraming(
      steps: 9, binning: first & 4 == 0 ? .time : .count, crop: 1, scale: 2)
    let spikes = framing.spikes(of: inside, rows: 5, columns: 7)
    precondition(spikes.allSatisfy { $0.step < 9 && $0.unit < 2 * 1 * 2 })
  } catch {
    checkMessage("\(error)")
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

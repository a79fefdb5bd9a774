import Foundation
import SpikeFiles
import TestSupport
import Testing

@testable import SpikeData

@Suite struct EventRecordingsTests {
  /// Three events on a plane of 2 × 3 × 4.
  private static let events = [
    RecordedEvent(time: 0.5, x: 0, y: 2, channel: 1),
    RecordedEvent(time: 1, x: 1, y: 0, channel: 0),
    RecordedEvent(time: 2.25, x: 3, y: 1, channel: 1),
  ]

  private static func csv(_ text: String) throws -> [RecordedEvent] {
    try CSVEvents.columns(of: Array(text.utf8), path: "a.csv").events(rows: 3, columns: 4)
  }

  @Test(arguments: [
    "0.5,0,2,1\n1,1,0,0\n2.25,3,1,1\n", "t,x,y,p\n0.5,0,2,1\n1,1,0,0\n2.25,3,1,1",
    "# a recording\r\np, y, x, t\r\n1, 2, 0, 0.5\r\n0, 0, 1, 1\r\n\r\n1, 1, 3, 2.25\r\n",
    "0.5,20\n1,1\n2.25,19\n", "unit,t\n20,0.5\n1,1\n19,2.25\n",
  ])
  func `a line of a CSV file is an event`(text: String) throws {
    #expect(try Self.csv(text) == Self.events)
  }

  @Test func `without p all events are of channel 0`() throws {
    #expect(try Self.csv("7,1,2\n") == [RecordedEvent(time: 7, x: 1, y: 2, channel: 0)])
    #expect(try Self.csv("").isEmpty)
  }

  @Test(arguments: [
    ("1,2,3\n1,2\n", "line 2"), ("1,2,3\n1,x,3\n", "line 2"), ("1\n", "line 1"),
    ("t,x,z\n", "line 1"), ("t,t\n", "line 1"), ("x,y\n1,2\n", "columns"),
    ("1,-1,0\n", "event 0, x"), ("1,0,0.5\n", "event 0, y"), ("nan,0,0\n", "event 0"),
  ])
  func `a fault of a CSV file is named`(text: String, part: String) throws {
    let error = #expect(throws: DataError.self) { try Self.csv(text) }
    #expect("\(try #require(error))".contains(part))
  }

  private static func bytes(_ base64: String) throws -> [UInt8] {
    Array(try #require(Data(base64Encoded: base64, options: .ignoreUnknownCharacters)))
  }

  @Test func `arrays of a stored and of a deflated npz are columns`() throws {
    for text in [NPZFixtures.stored, NPZFixtures.deflated] {
      let columns = try NPZFile(Self.bytes(text), path: "a.npz").columns()
      #expect(try columns.events(rows: 3, columns: 4) == Self.events)
    }
    let units = try NPZFile(Self.bytes(NPZFixtures.units), path: "a.npz").columns()
    let places = try units.events(rows: 1, columns: 12).map(\.x)
    #expect(places == [0, 5, 11])
  }

  @Test func `a damaged npz is an error at every byte that is cut off, and never a trap`() throws {
    for text in [NPZFixtures.stored, NPZFixtures.deflated] {
      let whole = try Self.bytes(text)
      for count in 0..<whole.count {
        #expect(throws: DataError.self) {
          try NPZFile(Array(whole.prefix(count)), path: "a.npz").columns()
        }
      }
      for place in whole.indices {
        var changed = whole
        changed[place] ^= 0x41
        _ = try? NPZFile(changed, path: "a.npz").columns().events(rows: 3, columns: 4)
      }
    }
  }

  @Test func `folders are classes, numbers in their order`() throws {
    let splits = try withTemporaryFolder { root in
      for split in ["train", "test"] {
        for (label, name) in ["2", "10"].enumerated() {
          let folder = "\(root)/mine/\(split)/\(name)"
          try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
          try write("0,\(label)\n5,\(label + 2)\n", to: "\(folder)/a\(label).csv")
        }
      }
      return try EventRecordings(
        folder: "mine", channels: 1, rows: 1, columns: 4, classes: 2,
        framing: EventFraming(steps: 3)
      ).load(dataRoot: root)
    }
    #expect(splits.train.labels == [0, 1])
    guard case .events(let streams) = splits.train else { throw CancellationError() }
    let expected = [SpikeEvent(step: 0, unit: 1), SpikeEvent(step: 2, unit: 3)]
    #expect(Array(streams.stream(1)) == expected)
  }

  @Test func `another number of class folders is an error`() throws {
    let error = #expect(throws: DataError.self) {
      try withTemporaryFolder { root in
        for split in ["train", "test"] {
          try FileManager.default.createDirectory(
            atPath: "\(root)/\(split)/0", withIntermediateDirectories: true)
        }
        _ = try EventRecordings(
          folder: root, channels: 1, rows: 1, columns: 4, classes: 2,
          framing: EventFraming(steps: 3)
        ).load(dataRoot: root)
      }
    }
    #expect("\(try #require(error))".contains("2 folders, one a class"))
  }
}

/// Archives that NumPy 2 made: `savez(t=[0.5, 1, 2.25], x=uint8[0, 1, 3], y=int16[2, 0, 1], p=bool[1, 0, 1])`,
/// `savez_compressed` of the same in other types with one more array, and one of t and unit.
private enum NPZFixtures {
  static let stored = """
    UEsDBC0AAAAAAAAAIQAl9Qev//////////8FABQAdC5ucHkBABAAmAAAAAAAAACYAAAAAAAAAJNOVU1QWQEA \
    dgB7J2Rlc2NyJzogJzxmOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgzLCksIH0gICAg \
    ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAA \
    4D8AAAAAAADwPwAAAAAAAAJAUEsDBC0AAAAAAAAAIQDe2mGb//////////8FABQAeC5ucHkBABAAgwAAAAAA \
    AACDAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJ3x1MScsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdz \
    aGFwZSc6ICgzLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg \
    ICAgICAgICAgICAKAAEDUEsDBC0AAAAAAAAAIQDHWquP//////////8FABQAeS5ucHkBABAAhgAAAAAAAACG \
    AAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxpMicsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFw \
    ZSc6ICgzLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg \
    ICAgICAgICAKAgAAAAEAUEsDBC0AAAAAAAAAIQAWk4y7//////////8FABQAcC5ucHkBABAAgwAAAAAAAACD \
    AAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJ3xiMScsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFw \
    ZSc6ICgzLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg \
    ICAgICAgICAKAQABUEsBAi0DLQAAAAAAAAAhACX1B6+YAAAAmAAAAAUAAAAAAAAAAAAAAIABAAAAAHQubnB5 \
    UEsBAi0DLQAAAAAAAAAhAN7aYZuDAAAAgwAAAAUAAAAAAAAAAAAAAIABzwAAAHgubnB5UEsBAi0DLQAAAAAA \
    AAAhAMdaq4+GAAAAhgAAAAUAAAAAAAAAAAAAAIABiQEAAHkubnB5UEsBAi0DLQAAAAAAAAAhABaTjLuDAAAA \
    gwAAAAUAAAAAAAAAAAAAAIABRgIAAHAubnB5UEsFBgAAAAAEAAQAzAAAAAADAAAAAA==
    """

  static let deflated = """
    UEsDBC0AAAAIAAAAIQDkkczo//////////8FABQAdC5ucHkBABAAjAAAAAAAAABPAAAAAAAAAJvsF+obEMnI \
    UMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6mjoKtQoUAC4GBgZ7 \
    BoYGIBZwAABQSwMELQAAAAgAAAAhAGlAuCb//////////wUAFAB4Lm5weQEAEACYAAAAAAAAAEwAAAAAAAAA \
    m+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaxjqaOgq1 \
    ChQALgYoYITSzFAaAFBLAwQtAAAACAAAACEAx1qrj///////////BQAUAHkubnB5AQAQAIYAAAAAAAAASgAA \
    AAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mkrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RrG \
    Opo6CrUKFAAuJgYGBkYGAFBLAwQtAAAACAAAACEAYJIvsv//////////BQAUAHAubnB5AQAQAIMAAAAAAAAA \
    RwAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBek2morqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC \
    +RrGOpo6CrUKFAAuRgZGAFBLAwQtAAAACAAAACEApwJsfP//////////CQAUAG90aGVyLm5weQEAEACgAAAA \
    AAAAAEkAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4Fihdn \
    JBakAvkaRjoKRpo6CrUKZAMuBgIAAFBLAQItAy0AAAAIAAAAIQDkkczoTwAAAIwAAAAFAAAAAAAAAAAAAACA \
    AQAAAAB0Lm5weVBLAQItAy0AAAAIAAAAIQBpQLgmTAAAAJgAAAAFAAAAAAAAAAAAAACAAYYAAAB4Lm5weVBL \
    AQItAy0AAAAIAAAAIQDHWquPSgAAAIYAAAAFAAAAAAAAAAAAAACAAQkBAAB5Lm5weVBLAQItAy0AAAAIAAAA \
    IQBgki+yRwAAAIMAAAAFAAAAAAAAAAAAAACAAYoBAABwLm5weVBLAQItAy0AAAAIAAAAIQCnAmx8SQAAAKAA \
    AAAJAAAAAAAAAAAAAACAAQgCAABvdGhlci5ucHlQSwUGAAAAAAUABQADAQAAjAIAAAAA
    """

  static let units = """
    UEsDBC0AAAAIAAAAIQBCr9iN//////////8FABQAdC5ucHkBABAAjAAAAAAAAABPAAAAAAAAAJvsF+obEMnI \
    UMZQrZ6SWpxcpG6loG6TaaKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6mjoKtQoUAC4GIHjB \
    zMBwgZ2BAQBQSwMELQAAAAgAAAAhAG12aED//////////wgAFAB1bml0Lm5weQEAEACMAAAAAAAAAEwAAAAA \
    AAAAm+wX6hsQychQxlCtnpJanFykbqWgblNqoq6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaxjqa \
    Ogq1ChQALgYgYAVibiAGAFBLAQItAy0AAAAIAAAAIQBCr9iNTwAAAIwAAAAFAAAAAAAAAAAAAACAAQAAAAB0 \
    Lm5weVBLAQItAy0AAAAIAAAAIQBtdmhATAAAAIwAAAAIAAAAAAAAAAAAAACAAYYAAAB1bml0Lm5weVBLBQYA \
    AAAAAgACAGkAAAAMAQAAAAA=
    """
}

/// The events of one patch of one sample: which weight rows are added, and at which steps.
package struct EventRegion: Sendable {
  /// The weight row of each event.
  package let rows: Region<Int32>
  /// The words of each event's train, one event after another.
  package let trains: Region<UInt32>
  /// Words of an event.
  package let words: Int

  /// Names events; `trains` holds `words` for each row.
  package init(rows: Region<Int32>, trains: Region<UInt32>, words: Int) {
    precondition(trains.count >= rows.count * words, "events without their trains")
    self.rows = rows
    self.trains = trains
    self.words = words
  }

  /// The steps of an event, ascending.
  package func steps(_ event: Int) -> [Int] {
    (0..<words * 32).filter { trains[event * words + $0 / 32] >> UInt32($0 % 32) & 1 == 1 }
  }
}

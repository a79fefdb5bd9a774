/// The events of one patch of one sample: which weight rows are added, and at which steps.
package struct EventRegion: Sendable {
  /// The weight row of each event.
  package let rows: Region<Int32>
  /// The place of each event's spike train.
  package let places: Region<Int32>
  /// The words of all spike trains, one spike train after another.
  package let trains: Region<UInt32>
  /// Words of a spike train.
  package let words: Int

  /// Names events.
  package init(rows: Region<Int32>, places: Region<Int32>, trains: Region<UInt32>, words: Int) {
    precondition(places.count == rows.count, "events without a place or a row")
    self.rows = rows
    self.places = places
    self.trains = trains
    self.words = words
  }

  /// The steps of an event, ascending.
  package func steps(_ event: Int) -> [Int] {
    let first = Int(places[event]) * words
    return (0..<words * 32).filter { trains[first + $0 / 32] >> UInt32($0 % 32) & 1 == 1 }
  }
}

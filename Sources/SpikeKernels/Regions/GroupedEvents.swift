/// The events of one patch of one sample, those of equal spike trains side by side: what a group of them
/// says over time is said once.
package struct GroupedEvents: Sendable {
  /// The weight row of each event, group after group.
  package let rows: Region<Int32>
  /// The group of each event, ascending from 0.
  package let owners: Region<Int32>
  /// The place of each group's spike train.
  package let kinds: Region<Int32>
  /// The words of the different spike trains, one spike train after another.
  package let trains: Region<UInt32>
  /// Words of a spike train.
  package let words: Int

  /// Names groups.
  package init(
    rows: Region<Int32>, owners: Region<Int32>, kinds: Region<Int32>, trains: Region<UInt32>,
    words: Int
  ) {
    precondition(owners.count == rows.count, "events without a group or a row")
    self.rows = rows
    self.owners = owners
    self.kinds = kinds
    self.trains = trains
    self.words = words
  }

  /// The weight rows of a group.
  package func rows(_ group: Int) -> [Int] {
    rows.elements.indices.filter { owners[$0] == group }.map { Int(rows[$0]) }
  }

  /// The steps at which a group spikes, ascending.
  package func steps(_ group: Int) -> [Int] {
    let first = Int(kinds[group]) * words
    return (0..<words * 32).filter { trains[first + $0 / 32] >> UInt32($0 % 32) & 1 == 1 }
  }
}

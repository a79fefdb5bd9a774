import SpikeFiles

/// The columns of a recording's events: t, x, y and p, or t and unit.
struct EventColumns {
  /// The columns by name, of equal length.
  private let columns: [String: [Double]]
  private let path: String

  /// The names that a column may have. Without x and y there is a unit, without p the channel is 0.
  static let names = ["t", "x", "y", "p", "unit"]

  /// - Throws: ``SpikeFiles/DataError/malformed(path:part:expected:found:)`` if columns are missing or of different lengths.
  init(_ columns: [String: [Double]], path: String) throws(DataError) {
    let found = columns.keys.sorted()
    guard columns["t"] != nil,
      columns["unit"] != nil || columns["x"] != nil && columns["y"] != nil
    else {
      throw .malformed(
        path: path, part: "columns", expected: "t, x, y (and p), or t, unit",
        found: found.isEmpty ? "none" : found.joined(separator: ", "))
    }
    guard Set(columns.values.map(\.count)).count == 1 else {
      throw .malformed(
        path: path, part: "columns", expected: "one length",
        found: found.map { "\($0) \(columns[$0]?.count ?? 0)" }.joined(separator: ", "))
    }
    (self.columns, self.path) = (columns, path)
  }

  /// The events on a plane.
  ///
  /// - Throws: ``SpikeFiles/DataError/malformed(path:part:expected:found:)`` if a time is not finite, or a place no whole
  ///   number of 0 or more.
  func events(rows: Int, columns width: Int) throws(DataError) -> [RecordedEvent] {
    let times = columns["t"] ?? []
    var events: [RecordedEvent] = []
    events.reserveCapacity(times.count)
    for (index, time) in times.enumerated() {
      guard time.isFinite else {
        throw .malformed(
          path: path, part: "event \(index)", expected: "a finite time", found: "\(time)")
      }
      if columns["unit"] != nil {
        let unit = try whole("unit", index)
        events.append(
          RecordedEvent(
            time: time, x: Int32(unit % width), y: Int32(unit / width % rows),
            channel: Int32(unit / width / rows)))
      } else {
        events.append(
          RecordedEvent(
            time: time, x: Int32(try whole("x", index)), y: Int32(try whole("y", index)),
            channel: Int32(columns["p"] == nil ? 0 : try whole("p", index))))
      }
    }
    return events
  }

  private func whole(_ name: String, _ index: Int) throws(DataError) -> Int {
    let value = columns[name]?[index] ?? .nan
    guard value >= 0, value <= Double(Int32.max), value.rounded() == value else {
      throw .malformed(
        path: path, part: "event \(index), \(name)", expected: "a whole number from 0",
        found: "\(value)")
    }
    return Int(value)
  }
}

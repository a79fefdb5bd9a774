import SpikeFiles

/// Recordings of a split in files, a folder for each class.
struct RecordingFolder: Sendable {
  /// What they are, for reports: `nmnist train`.
  let name: String
  /// The folder of each class, in the order of the classes.
  let folders: [String]
  /// How names of recordings end; other files are left alone.
  let extensions: [String]
  let channels: Int
  let rows: Int
  let columns: Int
  let framing: EventFraming

  /// Recordings of a folder.
  private struct Recording {
    let path: String
    let name: String
    let label: Int
  }

  /// Reads recordings in the order of their names, whatever their class, so that the first of them are of all
  /// classes.
  ///
  /// - Parameters:
  ///   - first: How many are needed; nil for all.
  ///   - read: Reads a file.
  func load(
    first: Int?, memory: MemoryBudget,
    reading read: (_ path: String) throws(DataError) -> [RecordedEvent]
  ) throws(DataError) -> EventDataset {
    let recordings = try list()
    var (streams, labels): ([[SpikeEvent]], [UInt8]) = ([], [])
    var events = 0
    for recording in recordings.prefix(first ?? recordings.count) {
      let recorded = try read(recording.path)
      try check(recorded, recording.path)
      streams.append(framing.spikes(of: recorded, rows: rows, columns: columns))
      labels.append(UInt8(recording.label))
      events += streams[streams.count - 1].count
      // Each stream, and all of them as one list.
      if labels.count % 1000 == 0, let shortage = memory.shortage(of: 8 * Double(events)) {
        throw .tooLarge(path: recording.path, shortage)
      }
    }
    return try EventDataset(
      name: name, channels: channels, rows: framing.framed(rows),
      columns: framing.framed(columns), classes: folders.count, streams: streams, labels: labels)
  }

  private func list() throws(DataError) -> [Recording] {
    var recordings: [Recording] = []
    for (label, folder) in folders.enumerated() {
      let names: [String]
      do throws(SystemError) {
        names = try FileSystem.names(in: folder)
      } catch {
        throw .unreadable(path: folder, reason: error.reason)
      }
      let found = names.filter { name in extensions.contains { name.hasSuffix($0) } }
      guard !found.isEmpty else {
        throw .malformed(
          path: folder, part: "content",
          expected: "recordings (\(extensions.map { "*" + $0 }.joined(separator: ", ")))",
          found: "none")
      }
      recordings += found.map { Recording(path: folder + "/" + $0, name: $0, label: label) }
    }
    return recordings.sorted { ($0.name, $0.label) < ($1.name, $1.label) }
  }

  private func check(_ events: [RecordedEvent], _ path: String) throws(DataError) {
    for (index, event) in events.enumerated() {
      let isInside =
        0..<Int32(channels) ~= event.channel && 0..<Int32(rows) ~= event.y
        && 0..<Int32(columns) ~= event.x
      guard !isInside else { continue }
      let isLine = channels == 1 && rows == 1
      throw .malformed(
        path: path, part: "event \(index)",
        expected: "channel, row, column below \(channels), \(rows), \(columns)"
          + (isLine ? " (a unit below \(columns))" : ""),
        found: "\(event.channel), \(event.y), \(event.x)")
    }
  }
}

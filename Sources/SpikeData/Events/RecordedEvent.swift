/// An event of a recording, as its file has it.
public struct RecordedEvent: Sendable, Hashable {
  /// When, in the recording's own unit of time.
  public var time: Double
  /// The column.
  public var x: Int32
  /// The row.
  public var y: Int32
  /// The channel, such as the polarity: 0 or 1.
  public var channel: Int32

  /// Describes an event.
  public init(time: Double, x: Int32, y: Int32, channel: Int32) {
    (self.time, self.x, self.y, self.channel) = (time, x, y, channel)
  }
}

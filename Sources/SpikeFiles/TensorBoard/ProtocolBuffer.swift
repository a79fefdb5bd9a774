/// A message of Protocol Buffers, written field by field.
package struct ProtocolBuffer: Hashable, Sendable {
  /// What was written.
  package private(set) var bytes: [UInt8] = []

  /// An empty message.
  package init() {}

  /// Adds a whole number that is not negative, or an enumeration's case.
  package mutating func set(_ field: Int, _ number: Int) {
    append(varint: UInt64(field << 3))
    append(varint: UInt64(number))
  }

  /// Adds a truth value.
  package mutating func set(_ field: Int, _ value: Bool) { set(field, value ? 1 : 0) }

  /// Adds a number of 64 bits.
  package mutating func set(_ field: Int, _ number: Double) {
    append(varint: UInt64(field << 3 | 1))
    bytes.append(word: number.bitPattern)
  }

  /// Adds a number of 32 bits.
  package mutating func set(_ field: Int, _ number: Float) {
    append(varint: UInt64(field << 3 | 5))
    bytes.append(word: number.bitPattern)
  }

  /// Adds a text.
  package mutating func set(_ field: Int, _ text: String) { set(field, bytes: Array(text.utf8)) }

  /// Adds a message.
  package mutating func set(_ field: Int, _ message: ProtocolBuffer) {
    set(field, bytes: message.bytes)
  }

  /// Adds a list of numbers of 64 bits, packed.
  package mutating func set(_ field: Int, _ numbers: [Double]) {
    var packed: [UInt8] = []
    for number in numbers { packed.append(word: number.bitPattern) }
    set(field, bytes: packed)
  }

  private mutating func set(_ field: Int, bytes content: [UInt8]) {
    append(varint: UInt64(field << 3 | 2))
    append(varint: UInt64(content.count))
    bytes += content
  }

  private mutating func append(varint number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

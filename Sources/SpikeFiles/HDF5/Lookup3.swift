/// Bob Jenkins' lookup3 (`hashlittle` with initial value 0), by which HDF5 checks its metadata.
///
/// - Complexity: O(`bytes.count`).
func lookup3(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  func rotated(_ x: UInt32, _ by: UInt32) -> UInt32 { x << by | x >> (32 - by) }
  /// The n-th word of up to four bytes; what is missing counts as zeros.
  func word(_ n: Int, _ part: ArraySlice<UInt8>) -> UInt32 {
    part.dropFirst(4 * n).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
  let start = 0xdead_beef &+ UInt32(truncatingIfNeeded: bytes.count)
  var (a, b, c) = (start, start, start)
  var rest = bytes
  while rest.count > 12 {
    a &+= word(0, rest)
    b &+= word(1, rest)
    c &+= word(2, rest)
    a = (a &- c) ^ rotated(c, 4)
    c &+= b
    b = (b &- a) ^ rotated(a, 6)
    a &+= c
    c = (c &- b) ^ rotated(b, 8)
    b &+= a
    a = (a &- c) ^ rotated(c, 16)
    c &+= b
    b = (b &- a) ^ rotated(a, 19)
    a &+= c
    c = (c &- b) ^ rotated(b, 4)
    b &+= a
    rest = rest.dropFirst(12)
  }
  if rest.isEmpty { return c }
  a &+= word(0, rest)
  b &+= word(1, rest)
  c &+= word(2, rest)
  c = (c ^ b) &- rotated(b, 14)
  a = (a ^ c) &- rotated(c, 11)
  b = (b ^ a) &- rotated(a, 25)
  c = (c ^ b) &- rotated(b, 16)
  a = (a ^ c) &- rotated(c, 4)
  b = (b ^ a) &- rotated(a, 14)
  return (c ^ b) &- rotated(b, 24)
}

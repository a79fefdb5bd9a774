/// A file or something else of a tar archive: its header and content, in whole blocks.
///
/// - Parameter size: The field of that name, where it is not to be right.
package func tarEntry(
  _ path: String, _ content: [UInt8] = [], kind: Character = "0", prefix: String = "",
  magic: String = "ustar\u{0}00", size: String? = nil
) -> [UInt8] {
  var header = [UInt8](repeating: 0, count: 512)
  func write(_ text: String, at place: Int) {
    for (offset, byte) in text.utf8.enumerated() { header[place + offset] = byte }
  }
  func octal(_ number: Int, _ digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: digits - text.count) + text
  }
  write(path, at: 0)
  write("0000644\u{0}", at: 100)
  write(size ?? octal(content.count, 11), at: 124)
  write("00000000000", at: 136)
  write("        ", at: 148)
  write(String(kind), at: 156)
  write(magic, at: 257)
  write(prefix, at: 345)
  write(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0}", at: 148)
  let padding = (512 - content.count % 512) % 512
  return header + content + [UInt8](repeating: 0, count: padding)
}

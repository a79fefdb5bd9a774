/// A number of bytes as people write it: `2GB`, `1.5 GiB`, `800M`, `4096`.
///
/// k, M, G and T count in thousands, Ki, Mi, Gi and Ti in 1024s; a B may follow; capitals or not.
public struct ByteSize: Hashable, Sendable {
  /// Bytes, at least 1.
  public var bytes: Int

  private static let units: [String: Double] = [
    "": 1, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "ki": 0x1p10, "mi": 0x1p20, "gi": 0x1p30,
    "ti": 0x1p40,
  ]

  /// So many bytes.
  public init(bytes: Int) { self.bytes = bytes }

  /// Reads a size; nil for what is none, or not between 1 byte and 8 EiB.
  public init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    var unit = text[digits.endIndex...].lowercased().drop { $0 == " " }
    if unit.last == "b" { unit.removeLast() }
    guard let number = Double(digits), let factor = Self.units[String(unit)],
      case let bytes = (number * factor).rounded(), bytes >= 1, bytes < 0x1p63
    else { return nil }
    self.bytes = Int(bytes)
  }
}

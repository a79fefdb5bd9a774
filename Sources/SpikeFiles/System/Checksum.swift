/// The SHA-256 of bytes, as 64 hexadecimal digits.
///
/// - Complexity: O(`bytes.count`).
public func sha256(of bytes: some Collection<UInt8>) -> String {
  hexadecimal(SHA256.digest(of: bytes))
}

/// Bytes as hexadecimal digits.
public func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  var text = ""
  for byte in bytes {
    text += byte < 16 ? "0" : ""
    text += String(byte, radix: 16)
  }
  return text
}

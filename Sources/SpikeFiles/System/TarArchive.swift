/// Reads a tar archive in memory: the regular files in it, in order.
///
/// Nothing is written. Links, devices and paths that are absolute or climb are faults of the whole
/// archive; folders and the extended headers of newer formats are passed over.
package struct TarArchive {
  /// A regular file.
  package struct Member {
    /// Its path inside of the archive: relative, without a `..`.
    package let path: String
    /// Its content.
    package let content: ArraySlice<UInt8>
  }

  /// Why bytes are no archive that is read.
  package struct Fault: Error, Hashable {
    /// In words, with the place.
    package let reason: String
  }

  /// The files in the order of the archive.
  package let members: [Member]

  private static let block = 512

  /// Reads an archive.
  ///
  /// - Throws: ``Fault`` where a header's checksum or number is wrong, a file is cut off, or an entry is
  ///   none that is allowed.
  /// - Complexity: O(entries); contents are not copied.
  package init(_ bytes: [UInt8]) throws(Fault) {
    var members: [Member] = []
    var place = 0
    while true {
      guard bytes.count - place >= Self.block else {
        throw Fault(reason: "it ends at byte \(bytes.count) without a block of zeros")
      }
      let header = bytes[place..<place + Self.block]
      if header.allSatisfy({ $0 == 0 }) { break }
      let entry = try Entry(header, at: place)
      place += Self.block
      guard entry.size <= bytes.count - place else {
        throw Fault(
          reason: "\(JSONText.shown(entry.path)): \(entry.size) bytes at byte \(place), and the "
            + "archive ends at byte \(bytes.count)")
      }
      if entry.isFile {
        members.append(
          Member(path: entry.path, content: bytes[place..<place + entry.size]))
      }
      // Contents fill whole blocks.
      let padded = (entry.size + Self.block - 1) / Self.block * Self.block
      place = min(bytes.count, place + padded)
    }
    self.members = members
  }

  /// One header.
  private struct Entry {
    let path: String
    let size: Int
    let isFile: Bool

    init(_ header: ArraySlice<UInt8>, at place: Int) throws(Fault) {
      let first = header.startIndex
      func field(_ offset: Int, _ count: Int) -> ArraySlice<UInt8> {
        header[first + offset..<first + offset + count]
      }
      func text(_ offset: Int, _ count: Int) -> String {
        String(decoding: field(offset, count).prefix { $0 != 0 }, as: UTF8.self)
      }
      // The sum of all bytes, the sum's own eight counted as spaces.
      let sum =
        header.reduce(0) { $0 + Int($1) } - field(148, 8).reduce(0) { $0 + Int($1) } + 8 * 32
      guard let written = Self.octal(field(148, 8)), written == sum else {
        throw Fault(reason: "the header at byte \(place) has a wrong checksum")
      }
      let name = text(0, 100)
      let prefix =
        text(257, 6).hasPrefix("ustar") && field(257, 8).last == 0x30 ? text(345, 155) : ""
      path = prefix.isEmpty ? name : prefix + "/" + name
      guard let size = Self.octal(field(124, 12)) else {
        throw Fault(reason: "\(JSONText.shown(path)): its size is no octal number")
      }
      self.size = size
      switch field(156, 1).first {
      case 0x30, 0: isFile = true
      // Folders, and headers of extensions: they do not become files.
      case 0x35, 0x67, 0x78, 0x4c, 0x4b: isFile = false
      default:
        throw Fault(reason: "\(JSONText.shown(path)): it is neither a file nor a folder")
      }
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      guard !path.isEmpty, !path.hasPrefix("/"), !parts.contains("..") else {
        throw Fault(
          reason: "\(JSONText.shown(path)): a path that leads out of the archive's folder")
      }
    }

    /// A number in octal digits, spaces before it and a space or zero behind it; nil of anything else.
    private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
      let digits = field.drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
      let rest = field.drop { $0 == 0x20 }.dropFirst(digits.count)
      guard !digits.isEmpty, rest.allSatisfy({ $0 == 0 || $0 == 0x20 }) else { return nil }
      // Twelve digits at most: 36 bits.
      return digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
    }
  }
}

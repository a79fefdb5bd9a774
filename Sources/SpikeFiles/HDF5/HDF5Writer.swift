/// Writes HDF5 files: superblock 2, object headers 2, compact links, contiguous data; what every
/// HDF5 library since 1.8 reads. The bytes depend on the content alone.
package struct HDF5Writer {
  private var bytes: [UInt8]

  private static let signature: [UInt8] = [0x89] + Array("HDF\r\n".utf8) + [0x1a, 0x0a]
  private static let superblockSize = 48
  /// An address that leads nowhere.
  private static let nowhere = UInt64.max

  /// The bytes of a file.
  ///
  /// - Parameter root: The members of the root group.
  /// - Precondition: The values of every data set fill its shape; names and texts are below 64 KB.
  package static func encode(_ root: [(name: String, node: HDF5Node)]) -> [UInt8] {
    var writer = HDF5Writer(bytes: [UInt8](repeating: 0, count: superblockSize))
    let address = writer.add(.group(root))
    var superblock = signature + [2, 8, 8, 0]
    for word in [0, nowhere, UInt64(writer.bytes.count), address] { superblock.append(word: word) }
    superblock.append(word: lookup3(superblock[...]))
    writer.bytes.replaceSubrange(0..<superblockSize, with: superblock)
    return writer.bytes
  }

  /// The beginning of the first data set's values, where a file is one of ``encode(_:)``'s; they lie
  /// directly behind the superblock.
  package static func firstValues(of file: some Collection<UInt8>) -> [UInt8]? {
    let head = Array(file.prefix(superblockSize + 64))
    guard head.starts(with: signature), head.count > superblockSize, head[8] == 2 else {
      return nil
    }
    return Array(head[superblockSize...])
  }

  /// Writes what a node holds and then its header.
  ///
  /// - Returns: The header's address.
  private mutating func add(_ node: HDF5Node) -> UInt64 {
    switch node {
    case .group(let members):
      let links = members.map { ($0.name, add($0.node)) }
      return addHeader(
        [(0x02, Self.linkInfo), (0x0a, [0, 0])] + links.map { (0x06, Self.link($0, $1)) })
    case .dataset(let shape, let values):
      precondition(shape.reduce(1, *) == values.count, "\(values.count) values in shape \(shape)")
      align()
      let start = UInt64(bytes.count)
      bytes.reserveCapacity(bytes.count + values.count * values.size)
      values.append(to: &bytes)
      let size = UInt64(bytes.count) - start
      return addHeader([
        (0x01, Self.space(shape)), (0x03, values.type),
        // Space is allocated late and filled where a fill value is set, which none is.
        (0x05, [3, 0x0a]),
        (0x08, Self.contiguous(at: size == 0 ? Self.nowhere : start, size: size)),
      ])
    }
  }

  private mutating func align() {
    while bytes.count % 8 != 0 { bytes.append(0) }
  }

  /// Writes an object header of version 2, a single chunk of messages.
  private mutating func addHeader(_ messages: [(type: UInt8, content: [UInt8])]) -> UInt64 {
    align()
    let start = bytes.count
    // The size of the chunk is a word of four bytes.
    bytes += Array("OHDR".utf8) + [2, 2]
    bytes.append(word: UInt32(messages.reduce(0) { $0 + 4 + $1.content.count }))
    for (type, content) in messages {
      bytes.append(type)
      bytes.append(word: UInt16(content.count))
      bytes.append(0)
      bytes += content
    }
    bytes.append(word: lookup3(bytes[start...]))
    return UInt64(start)
  }

  // MARK: Messages

  /// Links lie in the header, in no heap and no tree.
  private static var linkInfo: [UInt8] {
    var bytes: [UInt8] = [0, 0]
    bytes.append(word: nowhere)
    bytes.append(word: nowhere)
    return bytes
  }

  /// A hard link; the length of its name takes two bytes, and the name is UTF-8.
  private static func link(_ name: String, _ address: UInt64) -> [UInt8] {
    var bytes: [UInt8] = [1, 0x11, 1]
    bytes.append(word: UInt16(name.utf8.count))
    bytes += name.utf8
    bytes.append(word: address)
    return bytes
  }

  private static func space(_ shape: [Int]) -> [UInt8] {
    var bytes: [UInt8] = [2, UInt8(shape.count), 0, shape.isEmpty ? 0 : 1]
    for size in shape { bytes.append(word: UInt64(size)) }
    return bytes
  }

  private static func contiguous(at address: UInt64, size: UInt64) -> [UInt8] {
    var bytes: [UInt8] = [3, 1]
    bytes.append(word: address)
    bytes.append(word: size)
    return bytes
  }
}

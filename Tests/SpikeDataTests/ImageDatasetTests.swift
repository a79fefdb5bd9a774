import SpikeData
import SpikeFiles
import Testing

private func dataset(
  pixels: Int = 12, labels: [UInt8] = [0, 9, 4], rows: Int = 2, classes: Int = 10
) throws -> ImageDataset {
  try ImageDataset(
    name: "tiny", rows: rows, columns: 2, classes: classes,
    pixels: (0..<pixels).map { UInt8($0) }, labels: labels)
}

@Suite("Image data sets")
struct ImageDatasetTests {
  @Test("a data set knows its sizes and its images")
  func sizes() throws {
    let tiny = try dataset()
    #expect((tiny.count, tiny.imageSize, tiny.classes) == (3, 4, 10))
    #expect(Array(tiny.image(1)) == [4, 5, 6, 7])
  }

  @Test("a label outside the classes is an error that names it")
  func labelRange() {
    #expect(
      throws: DataError.labelOutOfRange(path: "tiny", index: 1, label: 10, classes: 10)
    ) { try dataset(labels: [0, 10, 4]) }
  }

  @Test("pixels that do not fill the images, and sizes below one, are errors")
  func inconsistent() {
    #expect(
      throws: DataError.inconsistent(
        part: "tiny: pixels", expected: "1 × 2 × 2 for each of 3 labels", found: "11")
    ) { try dataset(pixels: 11) }
    #expect(throws: DataError.self) { try dataset(pixels: 0, labels: [], rows: 0) }
    #expect(throws: DataError.self) { try dataset(classes: 0) }
    #expect(throws: DataError.self) { try dataset(classes: 257) }
    #expect(throws: DataError.self) { try dataset(rows: .max) }
  }

  @Test("a prefix holds the first images; a longer one than there are is the whole")
  func prefix() throws {
    let tiny = try dataset()
    #expect(tiny.prefix(2).labels == [0, 9])
    #expect(tiny.prefix(2).pixels == Array(0..<8))
    #expect(tiny.prefix(0).count == 0)
    #expect(tiny.prefix(9) == tiny)
  }

  @Test("the checksum tells apart pixels, labels and shapes, and is a known value")
  func checksum() throws {
    let tiny = try dataset()
    // sha256 of 00 00 08 03, three big-endian sizes, the twelve pixels and three labels.
    #expect(
      tiny.checksum
        == sha256(
          of: [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2] + Array(0..<12) + [0, 9, 4]))
    #expect(tiny.checksum != (try dataset(labels: [0, 9, 5])).checksum)
    #expect(
      sha256(of: Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test("colour images lie channel by channel, and their checksum has four sizes")
  func channels() throws {
    let pixels = (0..<24).map { UInt8($0) }
    func make(_ channels: Int, _ rows: Int) throws -> ImageDataset {
      try ImageDataset(
        name: "tiny", channels: channels, rows: rows, columns: 2, classes: 10, pixels: pixels,
        labels: [3, 4])
    }
    let colour = try make(3, 2)
    #expect((colour.imageSize, colour.shape) == (12, .image(channels: 3, rows: 2, columns: 2)))
    #expect(Array(colour.image(1)) == Array(12..<24))
    #expect(
      colour.checksum
        == sha256(
          of: [0, 0, 8, 4, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2] + pixels + [3, 4]))
    // The same bytes as grey images of three times the height are other data.
    #expect(try colour.checksum != make(1, 6).checksum)
    #expect(colour.suffix(1).pixels == Array(12..<24))
  }

  @Test("splits of different images do not form a data set")
  func splits() throws {
    let other = try dataset(pixels: 24, rows: 4)
    #expect(
      throws: DataError.inconsistent(
        part: "shape and classes of tiny", expected: "image [1, 2, 2] of 10 classes as tiny",
        found: "image [1, 4, 2] of 10")
    ) { try DatasetSplits(train: dataset(), test: other) }
  }
}

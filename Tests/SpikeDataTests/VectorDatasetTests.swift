import SpikeData
import SpikeFiles
import Testing

private func dataset(
  _ values: [Float] = [1, -2, 0.5, 4, 0, 8], labels: [UInt8] = [0, 2, 1]
) throws -> VectorDataset {
  try VectorDataset(name: "tiny", length: 2, classes: 3, values: values, labels: labels)
}

@Suite("Vector data sets")
struct VectorDatasetTests {
  @Test("a data set knows its sizes, and its parts are what stands at their places")
  func sizes() throws {
    let tiny = try dataset()
    #expect((tiny.count, tiny.shape) == (3, .vector(length: 2)))
    #expect(tiny.shape.dimensions == [2])
    #expect(tiny.prefix(2).values == [1, -2, 0.5, 4])
    #expect(tiny.suffix(1).labels == [1] && tiny.suffix(1).values == [0, 8])
    #expect(tiny.bytes(0..<2) == 2 * (8 + 1))
  }

  @Test("numbers that do not fill the vectors, or are none, and labels out of range are errors")
  func faults() {
    #expect(
      throws: DataError.inconsistent(
        part: "tiny: values", expected: "2 for each of 3 labels", found: "5")
    ) { try dataset([1, 2, 3, 4, 5]) }
    #expect(
      throws: DataError.inconsistent(
        part: "tiny: value 1 of sample 2", expected: "a finite number", found: "inf")
    ) { try dataset([1, 2, 3, 4, 5, .infinity]) }
    #expect(
      throws: DataError.labelOutOfRange(path: "tiny", index: 2, label: 3, classes: 3)
    ) { try dataset(labels: [0, 1, 3]) }
  }

  @Test("the checksum is that of the sizes, the numbers in big-endian order and the labels")
  func checksum() throws {
    let one = try VectorDataset(name: "one", length: 2, classes: 3, values: [1, -2], labels: [2])
    #expect(
      one.checksum
        == sha256(
          of: [0, 0, 0xd, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0, 2]))
    #expect(try dataset().checksum != dataset(labels: [0, 2, 2]).checksum)
  }
}

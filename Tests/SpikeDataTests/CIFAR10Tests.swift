import Foundation
import SpikeFiles
import TestSupport
import Testing

@testable import SpikeData

@Suite("CIFAR-10")
struct CIFAR10Tests {
  @Test("a record is a label, and the red, green and blue planes of an image")
  func layout() throws {
    let directory = try TestDirectory()
    try writeCIFAR(to: directory("cifar10"), records: 3)
    let splits = try CIFAR10().load(dataRoot: directory.path)
    let (train, test) = (try #require(splits.train.images), try #require(splits.test.images))
    #expect((train.count, test.count) == (15, 3))
    #expect(train.shape == .image(channels: 3, rows: 32, columns: 32) && train.classes == 10)
    // Files one after the other; record 1 of data_batch_2.bin is image 4.
    #expect(train.labels == [0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5, 4, 5, 6])
    let record = cifarRecord(2, 7)
    #expect(Array(train.image(4)) == Array(record[1...]))
    // Row 2, column 5 of the green plane.
    #expect(train.image(4)[4 * 3072 + 1024 + 2 * 32 + 5] == record[1 + 1024 + 69])
    #expect(test.labels == [5, 6, 7] && train.name == "cifar10 train")
  }

  @Test("each of the three folders is found", arguments: ["cifar10", ".", "cifar-10-batches-bin"])
  func folders(_ folder: String) throws {
    let directory = try TestDirectory()
    try writeCIFAR(to: directory(folder), records: 2)
    #expect(try CIFAR10().load(dataRoot: directory.path).train.count == 10)
    let path = directory(folder + "/data_batch_4.bin")
    try writeAtomically(gzip(try readBytes(of: path)), to: path + ".gz")
    try FileManager.default.removeItem(atPath: path)
    #expect(try CIFAR10().load(dataRoot: directory.path).train.count == 10)
  }

  @Test("without the files the error lists every place and every way out")
  func absent() throws {
    let directory = try TestDirectory()
    try writeCIFAR(to: directory("cifar10"), records: 1)
    try FileManager.default.removeItem(atPath: directory("cifar10/data_batch_3.bin"))
    let error = try #require(throws: DataError.self) {
      try CIFAR10().load(dataRoot: directory.path)
    }
    for part in [
      "data set 'cifar10' not found", "cifar10 (lacks data_batch_3.bin)",
      "  \(directory("cifar-10-batches-bin"))\n", "spikelab data fetch cifar10",
    ] {
      #expect(error.description.contains(part), "\(error)")
    }
  }

  @Test(
    "a file that is no whole number of records, has none or too many, is an error",
    arguments: [
      (0, "0 bytes, 0 records"), (3072, "3072 bytes, 0 records and 3072 bytes"),
      (3074, "3074 bytes, 1 records and 1 bytes"), (30_733_073, "30733073 bytes, 10001 records"),
    ])
  func length(_ size: Int, _ found: String) throws {
    let directory = try TestDirectory()
    try writeCIFAR(to: directory.path, records: 2)
    let bytes = [UInt8](repeating: 0, count: size)
    try writeAtomically(bytes, to: directory("data_batch_2.bin"))
    #expect(
      throws: DataError.malformed(
        path: directory("data_batch_2.bin"), part: "length",
        expected: "1 to 10000 records of 3073 bytes", found: found)
    ) { try CIFAR10().load(dataRoot: directory.path) }
  }

  @Test("a label out of range names its file and record")
  func label() throws {
    let directory = try TestDirectory()
    try writeCIFAR(to: directory.path, records: 4)
    var bytes = try readBytes(of: directory("test_batch.bin"))
    bytes[2 * 3073] = 10
    try writeAtomically(bytes, to: directory("test_batch.bin"))
    #expect(
      throws: DataError.labelOutOfRange(
        path: directory("test_batch.bin"), index: 2, label: 10, classes: 10)
    ) { try CIFAR10().load(dataRoot: directory.path) }
  }

  @Test("compressed data that is broken or too long is an error")
  func compression() throws {
    let directory = try TestDirectory()
    try writeCIFAR(to: directory.path, records: 1)
    let path = directory("data_batch_1.bin")
    try writeAtomically(gzip([1, 2, 3]).dropLast(3) + [0], to: path)
    #expect(
      malformation { _ = try CIFAR10().load(dataRoot: directory.path) }?
        .hasPrefix("compression: expected gzip data, found ") == true)
    try writeAtomically(gzip([UInt8](repeating: 0, count: 30_730_001)), to: path)
    #expect(
      malformation { _ = try CIFAR10().load(dataRoot: directory.path) }
        == "length when decompressed: expected at most 30730000 bytes, found more")
  }

  @Test("no more training files are read than are needed")
  func needed() throws {
    let directory = try TestDirectory()
    try writeCIFAR(to: directory.path, records: 3)
    try writeAtomically("broken", to: directory("data_batch_3.bin"))
    let splits = try CIFAR10().load(
      dataRoot: directory.path, first: SplitLimits(train: 6, test: 1))
    #expect(splits.train.count == 6)
    #expect(throws: DataError.self) {
      try CIFAR10().load(dataRoot: directory.path, first: SplitLimits(train: 7))
    }
  }

  private static let isReal = (try? CIFAR10.locate()) != nil

  @Test(
    "real CIFAR-10 loads, whole, and has as many images of each class",
    .enabled(if: isReal, "set SPIKELAB_DATA to a folder with CIFAR-10's binary version"))
  func real() throws {
    let splits = try CIFAR10().load(dataRoot: nil)
    for (split, each) in [(splits.train, 5000), (splits.test, 1000)] {
      var counts = [Int](repeating: 0, count: 10)
      for label in split.labels { counts[Int(label)] += 1 }
      #expect(counts == [Int](repeating: each, count: 10))
    }
    // The published mean and deviation of the training images' red, green and blue.
    let images = try #require(splits.train.images)
    for (channel, mean) in [0.4914, 0.4822, 0.4465].enumerated() {
      var sum = 0
      for image in stride(from: 0, to: images.count, by: 50) {
        let start = image * 3072 + channel * 1024
        sum += images.pixels[start..<start + 1024].reduce(0) { $0 + Int($1) }
      }
      let found = Double(sum) / Double(1000 * 1024 * 255)
      // A thousand images, each with a deviation of about 0.13.
      #expect(abs(found - mean) < 0.02, "\(found)")
    }
  }
}

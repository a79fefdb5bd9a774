import Foundation
import SpikeData
import SpikeFiles
import TestSupport
import Testing

/// Writes four well-formed files with few images.
private func writeTiny(to directory: String) throws {
  try tiny.write(to: directory)
}

private let tiny = ProceduralDigits().splits(train: 20, test: 10)

@Suite("Finding MNIST")
struct MNISTLookupTests {
  @Test("without the files the error lists every place and every way out")
  func absent() throws {
    let directory = try TestDirectory()
    let error = try #require(throws: DataError.self) {
      try IDXImages.mnist.load(dataRoot: directory.path)
    }
    guard case .datasetNotFound("mnist", let searched, true) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(searched.map(\.path) == [directory("mnist"), directory.path, directory("MNIST/raw")])
    for word in [
      directory("mnist"), directory("MNIST/raw"), "spikelab data fetch mnist", "--data-root",
      "SPIKELAB_DATA", "digits",
    ] {
      #expect(error.description.contains(word))
    }
  }

  @Test("a folder that has some of the files is said to lack the others")
  func partial() throws {
    let directory = try TestDirectory()
    try writeTiny(to: directory("mnist"))
    try FileManager.default.removeItem(atPath: directory("mnist/t10k-labels-idx1-ubyte"))
    let error = try #require(throws: DataError.self) {
      try IDXImages.mnist.load(dataRoot: directory.path)
    }
    #expect(error.description.contains("mnist (lacks t10k-labels-idx1-ubyte)"))
  }

  @Test("each of the three layouts is found", arguments: ["mnist", ".", "MNIST/raw"])
  func layouts(_ folder: String) throws {
    let directory = try TestDirectory()
    try writeTiny(to: directory(folder))
    let mnist = try IDXImages.mnist.load(dataRoot: directory.path)
    // Fewer images than MNIST has are as good.
    #expect(mnist.checksum == tiny.checksum)
  }

  @Test("images of another size are an error that names the file")
  func size() throws {
    let directory = try TestDirectory()
    try writeTiny(to: directory.path)
    let (path, wide) = (
      directory("t10k-images-idx3-ubyte"),
      IDX(dimensions: [10, 14, 56], values: tiny.test.images?.pixels ?? [])
    )
    try writeAtomically(wide.encoded(), to: path)
    #expect(
      throws: DataError.malformed(
        path: path, part: "dimensions", expected: "[at least 1, 28, 28]", found: "[10, 14, 56]")
    ) { try IDXImages.mnist.load(dataRoot: directory.path) }
  }

  @Test("no images are an error")
  func none() throws {
    let directory = try TestDirectory()
    try ProceduralDigits().splits(train: 20, test: 0).write(to: directory.path)
    #expect(
      malformation { _ = try IDXImages.mnist.load(dataRoot: directory.path) }
        == "dimensions: expected [at least 1, 28, 28], found [0, 28, 28]")
  }

  @Test("more or fewer labels than images are an error that names both files")
  func counts() throws {
    let directory = try TestDirectory()
    try writeTiny(to: directory.path)
    let path = directory("train-labels-idx1-ubyte")
    let labels = Array(tiny.train.labels.prefix(19))
    try writeAtomically(IDX(dimensions: [19], values: labels).encoded(), to: path)
    #expect(
      throws: DataError.malformed(
        path: path, part: "number of labels",
        expected: "20, one for each image of \(directory("train-images-idx3-ubyte"))", found: "19")
    ) { try IDXImages.mnist.load(dataRoot: directory.path) }
  }

  @Test("compressed files are found, plain ones are preferred")
  func compressed() throws {
    let directory = try TestDirectory()
    try writeTiny(to: directory.path)
    let path = directory("train-images-idx3-ubyte")
    try writeAtomically(gzip(try readBytes(of: path)), to: path + ".gz")
    try FileManager.default.removeItem(atPath: path)
    let mnist = try IDXImages.mnist.load(dataRoot: directory.path)
    #expect(mnist.checksum == tiny.checksum)
    try writeAtomically("broken", to: path)
    #expect(
      malformation { _ = try IDXImages.mnist.load(dataRoot: directory.path) }
        == "header: expected 16 bytes, found 6 bytes")
  }

  @Test("the explicit folder comes first, then SPIKELAB_DATA, then the cache")
  func roots() {
    let all = ["SPIKELAB_DATA": "/data", "XDG_CACHE_HOME": "/cache", "HOME": "/home/me"]
    #expect(DataRoot("/named", environment: all).path == "/named")
    #expect(DataRoot(environment: all).path == "/data")
    #if os(macOS)
      #expect(DataRoot(environment: ["HOME": "/me"]).path == "/me/Library/Caches/spikelab")
    #else
      let (empty, relative) = (["SPIKELAB_DATA": ""], ["XDG_CACHE_HOME": "cache"])
      let home = ["HOME": "/home/me"]
      #expect(
        DataRoot(environment: all.merging(empty) { $1 }).path == "/cache/spikelab")
      #expect(DataRoot(environment: home).path == "/home/me/.cache/spikelab")
      #expect(
        DataRoot(environment: home.merging(relative) { $1 }).path == "/home/me/.cache/spikelab")
    #endif
  }

  @Test(
    "real MNIST loads, whole",
    .enabled(
      if: ProcessInfo.processInfo.environment["SPIKELAB_DATA"]?.isEmpty == false,
      "set SPIKELAB_DATA to a folder with MNIST"))
  func real() throws {
    let mnist = try IDXImages.mnist.load(dataRoot: nil)
    #expect((mnist.train.count, mnist.test.count) == (60_000, 10_000))
    #expect(mnist.train.labels.prefix(5) == [5, 0, 4, 1, 9])
    #expect(mnist.test.labels.prefix(5) == [7, 2, 1, 0, 4])
  }
}

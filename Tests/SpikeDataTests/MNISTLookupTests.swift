import Foundation
import SpikeData
import Testing

/// Writes four well-formed files, but too small for MNIST's.
private func writeTiny(to directory: String) throws {
  try ProceduralDigits().splits(train: 20, test: 10).write(to: directory)
}

@Suite("Finding MNIST")
struct MNISTLookupTests {
  @Test("without the files the error lists every place and every way out")
  func absent() throws {
    let directory = try TestDirectory()
    let error = try #require(throws: DataError.self) {
      try DatasetSplits.load(.mnist, dataRoot: directory.path)
    }
    guard case .datasetNotFound(.mnist, let searched) = error else {
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
      try DatasetSplits.load(.mnist, dataRoot: directory.path)
    }
    #expect(error.description.contains("mnist (lacks t10k-labels-idx1-ubyte)"))
  }

  @Test("each of the three layouts is found", arguments: ["mnist", ".", "MNIST/raw"])
  func layouts(_ folder: String) throws {
    let directory = try TestDirectory()
    try writeTiny(to: directory(folder))
    // Found and read: it is the number of images that is not MNIST's.
    let message = malformation { _ = try DatasetSplits.load(.mnist, dataRoot: directory.path) }
    #expect(message == "dimensions: expected [60000, 28, 28], found [20, 28, 28]")
  }

  @Test("compressed files are found, plain ones are preferred")
  func compressed() throws {
    let directory = try TestDirectory()
    try writeTiny(to: directory.path)
    let path = directory("train-images-idx3-ubyte")
    try writeAtomically(gzip(try readBytes(of: path)), to: path + ".gz")
    try FileManager.default.removeItem(atPath: path)
    let message = malformation { _ = try DatasetSplits.load(.mnist, dataRoot: directory.path) }
    #expect(message == "dimensions: expected [60000, 28, 28], found [20, 28, 28]")
    try writeAtomically("broken", to: path)
    #expect(
      malformation { _ = try DatasetSplits.load(.mnist, dataRoot: directory.path) }
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
    let mnist = try DatasetSplits.load(.mnist)
    #expect((mnist.train.count, mnist.test.count) == (60_000, 10_000))
    #expect(mnist.train.labels.prefix(5) == [5, 0, 4, 1, 9])
    #expect(mnist.test.labels.prefix(5) == [7, 2, 1, 0, 4])
  }
}

import Foundation
import SpikeFiles
import TestSupport
import Testing

@testable import SpikeData

@Suite("IDX files of other data sets")
struct IDXImagesTests {
  /// Files of 4 and 2 images of 3 × 2 in three classes.
  private static func write(to directory: String) throws {
    func images(_ count: Int) throws -> ImageDataset {
      try ImageDataset(
        name: "own", rows: 3, columns: 2, classes: 3,
        pixels: (0..<count * 6).map { UInt8($0 * 3) }, labels: (0..<count).map { UInt8($0 % 3) })
    }
    try DatasetSplits(train: images(4), test: images(2)).write(to: directory)
  }

  private func own(_ folder: String, columns: Int = 2, classes: Int = 3) -> IDXImages {
    IDXImages(folder: folder, rows: 3, columns: columns, classes: classes)
  }

  @Test("a folder is found from the data root, or by itself where it is absolute")
  func folders() throws {
    let directory = try TestDirectory()
    try Self.write(to: directory("a/mine"))
    for folder in ["mine", directory("a/mine")] {
      let splits = try own(folder).load(dataRoot: directory("a"))
      #expect((splits.train.count, splits.test.count, splits.train.classes) == (4, 2, 3))
      #expect(splits.train.shape == .image(channels: 1, rows: 3, columns: 2))
      #expect(splits.train.images?.pixels.suffix(2) == [66, 69])
    }
    let error = try #require(throws: DataError.self) {
      try own("other").load(dataRoot: directory("a"))
    }
    #expect(
      error.description.hasPrefix(
        "data set 'idx' not found; looked in\n  \(directory("a/other"))\n"))
    // There is nowhere to fetch it from.
    #expect(
      error.description.contains("\ndata.folder names") && !error.description.contains("fetch"))
  }

  @Test("images of another size and labels beyond the classes are errors that name the file")
  func faults() throws {
    let directory = try TestDirectory()
    try Self.write(to: directory("mine"))
    #expect(
      throws: DataError.malformed(
        path: directory("mine/train-images-idx3-ubyte"), part: "dimensions",
        expected: "[at least 1, 3, 4]", found: "[4, 3, 2]")
    ) { try own("mine", columns: 4).load(dataRoot: directory.path) }
    #expect(
      throws: DataError.labelOutOfRange(
        path: directory("mine/train-labels-idx1-ubyte"), index: 2, label: 2, classes: 2)
    ) { try own("mine", classes: 2).load(dataRoot: directory.path) }
  }

  @Test("Fashion-MNIST is never taken from where MNIST's files may be")
  func fashion() throws {
    let (directory, tiny) = (try TestDirectory(), ProceduralDigits().splits(train: 20, test: 10))
    try tiny.write(to: directory.path)
    #expect(throws: DataError.self) { try IDXImages.fashionMNIST.load(dataRoot: directory.path) }
    for folder in ["FashionMNIST/raw", "fashion-mnist"] {
      try tiny.write(to: directory(folder))
      #expect(try IDXImages.fashionMNIST.locate(in: DataRoot(directory.path)) == directory(folder))
    }
    let splits = try IDXImages.fashionMNIST.load(dataRoot: directory.path)
    #expect(splits.checksum == tiny.checksum && splits.train.name == "fashion-mnist train")
  }

  /// A download of four small files whose compressed form is what is known.
  private func download(_ server: LoopbackServer, _ served: [[UInt8]]) -> DatasetDownload {
    var download = DatasetDownload.fashionMNIST
    download.mirrors = [server.url]
    for index in download.parts.indices {
      download.parts[index].checksum = sha256(of: served[index])
      download.parts[index].form = .compressed(size: 500 + index)
    }
    return download
  }

  @Test("files whose compressed form has the published SHA-256 are written, decompressed")
  func fetch() async throws {
    let directory = try TestDirectory()
    let plain = (0..<4).map { [UInt8](repeating: UInt8($0), count: 500 + $0) }
    let names = MNISTFile.allCases.map(\.rawValue)
    let server = try LoopbackServer { path in
      .serve(gzip(plain[names.firstIndex { path == "/\($0).gz" } ?? 0]))
    }
    defer { server.stop() }
    let download = download(server, plain.map { gzip($0) })
    #expect(try await download.fetch(to: DataRoot(directory.path)) == names)
    for (name, bytes) in zip(names, plain) {
      #expect(try readBytes(of: directory("fashion-mnist/\(name)")) == bytes)
    }
    #expect(try await download.fetch(to: DataRoot(directory.path)) == [])
    #expect(server.requests.count == 4)
  }

  @Test("other content, and content of another size, is not kept")
  func refused() async throws {
    let directory = try TestDirectory()
    let server = try LoopbackServer { _ in .serve(gzip([1, 2, 3])) }
    defer { server.stop() }
    for (served, word) in [
      (gzip([1, 2, 3]), "3 bytes, expected 500"), (gzip([1, 2, 4]), "wrong content: SHA-256"),
    ] {
      let download = download(server, [[UInt8]](repeating: served, count: 4))
      let error = await #expect(throws: DataError.self) {
        try await download.fetch(to: DataRoot(directory.path))
      }
      #expect(error?.description.contains(word) == true, "\(String(describing: error))")
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory("fashion-mnist")) == [])
    }
  }
}

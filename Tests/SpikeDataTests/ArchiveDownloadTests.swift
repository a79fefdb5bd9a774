import Foundation
import SpikeFiles
import TestSupport
import Testing

@testable import SpikeData

/// CIFAR-10's archive in small, from servers of our own.
@Suite("Downloading an archive")
struct ArchiveDownloadTests {
  private static let folder = "cifar-10-batches-bin"
  private static let end = [UInt8](repeating: 0, count: 1024)

  private static func file(_ index: Int) -> [UInt8] {
    [UInt8](repeating: UInt8(index), count: 700)
  }

  /// The archive as published: a folder, the six files among others.
  private static func archive(_ change: (Int) -> [UInt8] = { file($0) }) -> [UInt8] {
    tarEntry(folder + "/", kind: "5") + tarEntry(folder + "/readme.html", Array("<p>".utf8))
      + cifarFiles.enumerated().flatMap { tarEntry(folder + "/" + $1, change($0)) }
  }

  /// A download that knows the archive's checksum and sizes.
  private static func download(_ archive: [UInt8], _ server: LoopbackServer) -> DatasetDownload {
    var download = DatasetDownload.cifar10
    download.mirrors = [server.url]
    download.parts[0].checksum = sha256(of: archive)
    download.parts[0].form = .archive(
      folder: folder, sizes: Dictionary(uniqueKeysWithValues: cifarFiles.map { ($0, 700) }))
    (download.largestResponse, download.largestContent) = (100_000, 100_000)
    download.stallTimeout = .seconds(2)
    return download
  }

  @Test("the published archive is asked for by name, and its files are what CIFAR-10 is read from")
  func published() {
    let download = DatasetDownload.cifar10
    #expect(
      download.mirrors[0].appendingPathComponent(download.parts[0].remote).absoluteString
        == "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz")
    #expect(download.parts[0].files == cifarFiles)
    guard case .archive(Self.folder, let sizes) = download.parts[0].form else {
      Issue.record("\(download.parts[0].form)")
      return
    }
    #expect(sizes == Dictionary(uniqueKeysWithValues: cifarFiles.map { ($0, 30_730_000) }))
  }

  @Test("its files are written, and nothing else of it; they are not asked for again")
  func files() async throws {
    let (directory, bytes) = (try TestDirectory(), gzip(Self.archive() + Self.end))
    let server = try LoopbackServer { _ in .serve(bytes) }
    defer { server.stop() }
    let (download, root) = (Self.download(bytes, server), DataRoot(directory("a/b")))
    #expect(try await download.fetch(to: root) == cifarFiles)
    #expect(server.requests == ["/cifar-10-binary.tar.gz"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: directory("a/b/cifar10")).sorted()
        == cifarFiles)
    for (index, name) in cifarFiles.enumerated() {
      #expect(try readBytes(of: directory("a/b/cifar10/\(name)")) == Self.file(index))
    }
    #expect(try await download.fetch(to: root) == [])
    try writeAtomically("cut", to: directory("a/b/cifar10/data_batch_2.bin"))
    #expect(try await download.fetch(to: root) == cifarFiles)
    #expect(server.requests.count == 2)
  }

  /// Archives that are served with the checksum that is expected, and why they are refused.
  private static let faults: [(name: String, archive: [UInt8], word: String)] = [
    (
      "a path that climbs", archive() + tarEntry("../outside", [1]) + end,
      "a path that leads out of the archive's folder"
    ),
    (
      "an absolute path", archive() + tarEntry("/tmp/outside", [1]) + end,
      "a path that leads out of the archive's folder"
    ),
    (
      "a link", archive() + tarEntry(folder + "/link", kind: "2") + end,
      "it is neither a file nor a folder"
    ),
    (
      "a file of another size", archive { $0 == 2 ? [1] : file($0) } + end,
      "data_batch_3.bin has 1 bytes, expected 700"
    ),
    (
      "files elsewhere",
      cifarFiles.enumerated().flatMap { tarEntry("elsewhere/" + $1, file($0)) } + end,
      "the archive has no cifar-10-batches-bin/data_batch_1.bin"
    ),
    ("an end too early", archive(), "without a block of zeros"),
    (
      "too much", archive() + tarEntry("large", [UInt8](repeating: 0, count: 100_000)) + end,
      "decompresses to too much"
    ),
  ]

  @Test("an archive that is not to be unpacked leaves nothing behind", arguments: faults.indices)
  func refused(_ index: Int) async throws {
    let (directory, fault) = (try TestDirectory(), Self.faults[index])
    let bytes = gzip(fault.archive)
    let server = try LoopbackServer { _ in .serve(bytes) }
    defer { server.stop() }
    let error = await #expect(throws: DataError.self) {
      try await Self.download(bytes, server).fetch(to: DataRoot(directory("a/b")))
    }
    guard
      case .downloadFailed("cifar-10-binary.tar.gz", directory("a/b/cifar10"), let attempts)? =
        error
    else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(attempts.count == 1 && attempts[0].reason.contains(fault.word), "\(attempts)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory("a/b/cifar10")) == [])
    #expect(try directory.names() == ["a"])
  }

  @Test("another archive than the published one is not unpacked")
  func checksum() async throws {
    let (directory, bytes) = (try TestDirectory(), gzip(Self.archive() + Self.end))
    let server = try LoopbackServer { _ in .serve(bytes + [0]) }
    defer { server.stop() }
    let error = await #expect(throws: DataError.self) {
      try await Self.download(bytes, server).fetch(to: DataRoot(directory.path))
    }
    #expect(error?.description.contains("wrong content: SHA-256") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory("cifar10")) == [])
  }
}

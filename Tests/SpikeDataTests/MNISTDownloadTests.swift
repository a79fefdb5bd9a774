import Foundation
import Synchronization
import TestSupport
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@testable import SpikeData
@testable import SpikeFiles

/// Contents that stand for the four files, and a downloader that knows their checksums.
private struct Published {
  let contents: [String: [UInt8]]
  var download = DatasetDownload.mnist

  init(mirrors: [LoopbackServer]) {
    var contents: [String: [UInt8]] = [:]
    for (index, file) in MNISTFile.allCases.enumerated() {
      let bytes = IDX(dimensions: [500], values: (0..<500).map { UInt8($0 / 2 + index) }).encoded()
      contents["/\(file.rawValue).gz"] = gzip(bytes)
      download.parts[index].checksum = sha256(of: bytes)
    }
    self.contents = contents
    download.mirrors = mirrors.map(\.url)
    download.stallTimeout = .seconds(2)
    download.totalTimeout = .seconds(60)
  }

  static func body(_ path: String) -> [UInt8] { Published(mirrors: []).contents[path] ?? [] }
  static let first = MNISTFile.trainImages.rawValue
  static let files = MNISTFile.allCases.map(\.rawValue)
}

/// A server that serves every file well.
private func goodServer() throws -> LoopbackServer {
  try LoopbackServer { .serve(Published.body($0)) }
}

@Suite("Downloading MNIST")
struct MNISTDownloadTests {
  /// A way to misbehave, and a word of the reason that must be given.
  static let faults:
    [(name: String, word: String, reply: @Sendable (String) -> LoopbackServer.Reply)] = [
      ("404", "HTTP status 404", { _ in .status(404) }),
      ("500", "HTTP status 500", { _ in .status(500) }),
      ("truncation", "", { .truncate(Published.body($0), after: 100) }),
      ("silence", "no data for", { .stall(Published.body($0), after: 100) }),
      ("silence at once", "no data for", { .stall(Published.body($0), after: 0) }),
      ("another file", "wrong content", { _ in .serve(gzip([1, 2, 3])) }),
      ("a web page", "wrong content", { _ in .serve(Array("<html>".utf8)) }),
      (
        "broken gzip", "corrupt",
        { .serve(Published.body($0).dropLast(8) + [1, 2, 3, 4, 5, 6, 7, 8]) }
      ),
      (
        "redirect to file", "redirects from http to file",
        { _ in .redirect("file:///etc/hostname") }
      ),
      (
        "redirect to https", "redirects from http to https",
        { _ in .redirect("https://127.0.0.1:1/x") }
      ),
      (
        "decompression bomb", "decompresses to too much",
        { _ in .serve(gzip([UInt8](repeating: 0, count: 5_000_000))) }
      ),
      ("redirect to ftp", "redirects from http to ftp", { _ in .redirect("ftp://127.0.0.1/x") }),
      (
        "more than announced as allowed", "more than",
        { _ in .serve([UInt8](repeating: 0, count: 200_000)) }
      ),
      ("no end", "more than", { _ in .flood }),
    ]

  @Test("after a mirror's fault the next serves", arguments: faults.indices)
  func nextMirror(_ index: Int) async throws {
    let (directory, fault) = (try TestDirectory(), Self.faults[index])
    let (bad, good) = (try LoopbackServer(fault.reply), try goodServer())
    defer { for server in [bad, good] { server.stop() } }
    var published = Published(mirrors: [bad, good])
    published.download.largestResponse = 100_000
    published.download.largestContent = 400_000
    let fetched = try await published.download.fetch(to: DataRoot(directory.path))
    #expect(fetched == Published.files, "\(fault.name)")
    for part in published.download.parts {
      let bytes = try readBytes(of: directory("mnist/\(part.files[0])"))
      #expect(sha256(of: bytes) == part.checksum)
    }
    #expect(bad.requests.count == 1, "the mirror that failed is not asked first again")
  }

  @Test(
    "when every mirror fails, each is listed with its reason, and nothing is left behind",
    arguments: faults.indices)
  func allFail(_ index: Int) async throws {
    let (directory, fault) = (try TestDirectory(), Self.faults[index])
    let bad = try LoopbackServer(fault.reply)
    defer { bad.stop() }
    var published = Published(mirrors: [bad])
    published.download.largestResponse = 100_000
    published.download.largestContent = 400_000
    // Nothing listens at port 1.
    published.download.mirrors.append(URL(string: "http://127.0.0.1:1/")!)
    let download = published.download
    let error = await #expect(throws: DataError.self) {
      try await download.fetch(to: DataRoot(directory.path))
    }
    guard case .downloadFailed(Published.first, directory("mnist"), let attempts)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(attempts.map(\.address) == download.mirrors.map { "\($0)\(Published.first).gz" })
    #expect(attempts[0].reason.contains(fault.word) || fault.word.isEmpty, "\(attempts[0].reason)")
    #expect(!attempts[0].reason.isEmpty)
    #expect(attempts[1].reason == "cannot connect")
    for word in [attempts[0].reason, directory("mnist"), "--data-root", "SPIKELAB_DATA", "digits"] {
      #expect(error?.description.contains(word) == true)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory("mnist")) == [])
  }

  @Test("files that are there and right are not asked for; broken ones are replaced")
  func present() async throws {
    let (directory, server) = (try TestDirectory(), try goodServer())
    defer { server.stop() }
    let published = Published(mirrors: [server])
    let root = DataRoot(directory.path)
    #expect(try await published.download.fetch(to: root) == Published.files)
    #expect(try await published.download.fetch(to: root) == [])
    #expect(server.requests.count == 4)
    try writeAtomically("broken", to: directory("mnist/\(MNISTFile.testLabels.rawValue)"))
    #expect(try await published.download.fetch(to: root) == [MNISTFile.testLabels.rawValue])
    #expect(server.requests.count == 5)
  }

  @Test("a redirect within HTTP is followed")
  func redirect() async throws {
    let (directory, good) = (try TestDirectory(), try goodServer())
    let address = good.url.absoluteString
    let first = try LoopbackServer { .redirect(address + $0.dropFirst()) }
    defer { for server in [first, good] { server.stop() } }
    let published = Published(mirrors: [first])
    #expect(try await published.download.fetch(to: DataRoot(directory.path)).count == 4)
  }

  @Test(
    "whatever the scheme, only an address of the same one is gone to",
    arguments: [
      ("https", "http://a.example/x", "redirects from https to http"),
      ("https", "file:///etc/hostname", "redirects from https to file"),
      ("http", "https://a.example/x", "redirects from http to https"),
      ("https", "https://b.example/x", nil), ("https", "/elsewhere", nil),
    ] as [(String, String, String?)])
  func schemes(_ scheme: String, _ location: String, _ refusal: String?) async throws {
    let url = try #require(URL(string: "\(scheme)://a.example/file"))
    let target = try #require(URL(string: location, relativeTo: url))
    let download = HTTPDownload(
      url, limits: DownloadLimits(stall: .seconds(1), total: .seconds(1), size: 1)
    ) { _, _ in }
    let response = try #require(
      HTTPURLResponse(
        url: url, statusCode: 302, httpVersion: nil, headerFields: ["Location": location]))
    let session = URLSession(configuration: .ephemeral)
    // A task that is never begun: the redirect is asked about directly.
    let request: URLRequest? = await withCheckedContinuation { continuation in
      download.urlSession(
        session, task: session.dataTask(with: url), willPerformHTTPRedirection: response,
        newRequest: URLRequest(url: target)
      ) { continuation.resume(returning: $0) }
    }
    #expect((request == nil) == (refusal != nil))
    if let refusal { #expect(await download.run() == .failure(.init(reason: refusal))) }
  }

  @Test("the name that an archive gives its content is of no consequence")
  func nameInArchive() async throws {
    let directory = try TestDirectory()
    let server = try LoopbackServer { path in
      var bytes = Published.body(path)
      // RFC 1952: bit 3 of the flags, and the name behind the ten bytes of the header.
      bytes[3] |= 8
      bytes.insert(contentsOf: Array("../../outside".utf8) + [0], at: 10)
      return .serve(bytes)
    }
    defer { server.stop() }
    let published = Published(mirrors: [server])
    let root = DataRoot(directory("a/b"))
    #expect(try await published.download.fetch(to: root) == Published.files)
    #expect(try directory.names() == ["a"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory("a")) == ["b"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory("a/b")) == ["mnist"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: directory("a/b/mnist")).sorted()
        == Published.files.sorted())
  }

  @Test("progress ends at the announced size of each file")
  func progress() async throws {
    let (directory, server) = (try TestDirectory(), try goodServer())
    defer { server.stop() }
    let published = Published(mirrors: [server])
    let last = LastProgress()
    try await published.download.fetch(to: DataRoot(directory.path)) { last.note($0) }
    for file in Published.files {
      let size = published.contents["/\(file).gz"]?.count
      #expect(last[file]?.received == size)
      #expect(last[file]?.total == size)
    }
  }

  @Test("a folder that cannot be made is an error before any request")
  func unwritable() async throws {
    let (directory, server) = (try TestDirectory(), try goodServer())
    defer { server.stop() }
    try writeAtomically("a file", to: directory("mnist"))
    let download = Published(mirrors: [server]).download
    await #expect(
      throws: DataError.unwritable(path: directory("mnist"), reason: "it is not a directory")
    ) { try await download.fetch(to: DataRoot(directory.path)) }
    #expect(server.requests.isEmpty)
  }

  @Test("a cancelled download ends at once and leaves nothing")
  func cancelled() async throws {
    let directory = try TestDirectory()
    let server = try LoopbackServer { .stall(Published.body($0), after: 10) }
    defer { server.stop() }
    var download = Published(mirrors: [server]).download
    download.stallTimeout = .seconds(60)
    let task = Task { [download] in try await download.fetch(to: DataRoot(directory.path)) }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await #expect(throws: DataError.self) { try await task.value }
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory("mnist")) == [])
  }
}

/// The latest progress of each file.
private final class LastProgress: Sendable {
  private let latest = Mutex<[String: DatasetDownload.Progress]>([:])
  func note(_ progress: DatasetDownload.Progress) {
    latest.withLock { $0[progress.file] = progress }
  }
  subscript(file: String) -> DatasetDownload.Progress? { latest.withLock { $0[file] } }
}

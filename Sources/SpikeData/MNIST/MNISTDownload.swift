import Foundation
import SpikeFiles

/// Fetches MNIST's four files and checks them.
///
/// A file is downloaded into memory, decompressed, compared with its SHA-256, and only then written
/// (decompressed, atomically): a name never stands for anything but the whole, right content.
public struct MNISTDownload: Sendable {
  /// How far a download is.
  public struct Progress: Sendable, Hashable {
    /// The file being fetched.
    public var file: MNISTFile
    /// The bytes received so far, as they come over the network (compressed).
    public var received: Int
    /// The bytes announced; nil if the server did not say.
    public var total: Int?
  }

  /// The addresses the published files' names, with `.gz`, are appended to, tried in order.
  public var mirrors: [URL] = [
    URL(string: "https://storage.googleapis.com/cvdf-datasets/mnist/")!,
    URL(string: "https://ossci-datasets.s3.amazonaws.com/mnist/")!,
  ]

  /// The SHA-256 of each file's decompressed content, in lower-case hexadecimal.
  public var checksums: [MNISTFile: String] = [
    .trainImages: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    .trainLabels: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    .testImages: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    .testLabels: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
  ]

  /// The longest time without a byte before a mirror is given up (default: 20 s).
  public var stallTimeout: Duration = .seconds(20)

  /// The longest time for one file from one mirror (default: 10 min).
  public var totalTimeout: Duration = .seconds(600)

  /// The most bytes a mirror may send for one file, and a quarter of the most they may decompress
  /// to (default: 32 MiB; the largest file is 9.5 MiB, decompressed 45 MiB).
  public var largestResponse = 32 << 20

  /// A download from the published mirrors.
  public init() {}

  /// Fetches those of the four files that are not there, whole and right, already.
  ///
  /// The mirror that served a file is asked first for the next.
  ///
  /// - Parameters:
  ///   - root: Where to; the files go to `mnist/` in it, which is made if absent.
  ///   - progress: Called as bytes arrive, on any thread, never concurrently.
  /// - Returns: The files that were fetched; empty if all were there.
  /// - Throws: ``DataError/downloadFailed(file:directory:attempts:)`` if no mirror served a file;
  ///   files fetched before it stay. ``DataError/unwritable(path:reason:)``.
  @discardableResult
  public func fetch(
    to root: DataRoot = DataRoot(),
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws(DataError) -> [MNISTFile] {
    let directory = root.mnistDirectory
    try makeDirectory(directory)
    var (ordered, fetched) = (mirrors, [MNISTFile]())
    for file in MNISTFile.allCases where !isPresent(file, in: directory) {
      var attempts: [FailedDownload] = []
      var content: [UInt8]?
      for (place, mirror) in ordered.enumerated() where content == nil && !Task.isCancelled {
        let address = mirror.appendingPathComponent(file.rawValue + ".gz")
        switch await self.content(of: file, at: address, progress) {
        case .success(let bytes):
          content = bytes
          ordered.insert(ordered.remove(at: place), at: 0)
        case .failure(let failure):
          attempts.append(
            FailedDownload(address: address.absoluteString, reason: failure.reason))
        }
      }
      guard let content else {
        throw .downloadFailed(file: file.rawValue, directory: directory, attempts: attempts)
      }
      try writeAtomically(content, to: directory + "/" + file.rawValue)
      fetched.append(file)
    }
    return fetched
  }

  /// Whether a directory has a file, plain or compressed, with the right content.
  private func isPresent(_ file: MNISTFile, in directory: String) -> Bool {
    guard let path = MNISTLocation.path(of: file, in: directory),
      let bytes = try? readBytes(of: path), case .success = checked(bytes, file)
    else { return false }
    return true
  }

  /// Downloads one file from one mirror: its decompressed, checked content.
  private func content(
    of file: MNISTFile, at address: URL, _ progress: @escaping @Sendable (Progress) -> Void
  ) async -> Result<[UInt8], HTTPDownload.Failure> {
    let limits = DownloadLimits(stall: stallTimeout, total: totalTimeout, size: largestResponse)
    let download = HTTPDownload(address, limits: limits) { received, total in
      progress(Progress(file: file, received: received, total: total))
    }
    return await download.run().flatMap { checked($0, file) }
  }

  /// The decompressed content, if it has the right checksum. A server that names the compression
  /// in its header has it undone on the way: plain bytes are right too.
  private func checked(
    _ bytes: [UInt8], _ file: MNISTFile
  ) -> Result<[UInt8], HTTPDownload.Failure> {
    var plain = bytes
    if Gzip.isCompressed(bytes) {
      switch Gzip.inflate(bytes, limit: 4 * largestResponse) {
      case .content(let content): plain = content
      case .exceeded: return .failure(.init(reason: "decompresses to too much"))
      case .corrupt(let reason): return .failure(.init(reason: "\(bytes.count) bytes: \(reason)"))
      }
    }
    let (expected, found) = (checksums[file] ?? "none known", sha256(of: plain))
    if found == expected { return .success(plain) }
    return .failure(.init(reason: "wrong content: SHA-256 \(found), expected \(expected)"))
  }
}

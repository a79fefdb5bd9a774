import Foundation
import SpikeFiles

/// Fetches the files of a data set and checks them.
///
/// A part is downloaded into memory, compared with its SHA-256, and only then written (decompressed,
/// each file atomically): a name never stands for anything but the whole, right content.
public struct DatasetDownload: Sendable {
  /// One thing to download.
  public struct Part: Sendable, Hashable {
    /// What comes over the network.
    public enum Form: Sendable, Hashable {
      /// One file, compressed by gzip; the SHA-256 is that of its content.
      case file
      /// One file of that size, compressed by gzip; the SHA-256 is that of the compressed file.
      case compressed(size: Int)
      /// A tar archive, compressed by gzip, with files of these sizes in one of its folders; the
      /// SHA-256 is that of the compressed archive. All other files in it are left out.
      case archive(folder: String, sizes: [String: Int])
    }

    /// Its name, appended to a mirror's address.
    public var remote: String
    /// The files it becomes, in the order they are written.
    public var files: [String]
    /// What it is.
    public var form: Form
    /// The SHA-256 in lower-case hexadecimal.
    public var checksum: String
  }

  /// How far a download is.
  public struct Progress: Sendable, Hashable {
    /// What is being fetched: the first of the part's files, or the archive.
    public var file: String
    /// The bytes received so far, as they come over the network (compressed).
    public var received: Int
    /// The bytes announced; nil if the server did not say.
    public var total: Int?
  }

  /// The data set's name in configs.
  public var dataset: String
  /// Its name for people.
  public var title: String
  /// The folder in the data root that its files go to.
  public var folder: String
  /// What to download.
  public var parts: [Part]
  /// The addresses that the parts' names are appended to, tried in order.
  public var mirrors: [URL]
  /// The longest time without a byte before a mirror is given up (default: 20 s).
  public var stallTimeout: Duration = .seconds(20)
  /// The longest time for one part from one mirror.
  public var totalTimeout: Duration
  /// The most bytes a mirror may send for one part.
  public var largestResponse: Int
  /// The most bytes that a part may decompress to.
  public var largestContent: Int

  /// The folder that the files go to.
  public func directory(in root: DataRoot) -> String { root.path + "/" + folder }

  /// Fetches those parts that are not there, whole and right, already.
  ///
  /// The mirror that served a part is asked first for the next.
  ///
  /// - Parameters:
  ///   - root: Where to; the files go to ``folder`` in it, which is made if absent.
  ///   - progress: Called as bytes arrive, on any thread, never concurrently.
  /// - Returns: The files that were written; empty if all were there.
  /// - Throws: ``SpikeFiles/DataError/downloadFailed(file:directory:attempts:)`` if no mirror served a part;
  ///   files of parts before it stay. ``SpikeFiles/DataError/unwritable(path:reason:)``.
  @discardableResult
  public func fetch(
    to root: DataRoot = DataRoot(),
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws(DataError) -> [String] {
    let directory = directory(in: root)
    try makeDirectory(directory)
    var (ordered, fetched) = (mirrors, [String]())
    for part in parts where !isPresent(part, in: directory) {
      var attempts: [FailedDownload] = []
      var content: [String: [UInt8]]?
      for (place, mirror) in ordered.enumerated() where content == nil && !Task.isCancelled {
        let address = mirror.appendingPathComponent(part.remote)
        switch await self.content(of: part, at: address, progress) {
        case .success(let files):
          content = files
          ordered.insert(ordered.remove(at: place), at: 0)
        case .failure(let failure):
          attempts.append(
            FailedDownload(address: address.absoluteString, reason: failure.reason))
        }
      }
      guard let content else {
        throw .downloadFailed(file: part.name, directory: directory, attempts: attempts)
      }
      for name in part.files {
        // Names of ours: none from an archive becomes a path.
        guard let bytes = content[name] else { preconditionFailure("a part lacks \(name)") }
        try writeAtomically(bytes, to: directory + "/" + name)
        fetched.append(name)
      }
    }
    return fetched
  }

  /// Whether a directory has a part: a file with the right content, plain or compressed, where that can
  /// be told, else all its files in their sizes.
  private func isPresent(_ part: Part, in directory: String) -> Bool {
    switch part.form {
    case .file:
      guard let path = DatasetFiles.path(of: part.files[0], in: directory),
        let bytes = try? readBytes(of: path), case .success = checked(bytes, part)
      else { return false }
      return true
    case .compressed(let size):
      return regularFileSize(directory + "/" + part.files[0]) == size
    case .archive(_, let sizes):
      return part.files.allSatisfy { regularFileSize(directory + "/" + $0) == sizes[$0] }
    }
  }

  /// Downloads one part from one mirror: its checked files.
  private func content(
    of part: Part, at address: URL, _ progress: @escaping @Sendable (Progress) -> Void
  ) async -> Result<[String: [UInt8]], HTTPDownload.Failure> {
    let limits = DownloadLimits(stall: stallTimeout, total: totalTimeout, size: largestResponse)
    let download = HTTPDownload(address, limits: limits) { received, total in
      progress(Progress(file: part.name, received: received, total: total))
    }
    return await download.run().flatMap { checked($0, part) }
  }

  /// The files of a part, if all is right.
  private func checked(
    _ bytes: [UInt8], _ part: Part
  ) -> Result<[String: [UInt8]], HTTPDownload.Failure> {
    switch part.form {
    case .file:
      return inflated(bytes).flatMap { plain in
        verified(plain, part).map { [part.files[0]: plain] }
      }
    case .compressed(let size):
      return verified(bytes, part).flatMap { inflated(bytes) }.flatMap { plain in
        plain.count == size
          ? .success([part.files[0]: plain])
          : .failure(.init(reason: "\(plain.count) bytes, expected \(size)"))
      }
    case .archive(let folder, let sizes):
      return verified(bytes, part).flatMap { inflated(bytes) }.flatMap { archive in
        Self.unpacked(archive, folder, sizes, part.files)
      }
    }
  }

  /// The decompressed content. A server that names the compression in its header has it undone on the
  /// way: plain bytes are right too.
  private func inflated(_ bytes: [UInt8]) -> Result<[UInt8], HTTPDownload.Failure> {
    guard Gzip.isCompressed(bytes) else { return .success(bytes) }
    switch Gzip.inflate(bytes, limit: largestContent) {
    case .content(let content): return .success(content)
    case .exceeded: return .failure(.init(reason: "decompresses to too much"))
    case .corrupt(let reason): return .failure(.init(reason: "\(bytes.count) bytes: \(reason)"))
    }
  }

  private func verified(
    _ bytes: [UInt8], _ part: Part
  ) -> Result<Void, HTTPDownload.Failure> {
    let found = sha256(of: bytes)
    if found == part.checksum { return .success(()) }
    return .failure(.init(reason: "wrong content: SHA-256 \(found), expected \(part.checksum)"))
  }

  /// The files of an archive that are wanted.
  private static func unpacked(
    _ archive: [UInt8], _ folder: String, _ sizes: [String: Int], _ names: [String]
  ) -> Result<[String: [UInt8]], HTTPDownload.Failure> {
    var files: [String: [UInt8]] = [:]
    do throws(TarArchive.Fault) {
      for member in try TarArchive(archive).members {
        let name = String(member.path.dropFirst(folder.count + 1))
        guard member.path == folder + "/" + name, let size = sizes[name] else { continue }
        guard member.content.count == size else {
          return .failure(
            .init(reason: "\(name) has \(member.content.count) bytes, expected \(size)"))
        }
        files[name] = Array(member.content)
      }
    } catch {
      return .failure(.init(reason: "not a tar archive to be unpacked: \(error.reason)"))
    }
    if let missing = names.first(where: { files[$0] == nil }) {
      return .failure(.init(reason: "the archive has no \(folder)/\(missing)"))
    }
    return .success(files)
  }
}

extension DatasetDownload.Part {
  /// What people are told it is.
  var name: String { if case .archive = form { remote } else { files[0] } }
}

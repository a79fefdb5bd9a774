import Foundation
import SpikeKernels

@testable import SpikeConfig
@testable import SpikeFiles
@testable import SpikeRuns
@testable import SpikeSweeps

/// A run that this program made, to be laid out again for each input.
struct TemplateRun: Sendable {
  /// The run's files by name.
  let files: [String: [UInt8]]
  private static let root = FuzzedRun.folder + "-runs"

  static let directory: RunDirectory = {
    guard let config = try? ConfigFile.parse(FuzzedRun.config, file: "c.json").single() else {
      fatalError("the template's config is faulty")
    }
    atexit {
      try? FileManager.default.removeItem(atPath: TemplateRun.root)
    }
    return RunDirectory(root: root, config: config)
  }()

  /// Stopped after its first epoch.
  static let interrupted = TemplateRun(until: 1)
  /// Trained to its end.
  static let finished = TemplateRun(until: nil)

  private init(until: Int?) {
    let run = Self.directory
    try? FileManager.default.removeItem(atPath: run.path)
    do {
      _ = try Self.training(run, until: until).carryOut(policy: .startNew)
      files = try Dictionary(
        uniqueKeysWithValues: FileManager.default.contentsOfDirectory(atPath: run.path).map {
          ($0, Array(try Data(contentsOf: URL(fileURLWithPath: "\(run.path)/\($0)"))))
        })
    } catch {
      fatalError("\(error)")
    }
  }

  static func training(_ run: RunDirectory, until: Int?) throws -> TrainingRun {
    TrainingRun(
      run, splits: try run.config.data.load(dataRoot: nil), workers: Workers(threads: 1),
      console: .silent, interruption: Interruption(), label: "x", until: until)
  }

  /// Lays the run out, one of its files replaced.
  func lay(replacing name: String, by bytes: [UInt8]) -> RunDirectory {
    var files = files
    files[name] = bytes
    return lay(files)
  }

  func lay(_ files: [String: [UInt8]]) -> RunDirectory {
    let run = Self.directory
    try? FileManager.default.removeItem(atPath: run.path)
    do {
      try FileManager.default.createDirectory(
        atPath: run.path, withIntermediateDirectories: true)
      for (name, bytes) in files {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(run.path)/\(name)"))
      }
    } catch {
      fatalError("\(error)")
    }
    return run
  }
}

/// A run's whole folder: for each of its files a byte that says what stands in its place, and bytes
/// that edit those that are files. Every command that reads or continues a run is let loose on it.
/// Nothing outside of the folder changes, nothing waits, and a run that ends has whole files.
func fuzzFolder(_ bytes: [UInt8]) {
  let names = [
    "config.json", "status.json", "metrics.jsonl", "checkpoint.safetensors", "summary.json",
    "env.json", "log.txt", "worker.log", "lock",
  ]
  guard bytes.count > names.count else { return }
  let template = bytes[names.count] & 1 == 0 ? TemplateRun.interrupted : TemplateRun.finished
  var edits = bytes.dropFirst(names.count + 1)
  let run = template.lay(template.files)
  let (victim, dangling) = (FuzzedRun.folder + "/victim", FuzzedRun.folder + "/later")
  let secret = Array("the user's own\n".utf8)
  FileManager.default.createFile(atPath: victim, contents: Data(secret))
  unlink(dangling)
  for (index, name) in names.enumerated() {
    let path = "\(run.path)/\(name)"
    let kind = bytes[index] % 16
    if (1...8).contains(kind) { try? FileManager.default.removeItem(atPath: path) }
    switch kind {
    case 1: break
    case 2: symlink(victim, path)
    case 3: symlink(dangling, path)
    case 4: mkfifo(path, 0o600)
    case 5: mkdir(path, 0o755)
    case 6: link(victim, path)
    case 7: mknod(path, S_IFCHR | 0o600, 0x103)
    case 8: symlink(".", path)
    case 9...11:
      // Some bytes of the file are others, or it ends early.
      var content = template.files[name] ?? []
      for _ in 0..<4 where !content.isEmpty && edits.count >= 3 {
        let place = Int(edits.removeFirst()) << 8 | Int(edits.removeFirst())
        content[place % content.count] = edits.removeFirst()
      }
      if kind == 11, let end = edits.popFirst() { content = Array(content.prefix(Int(end) * 8)) }
      try? Data(content).write(to: URL(fileURLWithPath: path))
    default: break
    }
  }
  let isLink = names.contains { name in
    var status = stat()
    return lstat("\(run.path)/\(name)", &status) == 0 && status.st_mode & S_IFMT != S_IFREG
      && status.st_mode & S_IFMT != S_IFDIR
  }
  showAll(run)
  if let found = attempt({ try RunDirectory(existing: run.path) }) {
    precondition(!isLink, "a folder with a link or a pipe is a run")
    _ = attempt { try found.state() }
    _ = attempt { try found.sweepState() }
    _ = attempt { try TrainedNetwork(found) }
  }
  let outcome = attempt {
    try TemplateRun.training(run, until: nil).carryOut(policy: .resume)
  }
  if case .done? = outcome {
    precondition(!isLink, "a run was continued through a link")
    guard let summary = try? run.summary(), summary != nil else { fatalError("no summary is left") }
    guard (try? TrainedNetwork(run)) != nil else { fatalError("the checkpoint is torn") }
  }
  precondition(FileManager.default.contents(atPath: victim).map(Array.init) == secret, "it changed")
  precondition(!FileManager.default.fileExists(atPath: dangling), "a file was made outside")
}

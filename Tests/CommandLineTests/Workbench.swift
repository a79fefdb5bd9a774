import Foundation
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A folder in which a test runs `spikelab`; removed with it.
///
/// Commands find an empty home and cache folder, so neither a user's MNIST nor SPIKELAB_DATA.
final class Workbench: Sendable {
  let path: String

  /// - Parameter base: Where the folder is made.
  init(in base: URL = FileManager.default.temporaryDirectory) throws {
    let url =
      base
      .appendingPathComponent("spikelab-command-\(UUID().uuidString)").resolvingSymlinksInPath()
    path = url.path
    for folder in ["desk", "home", "cache"] {
      try FileManager.default.createDirectory(
        atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder that commands run in.
  func callAsFunction(_ name: String) -> String { "\(path)/desk/\(name)" }

  // MARK: Files

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(fileURLWithPath: self(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: self(name))))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self(name)) }

  /// Every file below a folder, hidden ones too, with its content; empty when there is none.
  func contents(of folder: String = ".") throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    guard let names = FileManager.default.enumerator(atPath: self(folder)) else { return [:] }
    for case let name as String in names {
      if let bytes = try? bytes("\(folder)/\(name)") { contents[name] = bytes }
    }
    return contents
  }

  // MARK: Commands

  /// Runs `spikelab` to its end.
  func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Outcome {
    try await run(arguments, environment: environment)
  }

  /// Runs `spikelab` to its end.
  func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Outcome {
    try await start(arguments, environment: environment).outcome()
  }

  /// Runs commands of a shell one after another; what those before the last one say is not kept, and
  /// how they end does not matter.
  func script(_ commands: [String]) async throws -> Outcome {
    try FileManager.default.createDirectory(
      atPath: "\(path)/bin", withIntermediateDirectories: true)
    try? FileManager.default.createSymbolicLink(
      at: URL(fileURLWithPath: "\(path)/bin/spikelab"),
      withDestinationURL: RunningCommand.executable)
    let before = commands.dropLast().map { "{ \($0); } >/dev/null 2>&1\n" }.joined()
    let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try await start(
      ["-c", before + (commands.last ?? "true")], environment: ["PATH": "\(path)/bin:\(search)"],
      program: URL(fileURLWithPath: "/bin/bash")
    ).outcome()
  }

  /// Runs `spikelab` with a standard output that nobody reads.
  func runIntoClosedPipe(_ arguments: [String]) async throws -> Outcome {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    return try await start(arguments, output: pipe.fileHandleForWriting).outcome()
  }

  /// Starts `spikelab`.
  ///
  /// - Parameters:
  ///   - limits: What `ulimit` is told before: `-f 100` for files of 100 kB at most.
  ///   - program: Another program to start.
  func start(
    _ arguments: [String], environment: [String: String] = [:], output: FileHandle? = nil,
    limits: String? = nil, program: URL = RunningCommand.executable
  ) throws -> RunningCommand {
    var variables = ProcessInfo.processInfo.environment
    variables["SPIKELAB_DATA"] = nil
    variables["HOME"] = "\(path)/home"
    variables["XDG_CACHE_HOME"] = "\(path)/cache"
    variables.merge(environment) { $1 }
    return try RunningCommand(
      arguments, environment: variables, folder: self("."), scratch: "\(path)/\(UUID().uuidString)",
      output: output, limits: limits, program: program)
  }
}

/// How a command ended.
struct Outcome: CustomStringConvertible {
  /// The exit code; nil when a signal ended it.
  let code: Int32?
  let output: String
  let errors: String

  var description: String { "exit \(code.map(String.init) ?? "by a signal")\n\(output)\n\(errors)" }

  /// The messages' lines.
  var messages: [String] { errors.split(separator: "\n").map(String.init) }
}

/// A `spikelab` that was started.
final class RunningCommand {
  private let process = Process()
  private let arguments: [String]
  private let scratch: String
  private let deadline = ContinuousClock.now + .seconds(300)

  // Files rather than pipes: a child of another test cannot hold them open, nothing fills up.
  init(
    _ arguments: [String], environment: [String: String], folder: String, scratch: String,
    output: FileHandle?, limits: String?, program: URL
  ) throws {
    self.arguments = arguments
    self.scratch = scratch
    process.executableURL = program
    process.arguments = arguments
    if let limits {
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      let script = "ulimit \(limits); exec \"$0\" \"$@\""
      process.arguments = ["-c", script, program.path] + arguments
    }
    process.environment = environment
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try output ?? Self.newFile("\(scratch).out")
    process.standardError = try Self.newFile("\(scratch).err")
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// The program, which is built into the folder of the test bundle.
  static var executable: URL {
    #if os(macOS)
      let bundle = Bundle(for: RunningCommand.self).bundleURL
    #else
      let bundle = Bundle.main.executableURL ?? Bundle.main.bundleURL
    #endif
    return bundle.deletingLastPathComponent().appendingPathComponent("spikelab")
  }

  private static func newFile(_ path: String) throws -> FileHandle {
    try Data().write(to: URL(fileURLWithPath: path))
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }

  private func text(_ suffix: String) -> String {
    (try? String(contentsOfFile: scratch + suffix, encoding: .utf8)) ?? ""
  }

  /// What it said on standard error so far.
  var errors: String { text(".err") }

  var isRunning: Bool { process.isRunning }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits until something holds; a command that ends first is a failure of the test.
  func wait(until holds: () -> Bool) async throws {
    while !holds() {
      try #require(process.isRunning, "\(arguments) ended early:\n\(errors)")
      try await pause()
    }
  }

  /// Waits for the end.
  func outcome() async throws -> Outcome {
    while process.isRunning { try await pause() }
    return Outcome(
      code: process.terminationReason == .exit ? process.terminationStatus : nil,
      output: text(".out"), errors: errors)
  }

  private func pause() async throws {
    if ContinuousClock.now > deadline {
      send(SIGKILL)
      Issue.record("\(arguments) took more than five minutes:\n\(errors)")
      throw CancellationError()
    }
    try await Task.sleep(for: .milliseconds(2))
  }
}

import Foundation
import SpikeFiles

/// Another program, run to its end.
struct CommandOutput {
  /// Its exit code.
  let code: Int32
  /// What it printed.
  let output: String
  /// What it complained about.
  let errors: String

  /// Runs a program found by the PATH.
  ///
  /// - Throws: ``SpikeFiles/FileError`` when it cannot be started.
  static func of(_ arguments: [String]) throws(FileError) -> CommandOutput {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw FileError(.start, arguments[0], reason: error.localizedDescription)
    }
    // What Slurm's commands print as errors fits into a pipe; their output may not.
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return CommandOutput(
      code: process.terminationReason == .exit ? process.terminationStatus : -1,
      output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: complaint, as: UTF8.self))
  }
}

import Foundation
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A Slurm of one node that lives as long as this object; see `Tests/Slurm/private-slurm.sh`.
final class PrivateSlurm {
  private let process = Process()
  private let (input, output) = (Pipe(), Pipe())
  /// What commands need to find it.
  let environment: [String: String]

  /// Whether one can be started: Slurm's daemons are installed, and this is root.
  static var isPossible: Bool {
    geteuid() == 0
      && ["munged", "slurmctld", "slurmd", "perl"].allSatisfy { name in
        ["/usr/sbin", "/usr/bin", "/usr/local/sbin"].contains {
          FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
      }
  }

  init(maxArraySize: Int) throws {
    let root = #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["\(root)/Slurm/private-slurm.sh", "\(maxArraySize)"]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line: [UInt8] = []
    // The script says one line, or ends.
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first,
      byte != UInt8(ascii: "\n")
    {
      line.append(byte)
    }
    try #require(!line.isEmpty, "Slurm did not start")
    environment = ["SLURM_CONF": String(decoding: line, as: UTF8.self)]
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// What one of Slurm's commands prints.
  func ask(_ arguments: String...) throws -> String {
    let command = Process()
    let answer = Pipe()
    command.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    command.arguments = arguments
    command.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    command.standardOutput = answer
    command.standardInput = FileHandle.nullDevice
    try command.run()
    let bytes = answer.fileHandleForReading.readDataToEndOfFile()
    command.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Waits until something holds; gives up after five minutes.
  func wait(_ what: String, until holds: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(300)
    while try !holds() {
      try #require(ContinuousClock.now < deadline, "waited five minutes for \(what)")
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}

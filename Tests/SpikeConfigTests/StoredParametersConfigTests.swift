import SpikeFiles
import SpikeTraining
import TestSupport
import Testing

@testable import SpikeConfig

/// `initialisation` from a run or a file.
@Suite struct StoredParametersConfigTests {
  /// A config that starts from something.
  private static func text(_ initialisation: String) -> String {
    withNetwork(#""initialisation": \#(initialisation)"#)
  }

  @Test func `the file's checksum, and not its path, is the identity`() throws {
    try withTemporaryFolder { folder in
      let paths = ["a", "b", "c"].map { "\(folder)/\($0).safetensors" }
      for (path, content) in zip(paths, ["one", "one", "two"]) { try write(content, to: path) }
      let configs = try paths.map { try config(Self.text(#"{ "tensors": "\#($0)" }"#)) }
      #expect(
        configs[0].network.initialisation
          == .stored(
            StoredParameters(.tensors(paths[0]), checksum: sha256(of: Array("one".utf8)))))
      #expect(configs[0].hash == configs[1].hash && configs[0].hash != configs[2].hash)
      #expect(try config(minimal).hash != configs[0].hash)
      // What is written out says the checksum, so that it is read without the file.
      let written = configs[0].resolved.prettyText
      try write("three", to: paths[0])
      let again = try config(written)
      #expect(again == configs[0] && again.hash == configs[0].hash)
      #expect(try config(Self.text(#"{ "tensors": "\#(paths[0])" }"#)).hash != configs[0].hash)
    }
  }

  @Test func `a finished run's checkpoint is the same as its file`() throws {
    try withTemporaryFolder { folder in
      for name in ["config.json", "summary.json", "checkpoint.safetensors"] {
        try write(name, to: "\(folder)/\(name)")
      }
      let run = try config(Self.text(#"{ "run": "\#(folder)" }"#))
      let file = try config(Self.text(#"{ "tensors": "\#(folder)/checkpoint.safetensors" }"#))
      #expect(run.hash == file.hash && run.network.initialisation != file.network.initialisation)
    }
  }

  @Test func `runs that are not there, or not finished, and files that cannot be read are told`()
    throws
  {
    try withTemporaryFolder { folder in
      func told(_ initialisation: String) -> String {
        let lines = faults(Self.text(initialisation))
        return lines.count == 1 ? lines[0] : "\(lines)"
      }
      let place = "c.json:1:80: network.initialisation: "
      #expect(
        told(#"{ "run": "\#(folder)/absent" }"#)
          == "\(place)there is no run in \(folder)/absent; a relative path begins where the command runs"
      )
      #expect(told(#"{ "run": "\#(folder)" }"#).hasPrefix("\(place)there is no run in \(folder);"))
      try write("{}", to: "\(folder)/config.json")
      try write("x", to: "\(folder)/checkpoint.safetensors")
      #expect(
        told(#"{ "run": "\#(folder)" }"#).contains("the run in \(folder) is not finished, so that"))
      #expect(
        told(#"{ "tensors": "\#(folder)/absent" }"#)
          == "\(place)cannot read \(folder)/absent: No such file or directory; a relative path begins "
          + "where the command runs")
      #expect(told(#"{ "tensors": "/dev/zero" }"#).contains("not a regular file"))
      #expect(told(#"{ "tensors": "\#(folder)" }"#).contains("\(place)cannot read \(folder): "))
      #expect(told(#"{ "tensors": 7 }"#).contains("found the number 7, allowed the name of a file"))
    }
  }
}

import Foundation
import TestSupport
import Testing

@testable import SpikeFiles
@testable import SpikeRuns

@Suite struct LeftoverTests {
  @Test func leftoversOfKilledWritersAreRemovedAtTheNextStart() throws {
    try withTemporaryFolder { root in
      let directory = RunDirectory(root: root, config: try config(minimal))
      try createFolder(directory.path)
      try write("{", to: directory.path + "/.status.json.1abc.partial")
      try RunWriter(directory, policy: .startNew).interrupt()
      #expect(names(inFolder: directory.path) == ["config.json", "status.json"])
    }
  }
}

@Suite struct MetricsFileTests {
  @Test func aTornLastLineIsDropped() throws {
    try withTemporaryFolder { root in
      let file = MetricsFile(path: root + "/metrics.jsonl")
      #expect(try file.read().isEmpty)
      for torn in [#"{"epoch": 2, "accura"#, "{\"epoch\": 2}", "\u{0}\u{0}"] {
        try write("{\"epoch\": 1}\n\(torn)", to: file.path)
        #expect(try file.read().map(\.canonicalText) == [#"{"epoch":1}"#])
      }
    }
  }

  @Test func aResumedRunDropsTheTornLineBeforeItWritesTheNext() throws {
    try withTemporaryFolder { root in
      let directory = RunDirectory(root: root, config: try config(minimal))
      try RunWriter(directory, policy: .startNew).interrupt()
      try write("{\"epoch\": 1}\n{\"epo", to: directory.metrics.path)
      let writer = try RunWriter(directory, policy: .resume)
      try writer.append(metrics: ["epoch": 2])
      #expect(try directory.metrics.read().compactMap { $0["epoch"]?.integer } == [1, 2])
    }
  }

  @Test(arguments: ["x", "[]", "{}", #"{"epoch": "1"}"#, ""])
  func aDamagedLineIsAnErrorThatNamesIt(line: String) throws {
    try withTemporaryFolder { root in
      let file = MetricsFile(path: root + "/metrics.jsonl")
      try write("{\"epoch\": 1}\n\(line)\n", to: file.path)
      let error = #expect(throws: RunError.self) { try file.read() }
      #expect(error?.message == "cannot read \(file.path): line 2 is not an object with an epoch")
    }
  }

  @Test func numbersWithoutATextAreNull() throws {
    try withTemporaryFolder { root in
      let directory = RunDirectory(root: root, config: try config(minimal))
      let writer = try RunWriter(directory, policy: .startNew)
      try writer.append(metrics: ["epoch": 1, "loss": .number(Double.nan)])
      #expect(try directory.metrics.read()[0].canonicalText == #"{"epoch":1,"loss":null}"#)
    }
  }
}

@Suite struct RunEnvironmentTests {
  @Test func theMachineIsDescribed() throws {
    let environment = RunEnvironment.current(
      threads: 2, instructionSet: "x86-64-v3", datasetChecksum: "abc")
    #expect(environment.cores >= 1)
    #expect(environment.version == SpikeLab.version)
    #expect(environment.json["threads"]?.integer == 2)
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
    (1_709_251_199, "2024-02-29T23:59:59Z"), (1_735_689_600, "2025-01-01T00:00:00Z"),
    (4_107_542_400, "2100-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
  ])
  func timesAreInUTC(seconds: Int, text: String) {
    #expect(timestamp(secondsSince1970: seconds) == text)
    #expect(secondsSince1970(ofTimestamp: text) == seconds)
  }

  @Test func theCommitIsReadFromGitsFiles() throws {
    let (first, second) = (String(repeating: "a", count: 40), String(repeating: "b", count: 40))
    try withTemporaryFolder { root in
      func put(_ text: String, _ path: String) throws {
        try createFolder((root + path as NSString).deletingLastPathComponent)
        try write(text, to: root + path)
      }
      #expect(SourceCommit.commit(ofRepository: root) == nil)
      try put("ref: refs/heads/main\n", "/.git/HEAD")
      #expect(SourceCommit.commit(ofRepository: root) == nil)
      try put("# pack\n\(first) refs/heads/main\n", "/.git/packed-refs")
      #expect(SourceCommit.commit(ofRepository: root) == first)
      try put(second + "\n", "/.git/refs/heads/main")
      #expect(SourceCommit.commit(ofRepository: root) == second)
      try put("gitdir: ../.git/worktrees/w\n", "/w/.git")
      try put("ref: refs/heads/main\n", "/.git/worktrees/w/HEAD")
      try put("../..\n", "/.git/worktrees/w/commondir")
      #expect(SourceCommit.commit(ofRepository: root + "/w") == second)
      try put(first + "\n", "/.git/HEAD")
      #expect(SourceCommit.commit(ofRepository: root) == first)
    }
  }
}

@Suite struct ExitStatusTests {
  @Test func everyErrorHasACode() {
    struct Other: Error {}
    #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 2, 75])
    #expect(ExitStatus(for: CancellationError()) == .interrupted)
    #expect(ExitStatus(for: Other()) == .someFailed)
    #expect(ExitStatus(for: FileError(.write, "x", reason: "y")) == .someFailed)
    #expect(ExitStatus(for: RunError.notARun(directory: "x")) == .usage)
    #expect(userMessage(for: FileError(.write, "x", reason: "y")) == "cannot write x: y")
  }
}

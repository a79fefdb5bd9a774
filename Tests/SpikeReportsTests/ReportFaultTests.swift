import Foundation
import TestSupport
import Testing

@testable import SpikeConfig
@testable import SpikeFiles
@testable import SpikeReports

@Suite("Reports on what is missing or damaged")
struct ReportFaultTests {
  private func failure(_ paths: [String], runs root: String = "nowhere") -> (any UserError)? {
    do {
      _ = try Report(on: paths, runs: root)
      return nil
    } catch {
      return error as? any UserError
    }
  }

  @Test("what is not there, and a folder without runs, are wrong requests")
  func absent() throws {
    try withTemporaryFolder { folder in
      for path in ["\(folder)/absent", folder] {
        let error = try #require(failure([path]))
        #expect(error.exitStatus == .usage)
        #expect(error.message.contains(path))
      }
    }
  }

  @Test("a run whose config is torn is a wrong request; beside others it is left out and told")
  func tornConfig() throws {
    try withTemporaryFolder { folder in
      let whole = try FakeRun().write(in: folder)
      let torn = try FakeRun(seed: 1).write(in: folder)
      try write("{ \"name\": ", to: torn + "/config.json")
      #expect(try #require(failure([torn])).exitStatus == .usage)
      let report = try Report(on: [folder])
      #expect(report.content.runs.map(\.directory.path) == [whole])
      #expect(report.notices.count == 1)
    }
  }

  @Test(
    "a damaged file of a run is told and left out",
    arguments: [
      "summary.json", "env.json", "metrics.jsonl", "status.json",
    ])
  func tornFile(_ name: String) throws {
    try withTemporaryFolder { folder in
      let path = try FakeRun(isDone: name != "status.json").write(in: folder)
      try write("{ torn\n", to: "\(path)/\(name)")
      let report = try Report(on: [path])
      #expect(report.notices.contains { $0.contains(name) }, "\(report.notices)")
      #expect(report.html.contains("class=\"warn\""))
      #expect(report.content.runs.count == 1)
    }
  }

  @Test("the last line of the metrics that a crash tore is passed over")
  func tornLine() throws {
    try withTemporaryFolder { folder in
      let path = try FakeRun(epochs: 2, isDone: false).write(in: folder)
      let file = path + "/metrics.jsonl"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try write(String(text.dropLast(30)), to: file)
      let report = try Report(on: [path])
      #expect(report.content.runs[0].epochs.count == 1)
    }
  }

  @Test("a sparsity of another shape is left out")
  func otherSparsity() throws {
    try withTemporaryFolder { folder in
      let path = try FakeRun(hasSparsity: false).write(in: folder)
      let file = path + "/summary.json"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      for sparsity in ["3", "[]", "{ \"layers\": 3 }", "{ \"layers\": [3, null] }", "{}"] {
        try write(
          text.replacing("\"format\": 1,", with: "\"format\": 1, \"sparsity\": \(sparsity),"),
          to: file)
        let report = try Report(on: [path])
        #expect(report.drawnCharts.contains("test-accuracy"), "\(sparsity)")
        #expect(!report.drawnCharts.contains("confusion-1"))
      }
    }
  }

  @Test("a file that is neither a sweep nor a config is refused with its faults")
  func otherFile() throws {
    try withTemporaryFolder { folder in
      try write("hello", to: folder + "/note.txt")
      #expect(try #require(failure([folder + "/note.txt"])).exitStatus == .usage)
    }
  }

  @Test("a sweep's finished runs are reported, the others counted")
  func sweep() throws {
    try withTemporaryFolder { folder in
      let file = folder + "/sweep.json"
      try write(
        "{ \"name\": \"s\", \"base\": \(FakeRun().text), \"grid\": { \"seed\": [0, 1, 2] } }",
        to: file)
      let error = try #require(failure([file], runs: folder))
      #expect(error.exitStatus == .usage)
      for seed in 0..<2 { try FakeRun(seed: seed).write(in: folder) }
      let report = try Report(on: [file], runs: folder)
      #expect(report.title == "s")
      #expect(report.content.runs.count == 2)
      #expect(report.notices == ["1 of the 3 runs of the sweep s are not finished and left out."])
    }
  }

  @Test("a sweep or config that was run with overrides is reported with them")
  func overrides() throws {
    try withTemporaryFolder { folder in
      let (sweep, one) = (folder + "/sweep.json", folder + "/one.json")
      try write(
        "{ \"name\": \"s\", \"base\": \(FakeRun().text), \"grid\": { \"seed\": [0, 1] } }",
        to: sweep)
      try write(FakeRun().text, to: one)
      for seed in 0..<2 { try FakeRun(seed: seed, epochs: 7).write(in: folder) }
      for (file, runs) in [(sweep, 2), (one, 1)] {
        #expect(throws: ReportError.notRun(path: file, root: folder)) {
          try Report(on: [file], runs: folder)
        }
        let report = try Report(on: [file], overrides: ["training.epochs=7"], runs: folder)
        #expect(report.content.runs.count == runs)
        #expect(report.content.runs.allSatisfy { $0.config.training.epochs == 7 })
        #expect(throws: ConfigError.self) {
          try Report(on: [file], overrides: ["training.epoch=7"], runs: folder)
        }
      }
      #expect(throws: ReportError.nothingToOverride("seed=1")) {
        try Report(on: [folder], overrides: ["seed=1"])
      }
    }
  }

  @Test("of many damaged folders twenty are named")
  func manyTorn() throws {
    try withTemporaryFolder { folder in
      try FakeRun().write(in: folder)
      for index in 0..<30 {
        try createFolder("\(folder)/torn-\(index)")
        try write("{", to: "\(folder)/torn-\(index)/config.json")
      }
      let notices = try Report(on: [folder]).notices
      #expect(notices.count == 21)
      #expect(notices.last == "10 more folders are left out.")
    }
  }

  @Test("a config is reported by its runs")
  func config() throws {
    try withTemporaryFolder { folder in
      let file = folder + "/one.json"
      try write(FakeRun().text, to: file)
      #expect(try #require(failure([file], runs: folder)).exitStatus == .usage)
      try FakeRun().write(in: folder)
      #expect(try Report(on: [file], runs: folder).content.runs.count == 1)
      // Named twice, it is still one run.
      #expect(try Report(on: [file, folder], runs: folder).content.runs.count == 1)
    }
  }

  @Test("only a report of ours is replaced, unless forced")
  func overwriting() throws {
    try withTemporaryFolder { folder in
      try FakeRun().write(in: folder)
      let report = try Report(on: [folder])
      let file = folder + "/out/report.html"
      try report.write(to: file)
      try report.write(to: file)
      for foreign in ["", "mine", "<!DOCTYPE html><title>mine</title>"] {
        try write(foreign, to: file)
        #expect(throws: ReportError.foreign(path: file)) { try report.write(to: file) }
        #expect(try String(contentsOfFile: file, encoding: .utf8) == foreign)
      }
      try report.write(to: file, isForced: true)
      #expect(try String(contentsOfFile: file, encoding: .utf8) == report.html)
      #expect(throws: FileError.self) { try report.write(to: folder, isForced: true) }
    }
  }

  @Test("CSV files are written with a list of them; a stranger's file is not touched")
  func csv() throws {
    try withTemporaryFolder { folder in
      try FakeRun().write(in: folder)
      let report = try Report(on: [folder])
      let out = folder + "/csv"
      try report.writeCSV(to: out)
      let written = names(inFolder: out)
      #expect(written.contains("charts.csv") && written.contains("test-accuracy.csv"))
      let list = try String(contentsOfFile: out + "/charts.csv", encoding: .utf8)
      #expect(list.split(separator: "\n").count == written.count)
      // Once more: its own files are replaced, those that it no longer has removed.
      try write("", to: out + "/old.csv")
      try write(list + "old.csv,Section,Title\n", to: out + "/charts.csv")
      try report.writeCSV(to: out)
      #expect(names(inFolder: out) == written)
      let other = folder + "/other"
      try createFolder(other)
      try write("mine", to: other + "/test-accuracy.csv")
      #expect(throws: ReportError.foreign(path: other + "/test-accuracy.csv")) {
        try report.writeCSV(to: other)
      }
      #expect(names(inFolder: other) == ["test-accuracy.csv"])
    }
  }
}

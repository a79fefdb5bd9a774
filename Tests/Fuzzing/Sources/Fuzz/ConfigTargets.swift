@testable import SpikeConfig
@testable import SpikeFiles
@testable import SpikeSweeps

/// What is read and written again reads as the same; every text of it is fit to print.
func fuzzJSON(_ bytes: [UInt8]) {
  do {
    let root = try JSONDocument(parsing: bytes).root
    let line = root.lineText
    guard let again = try? JSONDocument(parsing: line).root, again.lineText == line,
      (try? JSONDocument(parsing: root.prettyText).root.lineText) == line
    else { fatalError("what was read is not what was written") }
    checkMessage(root.brief)
  } catch {
    checkMessage(error.found)
    checkMessage(error.expected)
  }
}

/// Before the first null byte: `key.path=value` texts, a line each; after it a config.
///
/// A config that is accepted is the same experiment when its resolved form is read.
func fuzzConfig(_ bytes: [UInt8]) {
  let pieces = bytes.contains(0) ? parts(bytes, 2) : [[], bytes]
  let overrides = pieces[0].split(separator: UInt8(ascii: "\n")).prefix(4)
    .map { String(decoding: $0, as: UTF8.self) }
  do {
    let file = try ConfigFile.parse(pieces[1], file: "c.json", overrides: overrides)
    for experiment in file.experiments.prefix(4) {
      let text = experiment.resolved.prettyText
      guard let again = try? ConfigFile.parse(text, file: "c.json").single(),
        again.hash == experiment.hash
      else { fatalError("the resolved config is another experiment") }
    }
    _ = try? file.single(variant: "a")
  } catch {
    precondition(error.faults.count <= FaultList.most)
    precondition(!error.message.isEmpty && error.message.utf8.count < 1 << 16)
  }
}

/// A sweep of up to 30 runs; a hundred thousand are allowed, and would take their time.
func fuzzSweep(_ bytes: [UInt8]) {
  var loader = SweepLoader(file: "/nonexistent/s.json", mostRuns: 30)
  do {
    let sweep = try loader.load(bytes, overrides: [])
    precondition(!sweep.runs.isEmpty && sweep.runs.count <= 30)
    precondition(Set(sweep.runs.map(\.hash)).count == sweep.runs.count)
    let folder = SweepFolder(root: "runs", sweep: sweep)
    precondition(folder.path.hasPrefix("runs/sweeps/") && folder.path.utf8.count < 100)
    precondition(!folder.path.dropFirst("runs/sweeps/".count).contains("/"))
  } catch {
    precondition(!userMessage(for: error).isEmpty)
  }
}

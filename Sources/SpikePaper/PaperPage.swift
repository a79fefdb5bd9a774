import SpikeFiles
import SpikeReports
import SpikeRuns

/// The page of a figure: the picture, the numbers, the claims, and with what they were made. Made of
/// the runs' files alone; the same files give the same bytes.
public struct PaperPage: Sendable {
  let results: PaperRuns
  /// The command that runs and writes it.
  let command: String
  let content: PaperContent

  /// The page of what there is.
  public init(_ results: PaperRuns, hasOurs: Bool) {
    self.results = results
    command =
      (["spikelab paper", results.figure.rawValue]
      + (results.scale.isQuick ? ["--quick"] : [])
      + (results.sweeps.isEmpty ? [] : results.scale.seeds.map { ["--seeds \($0)"] } ?? [])
      + (hasOurs ? ["--ours"] : [])
      + (results.part.map { ["--networks \($0.map(\.rawValue).joined(separator: ","))"] } ?? [])
      + results.overrides.map(Self.quoted)).joined(separator: " ")
    content = results.figure.subject.content(of: results)
  }

  private static func quoted(_ text: String) -> String {
    text.allSatisfy { $0.isLetter || $0.isNumber || "=._-,/".contains($0) }
      ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }

  /// What its files are called: one of some networks, a quick version and one of other settings have names of
  /// their own.
  public static func name(
    _ figure: PaperFigure, _ scale: PaperScale, overrides: [String]
  ) -> String {
    ([figure.rawValue] + (figure.part(scale) ?? []).map(\.rawValue)
      + (scale.isQuick ? ["quick"] : []) + (overrides.isEmpty ? [] : ["changed"]))
      .joined(separator: "-")
  }

  var name: String {
    Self.name(results.figure, results.scale, overrides: results.overrides)
  }

  var title: String {
    let part = results.part.map { " (\($0.map(\.label).joined(separator: ", ")) alone)" }
    return results.figure.title + (part ?? "")
      + (results.scale.isQuick ? " (quick version)" : "")
  }

  /// What the reader must know first.
  var notices: [String] {
    var notices: [String] = []
    if results.scale.isQuick {
      notices.append(
        "This is the quick version: fewer images, settings, epochs and seeds. It shows how the page "
          + "is made; it is no test of the paper.")
    }
    if !results.overrides.isEmpty {
      notices.append("Settings were changed: \(results.overrides.joined(separator: ", ")).")
    }
    let (done, planned) = results.progress
    if done < planned {
      notices.append(
        "Not complete: \(done) of \(planned) runs are finished\(results.awaitsMore ? ", of those known so far" : ""). "
          + "Means are of the finished ones; curves over epochs also have those of runs under way.")
    }
    if let own = results.scale.seeds, isTrained, !results.scale.isQuick {
      let usual = results.figure.subject.seeds
      if own < usual {
        notices.append(
          "\(counted(own, "seed")) of each setting; \(results.figure.isOfPaper ? "the paper has" : "the whole study has up to") \(usual)."
            + (own < 2 ? " With one seed nobody can say what chance did." : ""))
      }
    }
    if results.runs.contains(where: \.readsJPEGCopies) {
      notices.append(
        "The images were JPEG copies of CIFAR-10's, whose pixels differ a little from the original's."
      )
    }
    let failed = results.runs.count { $0.state == "failed" }
    if failed > 0 {
      notices.append("\(failed) runs failed; --retry-failed tries them again.")
    }
    notices += faults.prefix(5).map { "Left out: \($0)" }
    if faults.count > 5 { notices.append("\(faults.count - 5) more files could not be read.") }
    return notices
  }

  /// What of the runs could not be read, in sentences.
  public var faults: [String] { results.runs.flatMap(\.faults) }

  /// The two numbers of the notice that there are fewer seeds, where a line of a Markdown page is it.
  static func seeds(ofNotice line: Substring) -> (own: Int, whole: Int)? {
    guard
      let match = line.prefixMatch(
        of: #/\*\*(\d+) seeds? of each setting; the (?:paper has|whole study has up to) (\d+)\./#),
      let own = Int(match.1), let whole = Int(match.2)
    else { return nil }
    return (own, whole)
  }

  /// All that stands on it, from top to bottom.
  var sections: [ReportSection] {
    [
      ReportSection(
        title: "What it shows",
        blocks: results.figure.subject.explanation.split(separator: "\n\n").map {
          .text(String($0))
        }
          + [.text("Written by the command \(command)")]
          + (isTrained ? [.table(id: "progress", progress)] : []))
    ] + content.sections + [
      ReportSection(title: "Claims", blocks: [.table(id: "claims", claims)])
    ]
      + (isTrained
        ? [
          ReportSection(
            title: "Settings of the runs",
            blocks: [
              .text(
                "Every setting, read from the runs' configs, with all values that it takes. Documentation/Configs.md says what each means."
              ), .table(id: "settings", settings),
            ]),
          ReportSection(
            title: "Machine and hours",
            blocks: [
              .text(
                "Hours are those of training and testing, summed over runs, some of them side by side."
              ), .table(id: "machines", machines),
            ]),
        ] : [])
  }

  /// Whether anything is trained for it.
  private var isTrained: Bool { !results.sweeps.isEmpty }

  /// The numbers of the CSV file.
  var numbers: DataTable { content.numbers }

  // MARK: Tables

  /// How far the runs of each sweep have come.
  private var progress: DataTable {
    var table = DataTable(["sweep", "finished runs", "runs"])
    for sweep in results.sweeps {
      table.add([
        .text(sweep.sweep.name), .number(Double(sweep.done)), .number(Double(sweep.items.count)),
      ])
    }
    return table
  }

  /// The claims and what was found.
  private var claims: DataTable {
    var table = DataTable(["claim", "judged on", "verdict", "measured", "criterion"])
    for claim in content.claims {
      table.add([
        .text(claim.statement), .text(claim.scope), .text(verdict(on: claim)),
        .text(claim.measured), .text(claim.criterion),
      ])
    }
    return table
  }

  /// The verdict on a claim. That of a quick version says so, for its line is read without the page.
  private func verdict(on claim: PaperClaim) -> String {
    claim.verdict.rawValue
      + (results.scale.isQuick && claim.verdict != .unknown ? " (quick version, no test)" : "")
  }

  /// Which machines trained for how long.
  private var machines: DataTable {
    var order: [[String]] = []
    var sums: [[String]: (runs: Int, seconds: Double)] = [:]
    for run in results.runs where !run.epochs.isEmpty {
      func text(_ key: String) -> String {
        let value = run.environment?[key]
        return value?.string ?? value?.integer.map(String.init) ?? NumberText.absent
      }
      let machine = [
        text("processor"), text("system"), text("instructionSet"), text("cores"), text("threads"),
        text("version"), String(text("commit").prefix(12)),
      ]
      if sums[machine] == nil { order.append(machine) }
      let seconds = run.epochs.reduce(0) { sum, line in
        sum + (line["trainSeconds"]?.double ?? 0) + (line["testSeconds"]?.double ?? 0)
      }
      let old = sums[machine] ?? (0, 0)
      sums[machine] = (old.runs + 1, old.seconds + seconds)
    }
    var table = DataTable([
      "processor", "system", "kernels", "cores", "threads of a run", "version", "commit", "runs",
      "hours",
    ])
    for machine in order {
      let sum = sums[machine] ?? (0, 0)
      table.add(
        machine.map { .text($0) } + [
          .number(Double(sum.runs)), .number((sum.seconds / 3600).rounded(toPlaces: 3)),
        ])
    }
    return table
  }

  /// What `spikelab paper` prints: how far it is, and each claim with what was found.
  public var text: String {
    let (done, planned) = results.progress
    return
      ([title] + (isTrained ? ["\(done) of \(planned) runs are finished"] : [])
      + content.claims.map { claim in
        "\n[\(verdict(on: claim))] \(claim.statement)\n  \(claim.scope): \(claim.measured)"
      }).joined(separator: "\n")
  }
}

import Foundation
import SpikePaper
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension ManyRunsCommandTests {
  @Suite("The paper's figures")
  struct PaperCommandTests {
    /// Generated digits and a small network, which both of the paper's networks become.
    static let small = [
      "data.dataset=digits", "data.train=40", "data.test=20", "training.batchSize=20",
      #"network.layers=[{"dense": 20}, "lif", {"dense": 10}, "lif"]"#,
    ]

    @Test("alone, it lists them")
    func listing() async throws {
      let bench = try Workbench()
      let outcome = try await bench.run("paper")
      #expect(outcome.code == 0, "\(outcome)")
      for figure in PaperFigure.allCases {
        let lines = outcome.output.split(separator: "\n").filter {
          $0.hasPrefix(figure.rawValue + "  ") && $0.hasSuffix("  " + figure.title)
        }
        #expect(lines.count == 1, "\(figure)")
      }
      #expect(try bench.contents().isEmpty)
    }

    @Test(
      "what is asked wrongly is one message, and nothing is made",
      arguments: [
        (["figure-a9"], "did you mean 'figure-a4'?"),
        (["figure-a4", "--networks", "mpl"], "allowed are mlp, lenet"),
        (["figure-a5", "--networks", "mlp"], "--networks: figure-a5 is of lenet alone"),
        (["figure-a4", "network.bata=1"], "network.bata"),
        (["figure-4-lenet"], "did you mean 'figure-4 --networks lenet'?"),
        (["figure-a1", "--networks", "mlp"], "--networks: figure-a1 is of other networks"),
        (["figure-2", "--ours"], "--ours: figure-2 has no settings of ours beside others"),
        (["figure-a2", "--seeds", "3"], "--seeds: figure-a2 trains nothing"),
        (["data.train=5"], "name a figure or table"),
        (["--quick"], "--quick: name a figure or table"),
        (["figure-4", "--partition", "cpu"], "--partition needs --launcher slurm"),
        (["figure-a2", "data.train=5"], "figure-a2 trains nothing that data.train=5 could change"),
        (["figure-4", "--output", ""], "cannot create the folder '': the name is empty"),
        (["figure-4", "--draw-only", "--runs", "nowhere"], "nowhere: no such folder of runs"),
        (["comparison", "--seeds", "0"], "--seeds: found 0, allowed 1 to 100"),
        (["figure-a4", "--workers", "0"], "--workers is 0, allowed is 1 to 1024"),
        (["figure-a4"], "mnist"),
      ])
    func faults(_ arguments: [String], _ words: String) async throws {
      let bench = try Workbench()
      let outcome = try await bench.run(["paper"] + arguments)
      #expect(outcome.code == 2 && outcome.output.isEmpty, "\(outcome)")
      #expect(outcome.errors.lowercased().contains(words), "\(outcome)")
      // Where usage is shown, it is this command's.
      #expect(
        outcome.errors.contains("Usage: spikelab paper ") == outcome.errors.contains("Usage:"))
      #expect(try bench.contents().isEmpty)
    }

    @Test("files in the place of folders are told before anything is trained")
    func filesForFolders() async throws {
      let bench = try Workbench()
      try bench.write("mine\n", to: "notes")
      for (arguments, words) in [
        (
          ["--quick", "--output", "notes/pages"],
          "cannot create the folder notes/pages: notes is no folder"
        ),
        (["--draw-only", "--runs", "notes"], "cannot read notes: it is no folder"),
      ] {
        let outcome = try await bench.run(["paper", "figure-a1"] + arguments)
        #expect(outcome.code == 2 && outcome.errors.contains(words), "\(outcome)")
      }
      #expect(try bench.contents() == ["notes": Array("mine\n".utf8)])
    }

    #if os(Linux)
      @Test("a folder that cannot be made is told before anything is trained")
      func unwritable() async throws {
        let bench = try Workbench()
        let outcome = try await bench.run(
          ["paper", "figure-a4", "--quick", "--output", "/proc/pages"] + Self.small)
        #expect(outcome.code != 0 && outcome.output.isEmpty, "\(outcome)")
        #expect(
          outcome.errors.hasPrefix("error: cannot create the folder /proc/pages: "), "\(outcome)")
        #expect(try bench.contents().isEmpty)
      }
    #endif

    @Test("what of the runs cannot be read is told, and how to go on")
    func damaged() async throws {
      let bench = try Workbench()
      let command =
        ["paper", "figure-4", "--quick", "--networks", "mlp", "--output", "pages"] + Self.small
      let whole = try await bench.run(command)
      #expect(whole.code == 0 && whole.errors.matches(of: #/left out/#).isEmpty, "\(whole)")
      let names = try bench.contents().keys.sorted()
      let summary = try #require(names.first { $0.hasSuffix("summary.json") })
      let history = try #require(names.last { $0.hasSuffix("metrics.jsonl") })
      try bench.write("{ \"format\"", to: summary)
      try bench.write("", to: history)
      let left = try await bench.run(command + ["--force"])
      #expect(left.code == 0 && left.output.contains("2 of 3 runs are finished"), "\(left)")
      #expect(left.errors.contains("left out: cannot read \(summary): "), "\(left)")
      #expect(left.errors.contains("or remove the run's folder: the same command trains it again"))
      #expect(left.errors.contains("\(history): it has 0 epochs, and the run trained 1"), "\(left)")
      // A line that no run can have written.
      try bench.write("{ \"epoch\": 1, \"trainSamples\": -1 }\n", to: history)
      let odd = try await bench.run(command + ["--force", "--draw-only"])
      #expect(odd.code == 0 && odd.output.contains("2 of 3 runs are finished"), "\(odd)")
      #expect(odd.errors.contains("\(history)"), "\(odd)")
      for path in [summary, history] {
        try FileManager.default.removeItem(
          at: URL(fileURLWithPath: bench(path)).deletingLastPathComponent())
      }
      let mended = try await bench.run(command + ["--force"])
      #expect(mended.output.contains("3 of 3 runs are finished"), "\(mended)")
      #expect(mended.errors.matches(of: #/left out/#).isEmpty, "\(mended)")
    }

    @Test("a run without its checkpoint cannot be pruned, which is told")
    func withoutCheckpoint() async throws {
      let bench = try Workbench()
      let command =
        ["paper", "pruning", "--quick", "--networks", "mlp", "--output", "pages"] + Self.small
      let whole = try await bench.run(command)
      #expect(whole.code == 0 && !whole.errors.contains("checkpoint"), "\(whole)")
      let path = try #require(
        bench.contents().keys.sorted().first { $0.hasSuffix("checkpoint.safetensors") })
      let run = String(path.dropLast("/checkpoint.safetensors".count))
      for file in ["checkpoint.safetensors", "prune.json"] {
        try FileManager.default.removeItem(at: URL(fileURLWithPath: bench("\(run)/\(file)")))
      }
      let left = try await bench.run(command + ["--force"])
      #expect(left.code == 0 && left.output.contains("2 of 2 runs are finished"), "\(left)")
      #expect(
        left.errors.contains("\(run) has no checkpoint, and cannot be pruned"), "\(left)")
    }

    @Test("a quick figure is trained, drawn and judged, and not trained again")
    func wholeWay() async throws {
      let bench = try Workbench()
      let command = ["paper", "figure-a4", "--quick", "--output", "pages"] + Self.small
      let outcome = try await bench.run(command)
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.contains("done 18/18"), "\(outcome)")
      #expect(outcome.output.contains("36 of 36 runs are finished"))
      // Eight verdicts, each of which says itself that it is no test.
      let verdicts = outcome.output.matches(
        of: #/\[(holds|does not hold) \(quick version, no test\)\] /#)
      #expect(verdicts.count == 8, "\(outcome)")
      #expect(outcome.output.contains("page: pages/figure-a4-quick-changed.html"))

      let name = "pages/figure-a4-quick-changed"
      let html = try bench.text("\(name).html")
      #expect(html.contains("This is the quick version"))
      #expect(html.contains("Settings were changed: data.dataset=digits"))
      #expect(!html.contains("Not complete"))
      for network in ["mlp", "lenet"] {
        for beta in ["0-3", "0-6", "0-9"] {
          #expect(html.contains("<figure id=\"\(network)-paper-beta-\(beta)\""))
        }
      }
      #expect(!html.contains("our settings"))
      let csv = try bench.text("\(name).csv").split(separator: "\n")
      #expect(
        csv[0]
          == "network,settings,rule,β,L,learning rate,test accuracy (%),± sample std,finished runs,runs"
      )
      #expect(csv.count == 37)
      #expect(csv.allSatisfy { $0.hasPrefix("network") || $0.hasSuffix(",1,1") })
      let markdown = try bench.text("\(name).md")
      #expect(markdown.contains("spikelab paper figure-a4 --quick data.dataset=digits"))
      #expect(markdown.contains("| LFP generally performs better at larger β. | MLP, the paper's"))

      let before = try bench.contents()
      let again = try await bench.run(command)
      #expect(again.code == 0 && !again.output.contains("done 1"), "\(again)")
      #expect(try bench.contents() == before)
      let drawn = try await bench.run(command + ["--draw-only"])
      #expect(drawn.code == 0 && drawn.output == again.output, "\(drawn)")

      if Browser.isFound {
        let page = try Browser.open(bench("\(name).html"))
        #expect(page.marks(ofChart: "mlp-paper-beta-0-6") >= 6)
      } else {
        print("no browser is installed: the page is not opened")
      }
    }

    @Test("the comparison tunes each rule, trains the best of each, and compares them")
    func comparison() async throws {
      let bench = try Workbench()
      let command =
        ["paper", "comparison", "--quick", "--networks", "mlp"]
        + Self.small.map { $0 == "data.train=40" ? "data.train=1100" : $0 }
      let outcome = try await bench.run(command)
      #expect(outcome.code == 0, "\(outcome)")
      // Two settings of each of four rules; then the best of each, two seeds.
      #expect(outcome.output.components(separatedBy: "done 8/8").count == 3, "\(outcome)")
      let html = try bench.text("Results/paper/comparison-mlp-quick-changed.html")
      for chart in ["epochs", "seconds", "operations", "spikes"] {
        #expect(html.contains("<figure id=\"comparison-mlp-short-quick-\(chart)\""), "\(chart)")
      }
      let numbers = try bench.text("Results/paper/comparison-mlp-quick-changed.csv")
      let csv = numbers.split(separator: "\n")
      #expect(csv.count == 9 && csv[0].hasPrefix("network,epochs,rule,seed,test accuracy (%)"))
      // What was chosen is trained on all images with the settings that did best on those held out.
      var tuned: [String: (accuracy: Double, learning: String)] = [:]
      var final: [String: Set<String>] = [:]
      func json(_ path: String) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(bench.bytes(path)))
        return try #require(value as? [String: Any])
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: bench("Results/runs"))
      for name in names where name.count == 16 {
        let folder = "Results/runs/\(name)"
        let config = try json("\(folder)/config.json")
        let data = try #require(config["data"] as? [String: Any])
        let learning = try #require(config["learning"] as? [String: Any])
        let rule = try #require(learning["rule"] as? String)
        let text = String(describing: learning["reward"] ?? learning["slope"] ?? "")
        if data["validation"] == nil {
          final[rule, default: []].insert(text)
        } else {
          let summary = try json("\(folder)/summary.json")
          let accuracy = try #require(summary["validationAccuracy"] as? Double)
          if accuracy > tuned[rule]?.accuracy ?? -1 { tuned[rule] = (accuracy, text) }
        }
      }
      #expect(tuned.count == 4 && final.count == 4)
      for (rule, learning) in final { #expect(learning.count == 1, "\(rule)") }
    }

    @Test("our settings stand beside the paper's, for one network")
    func ours() async throws {
      let bench = try Workbench()
      let command = ["paper", "figure-4", "--quick", "--ours", "--networks", "mlp"]
      let outcome = try await bench.run(command + Self.small)
      #expect(outcome.code == 0, "\(outcome)")
      let html = try bench.text("Results/paper/figure-4-mlp-quick-changed.html")
      #expect(html.contains("(MLP alone)") && !html.contains("LeNet, "))
      for part in ["MLP, the paper&#39;s settings", "MLP, our settings"] {
        #expect(html.contains(part))
      }
      #expect(outcome.output.components(separatedBy: "done 3/3").count == 3, "\(outcome)")
    }

    @Test("Ctrl-C leaves runs to continue, and the page as far as it came")
    func interruption() async throws {
      let bench = try Workbench()
      let arguments =
        ["paper", "figure-4", "--quick", "--networks", "mlp", "--workers", "1"] + Self.small
      let command = try bench.start(arguments + ["training.epochs=3000"])
      try await command.wait {
        let runs =
          (try? FileManager.default.contentsOfDirectory(atPath: bench("Results/runs"))) ?? []
        return runs.contains { bench.exists("Results/runs/\($0)/metrics.jsonl") }
      }
      command.send(SIGINT)
      let outcome = try await command.outcome()
      #expect(outcome.code == 75, "\(outcome)")
      #expect(outcome.errors.contains("interrupted; the same command continues"))
      let html = try bench.text("Results/paper/figure-4-mlp-quick-changed.html")
      #expect(html.contains("Not complete: 0 of 3 runs are finished"))
      #expect(outcome.output.contains("[not yet known] LFP-ε matches"))
    }

    @Test("a page of what is there is drawn without data, and makes no run")
    func drawOnly() async throws {
      let bench = try Workbench()
      let outcome = try await bench.run("paper", "all", "--draw-only")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(!bench.exists("Results/runs"))
      for figure in PaperFigure.allCases {
        let html = try bench.text("Results/paper/\(figure.rawValue).html")
        #expect(
          html.contains("has finished an epoch") || html.contains("has been simulated yet"))
        #expect(html.contains("not yet known"))
      }
      // Of all figures together there is a page that leads to them; nothing is judged yet.
      let overview = try bench.text("Results/paper/README.md")
      for figure in PaperFigure.allCases {
        let start = "](\(figure.rawValue).md) | "
        let row = try #require(
          overview.split(separator: "\n").first { $0.contains(start) })
        let cells = try #require(row.split(separator: start).last).split(separator: " | ")
        #expect(cells[0].hasPrefix("0 of ") || cells[0] == "nothing is trained", "\(row)")
        #expect(cells[1...2] == ["0", "0"], "\(row)")
      }
      #expect(!overview.contains("- holds: ") && !overview.contains("- does not hold: "))
      #expect(
        overview.contains(
          "- not yet known: MLP, the paper's settings (0 of 9 runs); 2 claims"))
      try bench.write("mine\n", to: "Results/paper/README.md")
      let before = try bench.contents()
      let refused = try await bench.run("paper", "all", "--draw-only")
      #expect(refused.code == 2, "\(refused)")
      #expect(refused.errors.contains("README.md exists and is no report of ours"), "\(refused)")
      #expect(try bench.contents() == before)
    }

    @Test(
      "a page of more finished runs stays, unless it is forced; the overview has what stands there")
    func fullerPage() async throws {
      let bench = try Workbench()
      let fuller = """
        <!-- Written by `spikelab paper`; changes are lost. -->

        # Of another machine

        ## What it shows

        | sweep | finished runs | runs |
        |---|---|---|
        | figure-4-mlp | 2 | 9 |

        ## Claims

        | claim | judged on | verdict | measured | criterion |
        |---|---|---|---|---|
        | It learns. | MLP | holds | 97 %. | more |

        """
      try bench.write(fuller, to: "Results/paper/figure-4-mlp.md")
      let command = ["paper", "figure-4", "--networks", "mlp", "--draw-only"]
      let outcome = try await bench.run(command)
      #expect(outcome.code == 0, "\(outcome)")
      #expect(
        outcome.output.contains(
          "page: the one in Results/paper stays, which has 2 finished runs; --force replaces it"))
      #expect(try bench.text("Results/paper/figure-4-mlp.md") == fuller)
      #expect(!bench.exists("Results/paper/figure-4-mlp.html"))
      let overview = try bench.text("Results/paper/README.md")
      #expect(overview.contains("| [Of another machine](figure-4-mlp.md) | 2 of 9 | 1 | 0 | 0 |"))
      #expect(overview.contains("- holds: It learns.  \n  MLP: 97 %."))

      // Nor is one where more is judged: of fewer seeds, or of what is not trained.
      let judged = fuller.replacing("figure-4-mlp | 2 | 9", with: "figure-4-mlp | 0 | 9")
      try bench.write(judged, to: "Results/paper/figure-4-mlp.md")
      let kept = try await bench.run(command)
      #expect(kept.output.contains("stays, which has 1 claim judged; --force"), "\(kept)")
      #expect(try bench.text("Results/paper/figure-4-mlp.md") == judged)

      let forced = try await bench.run(command + ["--force"])
      #expect(forced.code == 0, "\(forced)")
      #expect(try bench.text("Results/paper/figure-4-mlp.md").contains("| figure-4-mlp | 0 | 9 |"))
      // What is no overview of ours stays, and is no reason to refuse a figure.
      try bench.write("mine\n", to: "Results/paper/README.md")
      let beside = try await bench.run(command)
      #expect(beside.code == 0 && !beside.output.contains("overview:"), "\(beside)")
      #expect(try bench.text("Results/paper/README.md") == "mine\n")
    }

    @Test("files that are no pages stay, unless it is forced", arguments: ["html", "md", "csv"])
    func foreign(_ ending: String) async throws {
      let bench = try Workbench()
      try bench.write("mine\n", to: "Results/paper/figure-4.\(ending)")
      let outcome = try await bench.run("paper", "figure-4", "--draw-only")
      #expect(outcome.code == 2, "\(outcome)")
      #expect(outcome.errors.contains("figure-4.\(ending) exists and is no report of ours"))
      #expect(try bench.contents() == ["Results/paper/figure-4.\(ending)": Array("mine\n".utf8)])
      let forced = try await bench.run("paper", "figure-4", "--draw-only", "--force")
      #expect(forced.code == 0, "\(forced)")
      let again = try await bench.run("paper", "figure-4", "--draw-only")
      #expect(again.code == 0, "\(again)")
    }
  }
}

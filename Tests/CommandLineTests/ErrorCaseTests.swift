import Foundation
import Testing

extension CommandLineTests {
  /// Every case of every typed error is produced by some test.
  @Suite("Every kind of error is met")
  struct ErrorCaseTests {
    /// What shows that a case is met.
    enum Evidence {
      /// An example in the documents ends with a message that holds this.
      case example(String)
      /// A file of tests expects this.
      case test(String, String)
      /// Nothing a test can bring about, and why.
      case none(String)
    }

    static let evidence: [String: [String: Evidence]] = [
      "DataError": [
        "unreadable": .test("TensorFileFaultTests", ".unreadable("),
        "unwritable": .test("AtomicWriteTests", ".unwritable("),
        "alreadyExists": .example("exists; --overwrite replaces it"),
        "newerVersion": .test("CompatibilityTests", "DataError.newerVersion("),
        "malformed": .example("length: expected 47056 bytes for images"),
        "damaged": .example("it is damaged, or was changed"),
        "labelOutOfRange": .example("label 10 of sample 7 is outside 0 ..< 10"),
        "tensorMissing": .example("no tensor 'input'; it has"),
        "tensorUnexpected": .example("expected none, the network has fewer layers"),
        "tensorShape": .example("expected shape [20, 784], found [30, 784]"),
        "tooLarge": .test("LargeFileTests", "case .tooLarge(path, let shortage)"),
        "tensorType": .test("TraceCommandTests", "expected I32 values, found F32"),
        "inconsistent": .test("ImageDatasetTests", ".inconsistent("),
        "datasetNotFound": .example("data set 'mnist' not found; looked in"),
        "downloadFailed": .test("MNISTDownloadTests", ".downloadFailed("),
      ],
      "UnreadableArguments": ["": .test("RequestTests", "/proc is not mounted")],
      "NetworkError": [
        "steps": .test("NetworkSizeTests", "NetworkError.steps("),
        "inputShape": .test("NetworkSizeTests", "NetworkError.inputShape("),
        "units": .test("UnitNetworkTests", "NetworkError.units("),
        "layer": .example("network.layers[0]: a kernel of 40 × 40 is larger"),
      ],
      "LFPRuleError": [
        "count": .test("RuleRangeTests", "LFPRuleError.count("),
        "alpha": .test("RuleRangeTests", "LFPRuleError.alpha("),
        "epsilon": .test("RuleRangeTests", "LFPRuleError.epsilon("),
        "reward": .test("RuleRangeTests", "LFPRuleError.reward"),
      ],
      "ConfigFault.Kind": [
        "syntax": .example("broken.json:1:20"),
        "duplicateKey": .example("found the key again"),
        "unknownKey": .example("found an unknown key"),
        "inapplicableKey": .example("learning.slope: "),
        "missingKey": .example("found nothing, allowed a text"),
        "wrongType": .example("found the text \"one\", allowed a whole number"),
        "outOfRange": .example("found 1.5, allowed a number in (0, 1]"),
        "unknownValue": .example("did you mean \"subtract\"?"),
        "contradiction": .example("allowed it beside a validation set"),
        "unusableFile": .example("network.initialisation: there is no run in"),
        "unfitLayer": .example("network.layers[0]: a kernel of 40 × 40 is larger"),
        "override": .example("override network.beta: "),
      ],
      "FileError.Operation": [
        "open": .example("it is a symbolic link, and nothing in the folder of a run"),
        "read": .example("cannot read absent.json"),
        "write": .example("cannot write folder: it is a folder, not a file"),
        "createFolder": .example("cannot create the folder small.json: "),
        "remove": .test("ErrorCaseTests", "cannot remove "),
        "start": .none("what is started is this program itself, and /usr/bin/env"),
        "lock": .example("cannot lock "),
      ],
      "RunNameError": [
        "unknown": .test("RunsCommandTests", "no run is called 'zzz'"),
        "untrained": .example("is a config, and no run of it is in"),
        "ambiguous": .test("RunsCommandTests", "means 2 runs"),
      ],
      "RunFilterError": [
        "noFilter": .test("RunFilterTests", "'blue' is no filter, allowed is key=value"),
        "unknownKey": .example("no config has the key 'beta'"),
        "unknownValue": .example("did you mean \"lfp-epsilon\"?"),
        "measured": .test("RunFilterTests", "--sort test sorts runs by it"),
      ],
      "SweepColumnError": [
        "unknown": .example("nothing in this sweep varies under"),
        "seed": .test("SweepCommandTests", "a row is of up to 2 seeds together"),
      ],
      "RunError": [
        "done": .example("is done and stays as it is"),
        "running": .test("RunLockTests", "is at work on the run in"),
        "reserved": .example("has reserved the run in"),
        "lost": .test("LockWatchTests", "RunError.lost("),
        "begun": .example("was begun and is not finished"),
        "notARun": .example("is not a run: it holds no config.json"),
        "noCheckpoint": .example("has no checkpoint yet"),
        "noBest": .test("LongerRunTests", "training.keepBest=true keeps one"),
        "otherData": .example("was begun with other data"),
        "otherConfig": .example("is of the experiment"),
        "otherCheckpoint": .example("is not the checkpoint that the run ended with"),
        "unreadable": .example("it has 0 of the 1 epochs that the checkpoint has done"),
        "newer": .example("it has format 99, written by a newer version"),
      ],
      "ReportError": [
        "nothingToOverride": .test("ReportCommandTests", "changes sweep files and configs"),
        "noRuns": .example("empty holds no run that can be read"),
        "notRun": .example("no run of small.json is finished"),
        "foreign": .example("exists and is no report of ours"),
      ],
      "ExportError": [
        "unsupported": .test("ExportNIRTests", "is a max pool: NIR has average and sum pools only"),
        "foreign": .test("ExportCommandTests", "exists and is no \\(kind) of ours"),
      ],
      "StoredParametersFault": [
        "missing": .test("StoredParametersTests", "StoredParametersFault.missing("),
        "shape": .example("has shape [20, 784], and network.layers[0], which is to start"),
        "otherFile": .test("StoredParametersTests", "StoredParametersFault.otherFile("),
      ],
      "UnusableData": [
        "tooFew": .example("data.train asks for 60 images"),
        "nothingToTrainOn": .example("data.validation keeps 50 images back"),
      ],
      "LongerRunError": [
        "notMore": .test("LongerRunTests", "has 3 epochs already, and --epochs is 3"),
        "notDone": .test("LongerRunTests", "is not finished: `spikelab train` with --resume"),
        "schedule": .test("LongerRunTests", "spreads the learning rate over all 3 epochs"),
      ],
      "UnfitImage": [
        "noImages": .test("PredictCommandTests", "predict takes images, and this run's data set"),
        "size": .test("PredictCommandTests", "and the network reads 28 × 28"),
        "index": .test("PredictCommandTests", "has no image 15: its images are 0 to 14"),
        "single": .test("PredictCommandTests", "--index 0 is for IDX files"),
      ],
      "SlurmError": [
        "absent": .example("run this on a machine that submits to Slurm"),
        "refused": .test("ErrorCaseTests", "sbatch failed: no such partition"),
        "halving": .example("successive halving compares runs while they train"),
        "noTask": .test("ErrorCaseTests", "SLURM_ARRAY_TASK_ID is not set"),
      ],
      "NonFiniteNumber.Place": [
        "input": .test("NonFiniteTests", ".input(image:"),
        "parameter": .test("NonFiniteTests", ".parameter(\"weight\", layer:"),
        "membrane": .test("NonFiniteTests", ".membrane(layer:"),
        "objective": .test("NonFiniteTests", ".objective(let name"),
        "feedback": .test("NonFiniteTests", ".feedback(let found"),
        "movedParameter": .test("NonFiniteTests", ".movedParameter(\"bias\", layer: 4"),
        "movedMembrane": .test("NonFiniteTests", ".movedMembrane(let layer"),
        "moment": .test("NonFiniteTests", ".moment(layer:"),
      ],
      // Errors of one kind.
      "ConfigError": ["": .example("faults; nothing was run")],
      "VariantError": ["": .example("has no variant \"surogate\"")],
      "UnfetchableData": ["": .test("DataFaultTests", "what cannot be fetched is told")],
      "OtherImagesError": ["": .test("EvaluateCommandTests", "data set \\\"line\\\" has none")],
      "MisplacedRun": [
        "": .test("WrongTurnTests", "`spikelab runs compare` shows two runs side by side")
      ],
      "UnknownFigure": ["": .test("PaperCommandTests", "did you mean 'figure-a4'?")],
      "SampleOutOfRange": ["": .example("there is no test image 20")],
      "InsufficientMemory": ["": .example("this takes about")],
      "MemoryRefused": ["": .test("MemoryPeakTests", "error: memory ran out: 4096 MiB")],
      "TrainingDiverged": ["": .example("or leave such batches out by training.onNonFinite=warn")],
      "FileError": ["": .example("cannot read absent.json")],
      "ThreadError": ["": .test("EarlySignalTests", "error: cannot start a thread: ")],
      "UnreadableName": ["": .example("argument 4 is not UTF-8 text: runs-")],
      "NonFiniteNumber": ["": .test("NonFiniteTests", "(step 1): value 0 of training image 0")],
    ]

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()

    private static func sources(_ folder: String) throws -> [String: String] {
      let files = FileManager.default.enumerator(
        at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil)
      var texts: [String: String] = [:]
      for case let file as URL in try #require(files) where file.pathExtension == "swift" {
        texts[file.deletingPathExtension().lastPathComponent] = try String(
          contentsOf: file, encoding: .utf8)
      }
      return texts
    }

    /// The cases of the enumeration that a text begins with.
    private static func cases(in text: Substring) -> [String] {
      var names: [String] = []
      for line in text.split(separator: "\n").dropFirst() {
        if line.contains(#/^ *(public )?(var|func|static|init)\b/#) || line.contains(#/^ *}$/#) {
          break
        }
        guard let match = line.wholeMatch(of: #/ *case (\w+)[^:]*(?:\(.*\).*|=.*)?/#) else {
          continue
        }
        names.append(String(match.1))
      }
      return names
    }

    @Test("the table here has all of them")
    func complete() throws {
      let sources = try Self.sources("Sources").values.joined(separator: "\n")
      for (name, cases) in Self.evidence where cases[""] == nil {
        // `Outer.Inner` stands somewhere behind the beginning of `Outer`.
        var rest = sources[...]
        for part in name.split(separator: ".") {
          let start = try Regex("public (enum|struct) \(part): ")
          rest = rest[try #require(rest.firstMatch(of: start), "\(name)").range.lowerBound...]
        }
        #expect(Set(Self.cases(in: rest)) == Set(cases.keys), "\(name)")
      }
      // Whatever conforms to UserError, or is turned into one.
      let kinds = sources.matches(of: #/(?:struct|enum|extension) (\w+): UserError/#)
      #expect(kinds.count > 12)
      for kind in kinds {
        #expect(Self.evidence[String(kind.1)] != nil, "\(kind.1)")
      }
    }

    @Test("each is met")
    func met() throws {
      let shown = try ErrorExample.all().map { $0.message.joined(separator: "\n") }
      let tests = try Self.sources("Tests")
      for (name, cases) in Self.evidence {
        for (kind, evidence) in cases {
          switch evidence {
          case .example(let part):
            #expect(shown.contains { $0.contains(part) }, "\(name).\(kind)")
          case .test(let file, let part):
            let count = tests[file]?.ranges(of: part).count ?? 0
            // This file names what it expects in the table, too.
            #expect(count > (file == "ErrorCaseTests" ? 1 : 0), "\(name).\(kind)")
          case .none(let reason): #expect(!reason.isEmpty)
          }
        }
      }
    }

    @Test("a file that cannot be removed is named")
    func remove() async throws {
      let bench = try Workbench(config: smallConfig())
      let run = try runFolder(smallConfig())
      try bench.write("", to: "\(run)/checkpoint.safetensors/file")
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 1)
      #expect(
        outcome.errors.hasPrefix("error: cannot remove \(run)/checkpoint.safetensors: "),
        "\(outcome)")
    }

    @Test("what Slurm refuses is told in its words")
    func refused() async throws {
      let bench = try Workbench(config: smallConfig())
      try bench.write(
        #"{ "name": "s", "base": "small.json", "grid": { "seed": [0] } }"#, to: "s.json")
      let outcome = try await bench.script([
        "mkdir slurm", #"printf '#!/bin/sh\necho MaxArraySize = 100\n' > slurm/scontrol"#,
        #"printf '#!/bin/sh\n' > slurm/squeue"#,
        #"printf '#!/bin/sh\necho no such partition >&2\nexit 1\n' > slurm/sbatch"#,
        "chmod +x slurm/*", "PATH=$PWD/slurm:$PATH spikelab sweep run s.json --launcher slurm",
      ])
      #expect(outcome.code == 1)
      #expect(outcome.messages == ["error: sbatch failed: no such partition"], "\(outcome)")
    }

    @Test("a task outside of a job array says so")
    func task() async throws {
      let bench = try Workbench()
      try bench.write(
        #"{ "format": 1, "root": "runs", "threads": 1, "retriesFailed": false, "tasks": [["x"]] }"#,
        to: "batch.json")
      let outcome = try await bench.run("sweep", "task", "batch.json")
      #expect(outcome.code == 2)
      #expect(
        outcome.messages == [
          "error: batch.json: this is for job arrays: SLURM_ARRAY_TASK_ID is not set"
        ], "\(outcome)")
    }
  }
}

import Foundation
import Testing

extension CommandLineTests {
  @Suite("Exporting")
  struct ExportCommandTests {
    private static func trained() async throws -> (bench: Workbench, run: String) {
      let bench = try Workbench()
      let run = try await bench.train(
        """
        { "name": "net", "data": { "dataset": "digits", "train": 60, "validation": 20, "test": 20 },
          "network": { "steps": 5, "reset": "zero", "layers": [ { "dense": 12 }, "lif", { "dense": 10 }, "lif" ] },
          "training": { "epochs": 2, "batchSize": 20, "keepBest": true } }
        """)
      return (bench, run)
    }

    @Test("the same run leaves the same bytes, the run stays as it is, and folders are made")
    func files() async throws {
      let (bench, run) = try await Self.trained()
      let before = try bench.contents(of: run)
      for place in ["one", "two"] {
        let outcome = try await bench.run(
          "export", "net", "--snntorch", "\(place)/model.py", "--nir", "\(place)/net.nir")
        #expect(outcome.code == 0, "\(outcome)")
        #expect(outcome.output == "wrote \(place)/model.py\nwrote \(place)/net.nir\n")
      }
      #expect(try bench.contents(of: "one") == bench.contents(of: "two"))
      #expect(try bench.contents(of: run) == before)
      #expect(try bench.text("one/model.py").hasPrefix("# Made by spikelab export "))
    }

    @Test("files of an export are replaced, others only with --force")
    func replacing() async throws {
      let (bench, _) = try await Self.trained()
      let command = ["export", "net", "--snntorch", "model.py", "--nir", "net.nir"]
      #expect(try await bench.run(command).code == 0)
      let first = try bench.contents()
      #expect(try await bench.run(command).code == 0)
      #expect(try bench.contents() == first)
      for (name, kind) in [("model.py", "Python module"), ("net.nir", "NIR file")] {
        // One begins as an HDF5 file does.
        let mine: [UInt8] = [0x89] + Array("HDF\r\n\u{1a}\n mine".utf8)
        try bench.write(mine, to: name)
        let before = try bench.contents()
        let refused = try await bench.run(command)
        #expect(refused.code == 2, "\(refused)")
        #expect(
          refused.messages == [
            "error: \(name) exists and is no \(kind) of ours; choose another name, or --force replaces it"
          ])
        #expect(try bench.contents() == before)
        #expect(try await bench.run(command + ["--force"]).code == 0)
        #expect(try bench.contents() == first)
      }
      let folder = try await bench.run("export", "net", "--nir", "Results", "--force")
      #expect(folder.code == 2, "\(folder)")
      #expect(folder.errors.contains("it is a folder, not a file"))
    }

    @Test("--best takes the checkpoint of the best validation accuracy")
    func best() async throws {
      let (bench, run) = try await Self.trained()
      let outcome = try await bench.run("export", "net", "--best", "--snntorch", "model.py")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(
        try bench.text("model.py").contains("CHECKPOINT = \"\(run)/best.safetensors\""))
    }

    @Test("names and folders of strangers stay texts, and files stay where they belong")
    func hostileNames() async throws {
      let bench = try Workbench()
      let name = #"../../x\"\"\"\\ import os #é"#
      try bench.write(
        """
        { "name": "\(name)", "data": { "dataset": "digits", "train": 20, "test": 10 },
          "network": { "steps": 3, "reset": "zero", "layers": [ { "dense": 10 }, "lif" ] },
          "training": { "epochs": 1, "batchSize": 20 } }
        """, to: "net.json")
      let folder = "ru\"ns' \\é"
      let trained = try await bench.run("train", "net.json", "--quiet", "--runs", folder)
      #expect(trained.code == 0, "\(trained)")
      let run = try #require(trained.output.split(separator: "\n").last.map(String.init))
      let outcome = try await bench.run(
        "export", run, "--snntorch", "model.py", "--nir", "net.nir", "--tensorboard", "board")
      #expect(outcome.code == 0, "\(outcome)")
      let hash = try #require(run.split(separator: "/").last?.prefix(8))
      let files = try bench.contents().keys.filter { !$0.hasPrefix(folder) }
      #expect(
        files.sorted() == [
          "board/.._.._x_____import_os___-\(hash)/events.out.tfevents.spikelab", "model.py",
          "net.json",
          "net.nir",
        ])
      guard let python = PeerPython.program else { return }
      let code = """
        import ast
        tree = ast.parse(open("model.py").read())
        imports = [n.names[0].name for n in tree.body if isinstance(n, ast.Import)]
        value = next(n.value.value for n in tree.body if isinstance(n, ast.Assign))
        print(imports, value == open("expected").read())
        """
      try bench.write("\(run)/checkpoint.safetensors", to: "expected")
      let parsed = try await bench.start(["-c", code], program: python).outcome()
      #expect(parsed.output == "['snntorch', 'torch'] True\n", "\(parsed)")
    }

    @Test("nothing to write, no such run, and no checkpoint are told")
    func faults() async throws {
      let bench = try Workbench(config: smallConfig())
      for (arguments, code, message) in [
        (["net"], Int32(2), "Error: name what to write: --snntorch, --nir or --tensorboard"),
        (["net", "--nir", "a.nir"], 2, "no run is called 'net'"),
        ([], 2, "<run>"),
      ] {
        let outcome = try await bench.run(["export"] + arguments)
        #expect(outcome.code == code && outcome.errors.contains(message), "\(outcome)")
      }
      let trained = try await bench.run("train", "small.json", "--output", "runs")
      #expect(trained.code == 0, "\(trained)")
      let run = try runFolder(smallConfig())
      try FileManager.default.removeItem(atPath: bench("\(run)/checkpoint.safetensors"))
      let outcome = try await bench.run("export", run, "--nir", "a.nir")
      #expect(outcome.code == 1 && outcome.errors.contains("has no checkpoint yet"), "\(outcome)")
    }
  }
}

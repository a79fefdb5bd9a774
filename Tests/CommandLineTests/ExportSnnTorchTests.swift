import SpikeFiles
import Testing

extension CommandLineTests {
  /// An exported module gives the spikes that SpikeLab gives.
  ///
  /// Sums in another order may round to the other side of a threshold, and one such spike changes all that
  /// follow. So the first difference of each image must be of a neuron within 1e-4 of its threshold;
  /// whatever else differs follows from it. At most one image in a hundred may have any difference, and no
  /// answer may. In all other images membranes agree to 1e-5 of the layer's largest, which a decay that is
  /// off by as much does not pass.
  @Suite("Exporting to snnTorch")
  struct ExportSnnTorchTests {
    /// Networks that are exported, by name.
    static let networks: [String: String] = [
      "dense": """
      { "name": "net", "data": { "dataset": "digits", "train": 2000, "test": 20 },
        "network": { "steps": 25, "layers": [ { "dense": 60 }, "lif", { "dense": 30 }, "lif", { "dense": 10 }, "lif" ] },
        "training": { "epochs": 2, "batchSize": 20 } }
      """,
      "convolutions, reset to zero": """
      { "name": "net", "data": { "dataset": "digits", "train": 400, "test": 20, "pixels": [0, 1] },
        "network": { "steps": 12, "reset": "zero", "threshold": 0.8, "initialisation": { "firingRate": 0.15 },
          "layers": [ { "conv2d": { "channels": 4, "kernel": 5, "stride": 2, "padding": 1 } }, "lif",
            { "maxPool": 2 }, { "dropout": 0.2 },
            { "conv2d": { "channels": 6, "kernel": 3, "bias": false } }, { "averagePool": 2 }, { "lif": { "beta": 0.5 } },
            "flatten", { "dense": 10 }, "lif" ] },
        "training": { "epochs": 1, "batchSize": 20 } }
      """,
      "recurrent, synaptic, learnt": """
      { "name": "net", "data": { "dataset": "digits", "train": 400, "test": 20 },
        "network": { "steps": 12, "initialisation": { "firingRate": 0.15 }, "layers": [
          { "dense": 30 }, { "lif": { "recurrent": "all-to-all" } },
          { "dense": 20 }, { "lif": { "recurrent": "one-to-one", "synapticDecay": 0.5 } },
          { "dense": 20 }, { "lif": { "recurrent": "all-to-all", "synapticDecay": 0.7 } },
          { "dense": 20 }, { "lif": { "recurrent": "one-to-one" } },
          { "dense": 16 }, { "lif": { "learn": ["beta", "threshold"], "per": "neuron" } },
          { "dense": 10 }, { "lif": { "synapticDecay": 0.3, "learn": ["beta"] } } ] },
        "learning": { "rule": "surrogate" }, "training": { "epochs": 1, "batchSize": 20 } }
      """,
      "latency, no reset, constants of a grid": """
      { "name": "net", "data": { "dataset": "digits", "train": 400, "test": 20,
          "normalization": { "mean": [0.1], "deviation": [0.4] } },
        "encoding": "latency",
        "network": { "steps": 12, "reset": "none", "initialisation": { "firingRate": 0.15 }, "layers": [
          { "conv2d": { "channels": 3, "kernel": 6, "stride": 3 } },
          { "lif": { "learn": ["beta", "threshold"], "per": "neuron" } }, { "averagePool": 2 },
          { "dense": { "units": 10, "bias": false } }, { "lif": { "beta": 0.7 } } ] },
        "learning": { "rule": "surrogate" }, "training": { "epochs": 1, "batchSize": 20 } }
      """,
    ]

    @Test(
      "its spikes of 500 images are ours, layer by layer, and its counts are those of evaluate",
      .enabled(if: PeerPython.hasSnnTorch, PeerPython.missing), arguments: networks.keys.sorted())
    func spikes(_ name: String) async throws {
      let bench = try Workbench()
      let run = try await bench.train(try #require(Self.networks[name]))
      let files = try await bench.makeImages()
      let outcome = try await bench.run("export", "net", "--snntorch", "model.py")
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
      #expect(outcome.output == "wrote model.py\n")
      let found = try await PeerPython.run(
        "peer_spikes.py",
        [
          "snntorch", RunningCommand.executable.path, "\(run)/config.json",
          "\(run)/checkpoint.safetensors", "model.py", files.images,
        ], in: bench)
      try expectSame(found, name)
      #expect(try #require(found["membrane"]?.double) < 1e-5, "\(name)")
      let counts = try #require(found["counts"]?.lists(\.integer))
      let expected = try await bench.outputs(of: run, files)
      let different = zip(counts, expected).count { $0 != $1 }
      #expect(counts.count == 500 && expected.count == 500)
      #expect(different <= 5, "\(name): output counts of \(different) images")
    }

    @Test(
      "its spikes of 500 streams of events are ours",
      .enabled(if: PeerPython.hasSnnTorch, PeerPython.missing))
    func events() async throws {
      let bench = try Workbench()
      let run = try await bench.train(
        """
        { "name": "net", "data": { "dataset": "digit-order", "train": 100, "test": 20 }, "encoding": "events",
          "network": { "steps": 10, "threshold": 0.2,
            "layers": [ { "conv2d": { "channels": 3, "kernel": 3 } }, "lif", { "dense": 2 }, "lif" ] },
          "training": { "epochs": 1, "batchSize": 20 } }
        """)
      let outcome = try await bench.run("export", "net", "--snntorch", "model.py")
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
      let found = try await PeerPython.run(
        "peer_spikes.py",
        [
          "snntorch", RunningCommand.executable.path, "\(run)/config.json",
          "\(run)/checkpoint.safetensors", "model.py", "events:1,14,14",
        ], in: bench)
      try expectSame(found, "events")
      #expect(try #require(found["membrane"]?.double) < 1e-5)
      // The comparison is as strict as it says.
      let module = try bench.text("model.py")
      try bench.write(module.replacing("beta=0.9", with: "beta=0.90001"), to: "other.py")
      let other = try await PeerPython.run(
        "peer_spikes.py",
        [
          "snntorch", RunningCommand.executable.path, "\(run)/config.json",
          "\(run)/checkpoint.safetensors", "other.py", "events:1,14,14",
        ], in: bench)
      #expect(try #require(other["membrane"]?.double) > 1e-5)
    }

    @Test(
      "a network without spikes gives the same logits",
      .enabled(if: PeerPython.hasSnnTorch, PeerPython.missing))
    func units() async throws {
      let bench = try Workbench()
      let run = try await bench.train(
        """
        { "name": "net", "data": { "dataset": "digits", "train": 400, "test": 20 },
          "network": { "layers": [ { "conv2d": { "channels": 4, "kernel": 5 } }, "relu", { "maxPool": 2 },
            { "dense": 12 }, "relu", { "dense": 10 } ] },
          "learning": { "rule": "gradient" }, "training": { "epochs": 1, "batchSize": 20 } }
        """)
      let files = try await bench.makeImages()
      let outcome = try await bench.run("export", "net", "--snntorch", "model.py")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(try !bench.text("model.py").contains("snntorch as snn"))
      let found = try await PeerPython.run(
        "peer_spikes.py",
        [
          "snntorch", RunningCommand.executable.path, "\(run)/config.json",
          "\(run)/checkpoint.safetensors", "model.py", files.images,
        ], in: bench)
      #expect(try #require(found["largest"]?.double) < 1e-4)
      #expect(found["answers"]?.integer == 0)
    }

    @Test("what snnTorch has no words for is named, and nothing is written")
    func unsupported() async throws {
      for (layer, message) in [
        (
          #"{ "lif": { "adaptation": { "decay": 0.9, "strength": 0.2 } } }"#,
          "error: network.layers[1] has an adaptive threshold: snnTorch 1.0 has no such neurons"
        ),
        (
          #"{ "lif": { "synapticDecay": 0.5, "reset": "zero" } }"#,
          "error: network.layers[1] resets recurrent or synaptic neurons to zero: snnTorch 1.0 leaves out "
            + "what such a neuron receives in the step of its reset, SpikeLab does not"
        ),
      ] {
        let bench = try Workbench()
        _ = try await bench.train(
          """
          { "name": "net", "data": { "dataset": "digits", "train": 40, "test": 20 },
            "network": { "steps": 5, "layers": [ { "dense": 8 }, \(layer), { "dense": 10 }, "lif" ] },
            "training": { "epochs": 1, "batchSize": 20 } }
          """)
        let before = try bench.contents()
        let outcome = try await bench.run("export", "net", "--snntorch", "model.py")
        #expect(outcome.code == 2, "\(outcome)")
        #expect(outcome.messages == [message])
        #expect(try bench.contents() == before)
      }
    }

    @Test("spikes that are drawn at random are said to be others")
    func rate() async throws {
      let bench = try Workbench()
      _ = try await bench.train(
        """
        { "name": "net", "data": { "dataset": "digits", "train": 40, "test": 20 }, "encoding": "rate",
          "network": { "steps": 5, "layers": [ { "dense": 10 }, "lif" ] },
          "training": { "epochs": 1, "batchSize": 20 } }
        """)
      let outcome = try await bench.run("export", "net", "--snntorch", "folder/model.py")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.errors.contains("rate encoding draws at random"), "\(outcome)")
      #expect(try bench.text("folder/model.py").contains("torch.bernoulli(x)"))
    }
  }

  /// See ``ExportSnnTorchTests``.
  static func expectSame(_ found: JSONValue, _ name: String) throws {
    #expect(try #require(found["spikes"]?.integer) > 1000, "\(name)")
    #expect(found["unexplained"]?.integer == 0, "\(name): \(found.brief)")
    let images = try #require(found["images"]?.integer)
    #expect(images <= 5, "\(name): \(images) images, \(found["different"]?.integer ?? -1) spikes")
    #expect(found["answers"]?.integer == 0, "\(name)")
  }
}

private func expectSame(_ found: JSONValue, _ name: String) throws {
  try CommandLineTests.expectSame(found, name)
}

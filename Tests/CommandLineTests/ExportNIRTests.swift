import SpikeFiles
import Testing

extension CommandLineTests {
  @Suite("Exporting to NIR")
  struct ExportNIRTests {
    /// Networks whose neurons are reset to zero, as NIR's are; with the nodes that come of them.
    static let networks: [(config: String, nodes: [String])] = [
      (
        """
        { "name": "net", "data": { "dataset": "digits", "train": 1000, "test": 20 },
          "network": { "steps": 15, "reset": "zero", "initialisation": { "firingRate": 0.15 },
            "layers": [ { "dense": 40 }, { "lif": { "beta": 0.85, "threshold": 0.7 } },
              { "dense": { "units": 20, "bias": false } }, "lif", { "dense": 10 }, "lif" ] },
          "training": { "epochs": 1, "batchSize": 20 } }
        """,
        [
          "input Input",
          "layer_2_dense Affine",
          "layer_3_lif LIF",
          "layer_4_dense Linear",
          "layer_5_lif LIF",
          "layer_6_dense Affine",
          "layer_7_lif LIF",
          "output Output",
        ]
      ),
      (
        """
        { "name": "net", "data": { "dataset": "digits", "train": 400, "test": 20 },
          "network": { "steps": 10, "reset": "zero", "initialisation": { "firingRate": 0.15 }, "layers": [
            { "conv2d": { "channels": 4, "kernel": 5, "stride": 2, "padding": 1 } }, { "averagePool": 2 }, "lif",
            { "dropout": 0.2 }, { "conv2d": { "channels": 6, "kernel": 3, "bias": false } }, "lif",
            { "averagePool": 2 }, "flatten", { "dense": 10 }, "lif" ] },
          "training": { "epochs": 1, "batchSize": 20 } }
        """,
        [
          "input Input",
          "layer_01_conv2d Conv2d",
          "layer_02_average_pool AvgPool2d",
          "layer_03_lif LIF",
          "layer_05_conv2d Conv2d",
          "layer_06_lif LIF",
          "layer_07_average_pool AvgPool2d",
          "layer_08_flatten Flatten",
          "layer_09_dense Affine",
          "layer_10_lif LIF",
          "output Output",
        ]
      ),
      (
        """
        { "name": "net", "data": { "dataset": "digits", "train": 400, "test": 20 },
          "network": { "steps": 10, "reset": "zero", "initialisation": { "firingRate": 0.15 }, "layers": [
            { "dense": 30 }, { "lif": { "synapticDecay": 0.6 } },
            { "dense": 20 }, { "lif": { "learn": ["beta", "threshold"] } },
            { "dense": 10 }, "lif" ] },
          "learning": { "rule": "surrogate" }, "training": { "epochs": 1, "batchSize": 20 } }
        """,
        [
          "input Input",
          "layer_2_dense Affine",
          "layer_3_lif CubaLIF",
          "layer_4_dense Affine",
          "layer_5_lif LIF",
          "layer_6_dense Affine",
          "layer_7_lif LIF",
          "output Output",
        ]
      ),
      // A decay for each neuron, in a grid too.
      (
        """
        { "name": "net", "data": { "dataset": "digits", "train": 400, "test": 20 },
          "network": { "steps": 10, "reset": "zero", "initialisation": { "firingRate": 0.15 }, "layers": [
            { "conv2d": { "channels": 3, "kernel": 6, "stride": 3 } }, { "lif": { "learn": ["beta"], "per": "neuron" } },
            { "dense": 10 }, { "lif": { "learn": ["beta"], "per": "neuron" } } ] },
          "learning": { "rule": "surrogate" }, "training": { "epochs": 1, "batchSize": 20 } }
        """,
        [
          "input Input",
          "layer_1_conv2d Conv2d",
          "layer_2_lif LIF",
          "layer_3_flatten Flatten",
          "layer_4_dense Affine",
          "layer_5_lif LIF",
          "output Output",
        ]
      ),
      (
        """
        { "name": "net", "data": { "dataset": "digits", "train": 400, "test": 20 },
          "network": { "steps": 12, "reset": "zero", "initialisation": { "firingRate": 0.15 }, "layers": [
            { "dense": 30 }, { "lif": { "recurrent": "all-to-all" } },
            { "dense": 20 }, { "lif": { "recurrent": "one-to-one", "threshold": 0.9 } },
            { "dense": { "units": 20, "bias": false } }, { "lif": { "recurrent": "all-to-all", "synapticDecay": 0.5 } },
            { "dense": 10 }, "lif" ] },
          "learning": { "rule": "surrogate" }, "training": { "epochs": 1, "batchSize": 20 } }
        """,
        [
          "input Input",
          "layer_2_dense Affine",
          "layer_3_lif NIRGraph",
          "layer_4_dense Affine",
          "layer_5_lif NIRGraph",
          "layer_6_dense Affine",
          "layer_7_lif NIRGraph",
          "layer_8_dense Affine",
          "layer_9_lif LIF",
          "output Output",
        ]
      ),
    ]

    @Test(
      "nir reads the graph, and every number is what it must be",
      .enabled(if: PeerPython.readsNIR, PeerPython.missing), arguments: networks.indices)
    func reading(_ index: Int) async throws {
      let network = Self.networks[index]
      let bench = try Workbench()
      let run = try await bench.train(network.config)
      let outcome = try await bench.run("export", "net", "--nir", "net.nir")
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
      expectGraph(
        try await PeerPython.run(
          "peer_spikes.py",
          [
            "nir-file", RunningCommand.executable.path, "\(run)/config.json",
            "\(run)/checkpoint.safetensors", "net.nir",
          ], in: bench), of: network.nodes)
    }

    /// What nir has read.
    private func expectGraph(_ found: JSONValue, of network: [String]) {
      let nodes = found["nodes"]?.object?.members ?? []
      #expect(nodes.map { "\($0.key) \($0.value.string ?? "")" }.sorted() == network.sorted())
      let names = network.map { $0.split(separator: " ").map(String.init)[0] }
      #expect(found["edges"]?.lists(\.string) == zip(names, names.dropFirst()).map { [$0, $1] })
      #expect(found["reset"]?.string == "zero")
      #expect(found["datasets"]?.integer ?? 0 > 20)
    }

    @Test(
      "snnTorch and SpikingJelly spike as we do by the graph that nir reads",
      .enabled(if: PeerPython.hasNIR, PeerPython.missing), arguments: networks.indices)
    func spikes(_ index: Int) async throws {
      let network = Self.networks[index]
      let bench = try Workbench()
      let run = try await bench.train(network.config)
      let files = try await bench.makeImages()
      let outcome = try await bench.run("export", "net", "--nir", "net.nir")
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
      let found = try await PeerPython.run(
        "peer_spikes.py",
        [
          "nir", RunningCommand.executable.path, "\(run)/config.json",
          "\(run)/checkpoint.safetensors", "net.nir", files.images,
        ], in: bench)
      expectGraph(found, of: network.nodes)
      try expectSame(try #require(found["snntorch"]), "snnTorch, network \(index)")
      if let jelly = found["spikingjelly"] {
        try expectSame(jelly, "SpikingJelly, network \(index)")
      }
    }

    @Test(
      "a reset by subtraction is warned of, stands in the metadata, and is read as another",
      .enabled(if: PeerPython.hasNIR, PeerPython.missing))
    func subtraction() async throws {
      let bench = try Workbench()
      let run = try await bench.train(
        Self.networks[0].config.replacing("\"reset\": \"zero\", ", with: ""))
      let files = try await bench.makeImages()
      let outcome = try await bench.run("export", "net", "--nir", "net.nir")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(
        outcome.messages.count == 1 && outcome.errors.hasPrefix("NIR knows one reset, to zero"))
      let found = try await PeerPython.run(
        "peer_spikes.py",
        [
          "nir", RunningCommand.executable.path, "\(run)/config.json",
          "\(run)/checkpoint.safetensors", "net.nir", files.images,
        ], in: bench)
      #expect(found["reset"]?.string == "subtract")
      // Else the warning would be for nothing.
      #expect(try #require(found["snntorch"]?["images"]?.integer) > 400)
    }

    @Test(
      "what NIR has no words for is named, and nothing is written",
      arguments: [
        (
          #"{ "conv2d": { "channels": 2, "kernel": 5 } }, "lif", { "maxPool": 2 }"#,
          "network.layers[2] is a max pool: NIR has average and sum pools only"
        ),
        (
          #"{ "dense": 8 }, { "lif": { "adaptation": { "decay": 0.9, "strength": 0.2 } } }"#,
          "network.layers[1] has an adaptive threshold: NIR has no such neurons"
        ),
        (
          #"{ "dense": 8 }, { "lif": { "reset": "none" } }"#,
          "network.layers[1] has neurons without a reset: NIR's neurons are reset by every spike"
        ),
        (
          #"{ "dense": 8 }, { "lif": { "beta": 1 } }"#,
          "network.layers[1] has neurons that do not leak (beta 1): NIR's LIF has a finite time constant"
        ),
        (
          #"{ "dense": 8 }, "lif", { "conv2d": { "channels": 8, "kernel": 1 } }, "lif""#,
          "network.layers[2] is a convolution of a list of neurons: NIR has nothing that makes a grid of a list"
        ),
      ])
    func unsupported(layers: String, message: String) async throws {
      let bench = try Workbench()
      _ = try await bench.train(
        """
        { "name": "net", "data": { "dataset": "digits", "train": 40, "test": 20 },
          "network": { "steps": 5, "reset": "zero", "layers": [ \(layers), { "dense": 10 }, "lif" ] },
          "training": { "epochs": 1, "batchSize": 20 } }
        """)
      let before = try bench.contents()
      for more in [[], message.contains("pool") ? ["--snntorch", "m.py"] : []] {
        // The module could be written, and is not: a command does all of it or nothing.
        let outcome = try await bench.run(["export", "net", "--nir", "net.nir"] + more)
        #expect(outcome.code == 2, "\(outcome)")
        #expect(outcome.messages == ["error: \(message)"])
      }
      #expect(try bench.contents() == before)
    }

    @Test("a graph that takes more memory than allowed is refused with the estimate")
    func memory() async throws {
      let bench = try Workbench()
      _ = try await bench.train(
        """
        { "name": "net", "data": { "dataset": "digits", "train": 20, "test": 10 },
          "network": { "steps": 2, "layers": [
            { "dense": 4000 }, { "lif": { "recurrent": "one-to-one" } }, { "dense": 10 }, "lif" ] },
          "training": { "epochs": 1, "batchSize": 20 } }
        """)
      // A module takes no more than the network itself; a weight for each neuron is a matrix in NIR.
      let limit = ["--memory-limit", "250MB"]
      #expect(try await bench.run(["export", "net", "--snntorch", "net.py"] + limit).code == 0)
      let outcome = try await bench.run(["export", "net", "--nir", "net.nir"] + limit)
      #expect(outcome.code == 1, "\(outcome)")
      #expect(outcome.errors.contains("250.00 MB are allowed by --memory-limit"), "\(outcome)")
      #expect(!bench.exists("net.nir"))
      #expect(
        try await bench.run("export", "net", "--nir", "net.nir", "--memory-limit", "1GB").code == 0)
    }

    @Test("units are refused")
    func units() async throws {
      let bench = try Workbench()
      _ = try await bench.train(
        """
        { "name": "net", "data": { "dataset": "digits", "train": 40, "test": 20 },
          "network": { "layers": [ { "dense": 8 }, "relu", { "dense": 10 } ] },
          "learning": { "rule": "gradient" }, "training": { "epochs": 1, "batchSize": 20 } }
        """)
      let outcome = try await bench.run("export", "net", "--nir", "net.nir")
      #expect(outcome.code == 2, "\(outcome)")
      #expect(
        outcome.messages == [
          "error: network.layers[1] is made of rectified linear units: NIR has spiking neurons only"
        ])
    }
  }
}

private func expectSame(_ found: JSONValue, _ name: String) throws {
  try CommandLineTests.expectSame(found, name)
}

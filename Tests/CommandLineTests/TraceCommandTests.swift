import Foundation
import SpikeFiles
import SpikeSim
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("Tracing")
  struct TraceTests {
    /// A workbench with `trace.json` and `in.safetensors`.
    private func bench(
      _ golden: Golden, changing change: (inout TensorFile) -> Void = { _ in }
    ) throws -> Workbench {
      let network = try GoldenNetwork(golden.name)
      let bench = try Workbench()
      try bench.write(golden.config(network), to: "trace.json")
      var file = network.file
      change(&file)
      try bench.write(file.encoded(), to: "in.safetensors")
      return bench
    }

    private static let command = [
      "trace", "trace.json", "--tensors", "in.safetensors", "--output", "out.safetensors",
    ]

    @Test("a golden file's membranes, spikes and feedback come out", arguments: goldens)
    func golden(_ golden: Golden) async throws {
      let expected = try GoldenNetwork(golden.name).file
      let bench = try bench(golden)
      let outcome = try await bench.run(Self.command)
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.errors.isEmpty)
      let found = try TensorFile(reading: bench("out.safetensors"))

      let before = try bench.contents()
      let again = try await bench.run(Self.command)
      #expect(again.code == 2, "\(again)")
      #expect(again.messages == ["error: out.safetensors exists; --overwrite replaces it"])
      #expect(try bench.contents() == before)
      #expect(try await bench.run(Self.command + ["--overwrite"]).code == 0)
      #expect(try bench.contents() == before)

      let inputs = expected.names.filter { $0.hasPrefix("layers.") } + ["input", "labels"]
      let layers = expected.names.count { $0.hasPrefix("membrane.") }
      let results = expected.names.filter { !inputs.contains($0) && $0 != "output_spikes" }
      let spikes = (0..<layers).map { "spikes.\($0)" }
      #expect(found.names == (results + spikes).sorted())
      for name in results {
        let reference = try expected.tensor(name)
        let values = try found.floats(name, shape: reference.shape)
        if name.hasPrefix("membrane.") {
          let differences = zip(values, try expected.floats(name)).map { abs($0 - $1) }
          #expect(differences.allSatisfy { $0 <= 1e-5 }, "\(name)")
        } else {
          #expect(relativeDifference(values, try expected.floats(name)) < 1e-4, "\(name)")
        }
      }
      for layer in 0..<layers {
        let membrane = try expected.tensor("membrane.\(layer)")
        let found = try found.floats("spikes.\(layer)", shape: membrane.shape)
        // θ is 1 in all of them; no membrane of theirs is so near to it that rounding decides.
        #expect(found == (try expected.floats("membrane.\(layer)")).map { $0 > 1 ? 1 : 0 })
      }
      #expect(
        try found.floats("spikes.\(layers - 1)") == expected.floats("output_spikes"))
    }

    @Test(
      "a golden file of recurrent, synaptic or learnt neurons or of events comes out",
      arguments: stepwiseGoldens)
    func goldenStepwise(_ golden: Golden) async throws {
      let network = try GoldenNetwork(golden.name)
      let expected = network.file
      let bench = try bench(golden) { file in
        // The file of LFP has no recurrent bias.
        for (name, tensor) in network.parameters.named where file[name] == nil {
          file.set(name, shape: tensor.shape, tensor.rowMajor)
        }
      }
      let outcome = try await bench.run(Self.command)
      #expect(outcome.code == 0, "\(outcome)")
      let found = try TensorFile(reading: bench("out.safetensors"))
      let results = expected.names.filter {
        !$0.hasPrefix("layers.") && $0 != "input" && $0 != "labels"
      }
      for name in results {
        let reference = try expected.floats(name)
        let values = try found.floats(name, shape: try expected.tensor(name).shape)
        // A number for all neurons of a layer is compared with the largest of its kind, see
        // GoldenGradientTests.
        let isConstant = name.hasSuffix(".beta") || name.hasSuffix(".threshold")
        let bound: Float = isConstant ? 1e-3 : name.hasPrefix("spikes") ? 0 : 1e-4
        #expect(relativeDifference(values, reference) <= bound, "\(name)")
      }
      for (name, tensor) in network.parameters.named {
        let kind = expected.names.contains("loss") ? "gradient" : "feedback"
        let direction = name.replacing("layers.", with: "\(kind).")
        #expect(try found.tensor(direction).shape == tensor.shape)
      }
    }

    @Test("a golden file's logits and feedback come out", arguments: unitGoldens)
    func goldenUnits(_ golden: Golden) async throws {
      let expected = try GoldenNetwork(golden.name).file
      let bench = try bench(golden)
      let outcome = try await bench.run(Self.command)
      #expect(outcome.code == 0, "\(outcome)")
      let found = try TensorFile(reading: bench("out.safetensors"))
      let results = expected.names.filter {
        !$0.hasPrefix("layers.") && $0 != "input" && $0 != "labels"
      }
      let connections = expected.names.count { $0.hasPrefix("layers.") } / 2
      #expect(found.names == (results + (0..<connections - 1).map { "units.\($0)" }).sorted())
      for name in results {
        let values = try found.floats(name, shape: try expected.tensor(name).shape)
        #expect(relativeDifference(values, try expected.floats(name)) < 1e-5, "\(name)")
      }
    }

    @Test(
      "every rule, loss, reset and encoding leaves tensors of the layers' shapes",
      arguments: [
        (#"{ "rule": "lfp-epsilon", "denominator": "signed" }"#, "subtract", "constant"),
        (#"{ "rule": "lfp-0", "reward": "sign" }"#, "zero", "constant"),
        (#"{ "rule": "lfp-alpha-beta", "reward": "logistic" }"#, "none", "rate"),
        (
          #"{ "rule": "lfp-alpha-beta", "membrane": "contribution", "normalization": "step" }"#,
          "zero", "latency"
        ),
        (#"{ "rule": "lfp-z-plus-z-minus", "normalization": "largest" }"#, "subtract", "latency"),
        (
          #"{ "rule": "lfp-composite", "rules": { "dense": { "rule": "lfp-epsilon" }, "conv2d": { "rule": "lfp-z-plus-z-minus" } } }"#,
          "subtract", "constant"
        ),
        (
          #"{ "rule": "surrogate", "surrogate": "sigmoid", "loss": "cross-entropy-rate" }"#, "zero",
          "rate"
        ),
        (
          #"{ "rule": "surrogate", "surrogate": "triangular", "loss": "mean-squared-count" }"#,
          "none", "latency"
        ),
        (
          #"{ "rule": "surrogate", "surrogate": "straight-through", "normalization": "largest" }"#,
          "subtract", "constant"
        ),
      ])
    func everyRule(learning: String, reset: String, encoding: String) async throws {
      let lenet = Golden(name: "lenet-lfp-epsilon", learning: learning)
      let bench = try bench(lenet)
      let outcome = try await bench.run(
        Self.command + ["network.reset=\(reset)", "encoding=\(encoding)"])
      #expect(outcome.code == 0, "\(outcome)")
      let found = try TensorFile(reading: bench("out.safetensors"))
      let given = try TensorFile(reading: bench("in.safetensors"))
      let isSurrogate = learning.contains("surrogate")
      let direction = isSurrogate ? "gradient" : "feedback"
      var expected = isSurrogate ? ["loss"] : ["reward", "input_reward"]
      for index in 0..<3 {
        expected += ["membrane.\(index)", "spikes.\(index)"]
        expected += ["\(direction).\(index).weight", "\(direction).\(index).bias"]
      }
      #expect(found.names == expected.sorted())
      for index in 0..<3 {
        let shape = try given.tensor("membrane.\(index)").shape
        for name in ["membrane.\(index)", "spikes.\(index)"] {
          #expect(try found.floats(name, shape: shape).allSatisfy(\.isFinite))
        }
        for part in ["weight", "bias"] {
          let shape = try given.tensor("layers.\(index).\(part)").shape
          let name = "\(direction).\(index).\(part)"
          #expect(try found.floats(name, shape: shape).allSatisfy(\.isFinite), "\(name)")
        }
      }
      if !isSurrogate {
        let shape = try given.tensor("input").shape
        #expect(try found.floats("input_reward", shape: shape).allSatisfy(\.isFinite))
      }
    }

    @Test("tensors whose input the config's layers do not fit are an error that names the layer")
    func unfitInput() async throws {
      let bench = try bench(Self.goldens[3]) { file in
        file.set("input", shape: [4, 1, 2, 2], [Float](repeating: 0, count: 16))
      }
      let outcome = try await bench.run(Self.command)
      #expect(outcome.code == 2)
      #expect(
        outcome.messages == [
          "error: network.layers[0]: a kernel of 3 × 3 is larger than its input of 1 × 2 × 2 with padding 0"
        ])
    }

    @Test("other layers than the config's, and values that cannot be, are named")
    func faults() async throws {
      let golden = Self.goldens[0]
      let cases: [(code: Int32, message: String, change: (inout TensorFile) -> Void)] = [
        (2, "no tensor 'layers.1.bias'; it has ", { $0["layers.1.bias"] = nil }),
        (2, "no tensor 'input'; it has ", { $0["input"] = nil }),
        (2, "no tensor 'labels'; it has ", { $0["labels"] = nil }),
        (
          2, "tensor 'layers.0.weight': expected shape [16, 20], found [20, 16]",
          {
            $0["layers.0.weight"] = Tensor(shape: [20, 16], values: $0["layers.0.weight"]!.values)
          }
        ),
        (
          2, "tensor 'layers.3.weight': expected none, the network has fewer layers",
          { $0.set("layers.3.weight", shape: [1, 4], [1, 2, 3, 4]) }
        ),
        (
          2, "tensor 'labels': expected shape [5], found [4]",
          { $0["labels"] = Tensor(shape: [4], values: .int32([0, 1, 2, 3])) }
        ),
        (
          2, "tensor 'labels': expected I32 values, found F32",
          { $0.set("labels", shape: [5], [0, 1, 2, 3, 0]) }
        ),
        (
          1, "label 4 of sample 2 is outside 0 ..< 4",
          { $0["labels"] = Tensor(shape: [5], values: .int32([0, 1, 4, 3, 0])) }
        ),
        (
          1, "tensor input, element 21: expected a finite number, found nan",
          { file in
            var values = Array(repeating: Float(0.5), count: 100)
            values[21] = .nan
            file.set("input", shape: [5, 20], values)
          }
        ),
        (
          1, "tensor input: expected a shape [B, …] without 0, found [0, 20]",
          { $0.set("input", shape: [0, 20], []) }
        ),
      ]
      for (code, message, change) in cases {
        let bench = try bench(golden, changing: change)
        let outcome = try await bench.run(Self.command)
        #expect(outcome.code == code, "\(message)")
        #expect(outcome.messages.count == 1)
        #expect(outcome.errors.hasPrefix("error: in.safetensors: \(message)"), "\(outcome)")
        #expect(try bench.contents().keys.sorted() == ["in.safetensors", "trace.json"])
      }
    }

    @Test("a file that is absent or holds no tensors is named")
    func noTensors() async throws {
      let bench = try bench(Self.goldens[0])
      try bench.write("{ \"name\": \"this is JSON\" }", to: "in.safetensors")
      let other = try await bench.run(Self.command)
      #expect(other.code == 1)
      #expect(other.messages.count == 1)
      #expect(other.errors.hasPrefix("error: in.safetensors: header length: expected at most "))
      try FileManager.default.removeItem(atPath: bench("in.safetensors"))
      let absent = try await bench.run(Self.command)
      #expect(absent.code == 2)
      #expect(absent.messages == ["error: cannot read in.safetensors: No such file or directory"])
      #expect(try bench.contents().keys.sorted() == ["trace.json"])
    }

    @Test("an output in a folder that is not there is an error")
    func noFolder() async throws {
      let bench = try bench(Self.goldens[0])
      let outcome = try await bench.run(Self.command.dropLast() + ["absent/out.safetensors"])
      #expect(outcome.code == 1)
      #expect(
        outcome.messages == [
          "error: cannot write absent/out.safetensors: No such file or directory"
        ])
      #expect(try bench.contents().keys.sorted() == ["in.safetensors", "trace.json"])
    }
  }
}

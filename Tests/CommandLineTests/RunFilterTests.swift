import Foundation
import Testing

extension CommandLineTests {
  @Suite("Runs that are asked for")
  struct RunFilterTests {
    private static let place = ["SPIKELAB_RUNS": "mine"]

    @Test("a filter that is none is refused, with what was probably meant")
    func refused() async throws {
      let bench = try await RunsCommandTests.bench()
      for (filter, message) in [
        ("beta=0.9", #"did you mean "network.beta"?"#),
        ("network.betta=0.9", #"did you mean "network.beta"?"#),
        ("T=15", #"did you mean "network.steps"?"#),
        ("steps=5", #"did you mean "network.steps"?"#),
        ("nonsense=3", "no config has the key 'nonsense'"),
        ("network.layers[0].dense.nonsense=3", "no config has the key"),
        ("state=don", #"did you mean "done"?"#),
        ("rule=LFP-epsilon", #"did you mean "lfp-epsilon"?"#),
        ("learning.rule=blue", "allowed is one of lfp-epsilon, lfp-0, "),
        ("test=77.4", "--sort test sorts runs by it"),
        ("blue", "'blue' is no filter, allowed is key=value"), ("=3", "'=3' is no filter"),
      ] {
        let outcome = try await bench.run(["runs", filter], environment: Self.place)
        #expect(outcome.code == 2 && outcome.errors.contains(message), "\(filter): \(outcome)")
        #expect(outcome.output.isEmpty, "\(outcome)")
      }
      let order = try await bench.run("runs", "--sort", "beta", environment: Self.place)
      #expect(order.code == 2 && order.errors.contains(#"did you mean "network.beta"?"#))
      #expect(order.errors.contains("testAccuracy"), "\(order)")
    }

    @Test("numbers are compared as numbers, and the values that runs have are told")
    func values() async throws {
      let bench = try await RunsCommandTests.bench()
      for filter in [
        "network.steps=5.0", "network.steps=5e0", "network.beta=.9", "network.beta=0.90",
        "learning.rule=lfp-epsilon", "network.layers[0].dense=10", "training.optimizer=adam",
        "training.optimizer.adam.learningRate=1e-3", "data.dataset=digits", "state=done",
      ] {
        let outcome = try await bench.run(["runs", filter], environment: Self.place)
        #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(filter): \(outcome)")
        #expect(outcome.output.contains("tiny-1") && outcome.output.contains("tiny-2"), "\(filter)")
      }
      for (filter, message) in [
        ("network.beta=0.5", "no run has network.beta=0.5; there are 0.9 (2 runs)"),
        ("seed=7", "no run has seed=7; there are 1 (1 run), 2 (1 run)"),
        ("name=tiny", "no run has name=tiny; there are tiny-1 (1 run), tiny-2 (1 run)"),
        ("rule=surrogate", "no run has rule=surrogate; there are lfp-epsilon (2 runs)"),
      ] {
        let outcome = try await bench.run(["runs", filter], environment: Self.place)
        #expect(outcome.code == 0 && outcome.output == "no runs\n", "\(outcome)")
        #expect(outcome.messages == [message])
      }
    }

    @Test("a file has numbers as numbers, a table fits, and columns can be chosen")
    func columns() async throws {
      let bench = try await RunsCommandTests.bench()
      let csv = try await bench.run("runs", "--csv", environment: Self.place)
      let lines = csv.output.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      try #require(lines.count == 3, "\(csv)")
      #expect(
        lines[0].prefix(8)
          == "run,state,rule,beta,steps,seed,epochs,plannedEpochs"
          .split(separator: ",").map(String.init)[...])
      for key in [
        "beta", "steps", "epochs", "plannedEpochs", "testAccuracy", "validationAccuracy",
        "seconds",
      ] {
        let place = try #require(lines[0].firstIndex(of: key), "\(csv)")
        for line in lines[1...] { #expect(Double(line[place]) != nil, "\(key): \(line)") }
      }
      #expect(!csv.output.contains("%") && !csv.output.contains("–") && !csv.output.contains("β"))

      let long = String(repeating: "long-", count: 20)
      let third = try await bench.run(
        ["train", "tiny.json", "seed=3", "name=\(long)"], environment: Self.place)
      #expect(third.code == 0, "\(third)")
      let wide = try await bench.run(
        [
          "train", "tiny.json", "seed=123456", "learning.rule=lfp-z-plus-z-minus",
          "network.beta=0.4083", "training.epochs=1000", "--until", "1",
        ], environment: Self.place)
      #expect(wide.code == 75, "\(wide)")
      let table = try await bench.run("runs", environment: Self.place)
      #expect(table.output.split(separator: "\n").allSatisfy { $0.count <= 100 }, "\(table)")
      #expect(table.output.contains("--columns and --csv show the others: seconds"), "\(table)")

      let chosen = try await bench.run(
        "runs", "--columns", "name,network.threshold,accuracy,epochs", "--sort", "testAccuracy",
        environment: Self.place)
      let head = chosen.output.split(separator: "\n")[0].split(separator: " ").map(String.init)
      #expect(head == ["name", "network.threshold", "test", "epochs"], "\(chosen)")
      let same = try await bench.run(
        "runs", "--columns", "name,threshold", environment: Self.place)
      #expect(same.code == 2 && same.errors.contains(#"did you mean "network.threshold"?"#))
    }

    @Test("runs that meet filters are removed together")
    func removed() async throws {
      let bench = try await RunsCommandTests.bench()
      func remove(_ arguments: String...) async throws -> Outcome {
        try await bench.run(["runs", "remove"] + arguments, environment: Self.place)
      }
      let unasked = try await remove("seed=2", "state=done")
      #expect(unasked.code == 2 && unasked.output.contains("tiny-2"), "\(unasked)")
      #expect(unasked.errors.contains("give --yes") && !unasked.output.contains("tiny-1"))
      let misspelt = try await remove("sede=2", "--yes")
      #expect(misspelt.code == 2 && misspelt.errors.contains(#"did you mean "seed"?"#))
      let mixed = try await remove("tiny-1", "seed=2", "--yes")
      #expect(mixed.code == 2 && mixed.errors.contains("not both at once"), "\(mixed)")
      let none = try await remove("seed=7", "--yes")
      #expect(none.code == 0 && none.output == "no runs\n", "\(none)")
      let done = try await remove("seed=2", "state=done", "--yes")
      #expect(done.code == 0 && done.output.hasSuffix("removed 1 run\n"), "\(done)")
      let left = try await bench.run("runs", environment: Self.place)
      #expect(left.output.contains("tiny-1") && !left.output.contains("tiny-2"), "\(left)")
      // A name of a sweep's runs has an = too.
      let named = try await bench.run(
        ["train", "tiny.json", "seed=4", "name=tiny/seed=4"], environment: Self.place)
      #expect(named.code == 0, "\(named)")
      let byName = try await remove("tiny/seed=4", "--yes")
      #expect(byName.code == 0 && byName.output.contains("removed 1 run\n"), "\(byName)")
    }
  }
}

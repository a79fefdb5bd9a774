import Foundation
import TestSupport
import Testing

@testable import SpikeFiles
@testable import SpikeSweeps

@Suite struct SweepExpansionTests {
  private func labels(_ members: String, overrides: [String] = []) throws -> [String] {
    try sweep(minimalSweep(members), overrides: overrides).runs.map(\.label)
  }

  @Test func aGridIsEveryCombinationTheLastAxisFastest() throws {
    #expect(
      try labels(#""grid": { "network.beta": [0.3, 0.6], "seed": [0, 1] }"#) == [
        "beta=0.3 seed=0", "beta=0.3 seed=1", "beta=0.6 seed=0", "beta=0.6 seed=1",
      ])
  }

  @Test func zippedAxesAdvanceTogether() throws {
    #expect(
      try labels(#""zip": [{ "network.beta": [0.3, 0.6], "network.steps": [5, 15] }]"#) == [
        "beta=0.3 steps=5", "beta=0.6 steps=15",
      ])
  }

  @Test func listedRunsAreTakenAsWritten() throws {
    #expect(
      try labels(
        #""runs": [{ "seed": 4 }, { "network.beta": 0.5 }], "grid": { "network.steps": [5, 6] }"#)
        == [
          "seed=4 beta=0.9 steps=5", "seed=4 beta=0.9 steps=6", "seed=0 beta=0.5 steps=5",
          "seed=0 beta=0.5 steps=6",
        ])
  }

  @Test func aConditionalAxisExistsWhereItsConditionHolds() throws {
    #expect(
      try labels(
        #"""
        "grid": { "learning.rule": ["lfp-epsilon", "lfp-0", "surrogate"],
          "training.optimizer.adam.learningRate":
            { "values": [0.001, 0.002], "when": { "learning.rule": "surrogate" } } }
        """#) == [
          "rule=lfp-epsilon learningRate=0.001", "rule=lfp-0 learningRate=0.001",
          "rule=surrogate learningRate=0.001", "rule=surrogate learningRate=0.002",
        ])
  }

  @Test func aConditionSeesDefaultsListsAndChoicesByName() throws {
    let axis = #""grid": { "network.steps": [5, 15, 25] }, "when": "#
    #expect(try labels(axis + #"{ "network.steps": [5, 25] }"#) == ["steps=5", "steps=25"])
    #expect(try labels(axis + #"{ "network.beta": 0.90 }"#).count == 3)
    #expect(try labels(axis + #"{ "training.optimizer": "adam" }"#).count == 3)
    #expect(try labels(axis + #"{ "training.optimizer": ["adam", "sgd"] }"#).count == 3)
  }

  @Test func blocksCrossWithWhatStandsOutside() throws {
    let two = try sweep(
      minimalSweep(
        #"""
        "blocks": [ { "set": { "learning.rule": "lfp-0" } },
          { "set": { "learning.rule": "surrogate" }, "grid": { "learning.slope": [10, 25] } } ],
        "grid": { "seed": [0, 1] }
        """#))
    #expect(
      two.runs.map(\.label) == [
        "rule=lfp-0 seed=0", "rule=lfp-0 seed=1", "rule=surrogate slope=10 seed=0",
        "rule=surrogate slope=10 seed=1", "rule=surrogate slope=25 seed=0",
        "rule=surrogate slope=25 seed=1",
      ])
    #expect(Set(two.runs.map(\.group)).count == 3)
  }

  @Test func equalRunsAreOne() throws {
    let one = try sweep(minimalSweep(#""grid": { "network.beta": [0.9, 0.90, 9e-1, 0.5] }"#))
    #expect(one.runs.count == 2 && one.duplicates == 2)
  }

  @Test func overridesOfTheCommandLineComeLast() throws {
    let one = try sweep(
      minimalSweep(#""grid": { "network.beta": [0.3, 0.6], "seed": [0, 1] }"#),
      overrides: ["network.beta=0.5"])
    #expect(one.runs.map(\.label) == ["seed=0", "seed=1"])
    #expect(one.runs.allSatisfy { $0.config.network.lif.beta == 0.5 } && one.duplicates == 2)
  }

  @Test func samplesFollowFromTheSeedAndTheirOwnAxisAlone() throws {
    func rates(_ members: String) throws -> [Float] {
      try sweep(minimalSweep(members)).runs.map { run in
        guard case .adam(let rate, _, _, _) = run.config.training.optimizer else { return 0 }
        return rate
      }
    }
    let rate = #""training.optimizer.adam.learningRate": { "logUniform": [1e-4, 1e-1] }"#
    let first = try rates(#""random": { "count": 50, "seed": 1, "axes": { "# + rate + "} }")
    #expect(first.count == 50 && first.allSatisfy { (1e-4...1e-1).contains($0) })
    #expect(first.count { $0 < 1e-3 } > 5 && first.count { $0 > 1e-2 } > 5)
    #expect(try rates(#""random": { "count": 50, "seed": 1, "axes": { "# + rate + "} }") == first)
    #expect(try rates(#""random": { "count": 50, "seed": 2, "axes": { "# + rate + "} }") != first)
    let more =
      #""network.beta": { "uniform": [0.1, 0.9] }, "network.steps": { "integer": [1, 9] }, "#
    let choice = #""encoding": { "choice": ["constant", "rate"] }, "#
    let all = #""random": { "count": 50, "seed": 1, "axes": { "# + more + choice + rate + "} }"
    #expect(try rates(all) == first)
    let runs = try sweep(minimalSweep(all)).runs
    #expect(Set(runs.map(\.config.network.steps)) == Set(1...9))
    #expect(Set(runs.map(\.config.encoding)) == [.constant, .rate])
  }

  @Test(arguments: [1, 2, 16]) func stratifiedSamplesLeaveNoPartOut(_ seed: Int) throws {
    func runs(_ members: String) throws -> [SweepRun] {
      try sweep(
        minimalSweep(
          #""random": { "count": 16, "seed": \#(seed), "stratified": true, "axes": { "# + members
            + "} }")
      ).runs
    }
    let beta = #""network.beta": { "uniform": [0.1, 0.9] }"#
    let all = try runs(
      #""training.optimizer.adam.learningRate": { "logUniform": [1e-5, 3e-3] }, \#(beta), "#
        + #""network.steps": { "choice": [5, 10, 15, 20, 25] }, "training.epochs": { "integer": [1, 4] }"#
    )
    func part(_ value: Float, _ low: Float, _ high: Float) -> Int {
      Int((value - low) / (high - low) * 16)
    }
    let rates = all.map { log10($0.config.training.optimizer.learningRate) }
    let betas = all.map(\.config.network.lif.beta)
    // Each sixteenth of the range once.
    #expect(rates.map { part($0, -5, log10(3e-3)) }.sorted() == Array(0..<16))
    #expect(betas.map { part($0, 0.1, 0.9) }.sorted() == Array(0..<16))
    // In orders of their own.
    #expect(betas != betas.sorted() && rates != rates.sorted())
    #expect(rates.map { part($0, -5, log10(3e-3)) } != betas.map { part($0, 0.1, 0.9) })
    for steps in [5, 10, 15, 20, 25] {
      #expect((3...4).contains(all.count { $0.config.network.steps == steps }))
    }
    // Of five neighbours by their rate each has another number of steps.
    let byRate = zip(rates, all).sorted { $0.0 < $1.0 }.map(\.1.config.network.steps)
    for first in [0, 5, 10] { #expect(Set(byRate[first..<first + 5]).count == 5) }
    #expect(Array(byRate[0..<5]) != Array(byRate[5..<10]))
    for epochs in 1...4 { #expect(all.count { $0.config.training.epochs == epochs } == 4) }
    // A range depends on the seed and its own path alone.
    #expect(try runs(beta).map(\.config.network.lif.beta) == betas)
  }

  @Test func stratifiedSamplesOfANarrowRangeHaveTheDigitsThatTheirPartsNeed() throws {
    let runs = try sweep(
      minimalSweep(
        #""random": { "count": 32, "stratified": true, "axes": { "network.beta": { "uniform": [0.998, 0.9999] } } }"#
      )
    ).runs
    let parts = runs.map { Int((Double($0.config.network.lif.beta) - 0.998) / 0.0019 * 32) }
    #expect(parts.sorted() == Array(0..<32))
  }

  @Test func aRunIsTheOneThatItsConfigAloneWouldBe() throws {
    let text = #"{ "name": "else", "data": { "dataset": "digits" }, "network": { "beta": 0.5 } }"#
    let runs = try sweep(minimalSweep(#""grid": { "network.beta": [0.5] }"#)).runs
    #expect(try runs.map(\.hash) == [config(text).hash])
  }

  @Test func theFormOfASweepDoesNotChangeItsRuns() throws {
    let hashes = try sweep(
      minimalSweep(#""grid": { "network.beta": [0.5, 0.6], "seed": [0] }"#)
    ).runs.map(\.hash)
    for members in [
      #""grid": { "seed": [0], "network.beta": [0.50, 6e-1] } /* the other order */"#,
      #""set": { "training.epochs": 3 }, "grid": { "network.beta": [0.5, 0.6], }"#,
      #""blocks": [{ "set": { "network.beta": 0.5 } }, { "set": { "network": { "beta": 0.6 } } }]"#,
    ] {
      #expect(try sweep(minimalSweep(members)).runs.map(\.hash) == hashes)
    }
    let other = try sweep(
      minimalSweep(#""set": { "training.epochs": 4 }, "grid": { "network.beta": [0.5, 0.6] }"#))
    #expect(Set(other.runs.map(\.hash)).isDisjoint(with: hashes))
  }

  @Test func theShippedSweepsAreSound() throws {
    for (file, count) in [
      ("sweep-beta-steps.json", 81), ("sweep-beta-steps-lenet.json", 81),
      ("sweep-learning-rate.json", 20), ("sweep-rule-alone.json", 18),
    ] {
      #expect(try Sweep.load(shipped(file)).runs.count == count, "\(file)")
    }
    #expect(
      String(decoding: try readFile(shipped("sweep-schema.json"), limit: 1 << 24), as: UTF8.self)
        == SweepSchema.jsonSchema, "run `spikelab schema --sweep > Configs/sweep-schema.json`")
  }

  @Test func aWholeObjectIsNamedByItsRuleAndWhatDiffers() throws {
    let rules = #"""
      "runs": [
        { "learning": { "rule": "lfp-epsilon", "normalization": "step", "reduction": "mean" } },
        { "learning": { "rule": "surrogate", "slope": 25 } } ]
      """#
    #expect(try labels(rules) == ["learning=lfp-epsilon", "learning=surrogate"])
    let settings = #"""
      "runs": [
        { "learning": { "rule": "lfp-epsilon", "normalization": "step" } },
        { "learning": { "rule": "lfp-epsilon", "normalization": "largest" } },
        { "learning": { "rule": "surrogate", "slope": 25 } } ]
      """#
    #expect(
      try labels(settings) == [
        "learning=lfp-epsilon,normalization=step", "learning=lfp-epsilon,normalization=largest",
        "learning=surrogate",
      ])
    let optimizers = #"""
      "grid": { "training.optimizer":
        [{ "adam": { "learningRate": 0.1 } }, { "adam": { "learningRate": 0.2 } }, { "sgd": {} }] }
      """#
    #expect(
      try labels(optimizers) == [
        "optimizer=adam,learningRate=0.1", "optimizer=adam,learningRate=0.2", "optimizer=sgd",
      ])
  }

  @Test func titlesAreAsShortAsTheyCanBe() {
    #expect(
      SweepLabels.titles(["network.beta", "learning.beta", "seed"])
        == ["network.beta", "learning.beta", "seed"])
    #expect(SweepLabels.titles(["a.b.c", "d.e"]) == ["c", "e"])
  }

  @Test func aSweepOverThePartsOfAShortFormNamesThem() throws {
    let swept = try sweep(
      minimalSweep(#""grid": { "training.clipping.adaptive.limit": [0.01, 0.06] }"#))
    #expect(swept.runs.map(\.label) == ["limit=0.01", "limit=0.06"])
    let conditional = try sweep(
      minimalSweep(
        #"""
        "grid": { "training.clipping.adaptive": [0.01, 0.06],
          "seed": { "values": [0, 1], "when": { "training.clipping.adaptive.limit": 0.06 } } }
        """#))
    #expect(
      conditional.runs.map(\.label) == [
        "adaptive=0.01 seed=0", "adaptive=0.06 seed=0", "adaptive=0.06 seed=1",
      ])
  }
}

import Foundation
import TestSupport
import Testing

@testable import SpikeConfig
@testable import SpikeFiles
@testable import SpikePaper
@testable import SpikeSweeps

@Suite struct PaperSweepTests {
  private static let sweeps = PaperFigure.allCases.flatMap { $0.sweeps(.full) }

  /// Every sweep, full and quick, loaded once: some hold hundreds of runs.
  private static let loaded: Result<[String: Sweep], any Error> = Result {
    let all = sweeps + PaperFigure.allCases.flatMap { $0.sweeps(.quick) }
    return try Dictionary(uniqueKeysWithValues: all.map { ($0.name, try $0.load()) })
  }

  private func load(_ sweep: PaperSweep) throws -> Sweep {
    try #require(Self.loaded.get()[sweep.name])
  }

  @Test func theFilesOfConfigsPaperAreTheSweepsOfTheFigures() throws {
    for sweep in Self.sweeps {
      let path = shipped("paper/\(sweep.name).json")
      let found = String(decoding: try readFile(path, limit: 1 << 24), as: UTF8.self)
      #expect(found == sweep.text, "\(sweep.name)")
      #expect(try Sweep.load(path).runs.map(\.hash) == load(sweep).runs.map(\.hash))
    }
    #expect(
      Set(names(inFolder: shipped("paper"))) == Set(Self.sweeps.map { "\($0.name).json" }))
  }

  /// Trained runs have these names: other settings would be other runs.
  @Test func theRunsOfFigureA4KeepTheirIdentity() throws {
    let sweep = try load(#require(Self.sweeps.first { $0.name == "figure-a4-mlp" }))
    #expect(sweep.runs.count == 81)
    let first = try #require(
      sweep.runs.first { $0.label == "learning=lfp-epsilon beta=0.6 steps=15 seed=0" })
    #expect(first.hash == "21f745db83c64f7f")
    #expect(
      sha256(of: sweep.runs.map(\.hash).joined(separator: "\n").utf8)
        == "3126d06e003bf373176f67cd702ad2e278cdf733ebeea40a666b346d8ecdfd40")
  }

  @Test func figuresShareTheRunsWhoseSettingsCoincide() throws {
    for network in PaperNetwork.allCases {
      for settings in PaperSettings.allCases {
        func hashes(_ figure: PaperFigure, _ scale: PaperScale) throws -> Set<String> {
          let sweep = try #require(
            figure.sweeps(scale).first { $0.network == network && $0.settings == settings })
          return Set(try load(sweep).runs.map(\.hash))
        }
        for scale in [PaperScale.full, .quick] {
          #expect(try hashes(.figure4, scale).isSubset(of: hashes(.table1, scale)))
        }
        #expect(try hashes(.figureA4, .full).isSubset(of: hashes(.table1, .full)))
        #expect(try hashes(.table1, .full).count == 243)
        #expect(try hashes(.figure4, .full).count == 9)
        if network == .lenet {
          #expect(try hashes(.figureA5, .full).isSubset(of: hashes(.table1, .full)))
        }
        // The quick version's runs are no runs of the paper.
        #expect(try hashes(.table1, .quick).isDisjoint(with: hashes(.table1, .full)))
      }
    }
  }

  @Test(arguments: [Comparison.Kind.mnist, .cifar10])
  func theWinnersKeepWhatWasSearched(_ kind: Comparison.Kind) throws {
    let comparison = Comparison(kind: kind)
    let length = comparison.lengths(.mlp)[0]
    let tuning = try #require(comparison.sweeps(.full).first { $0.network == .mlp }).load()
    // The last tried of each rule: nothing of it is a default.
    let winners = try comparison.rules.map { rule in
      try #require(tuning.runs.last { ComparedRule($0.config) == rule }?.config)
    }
    // CIFAR-10 also searches the clipping: the winners here have the one that is no default.
    let clippings = winners.map { $0.resolved["training"]?["clipping"]?["adaptive"]?.lineText }
    #expect(clippings.contains("0.1") == (kind == .cifar10))
    let sweep = try #require(comparison.final(.mlp, .full, length, of: winners)).load()
    #expect(sweep.runs.count == winners.count * length.seeds)
    for winner in winners {
      let own = sweep.runs.map(\.config).filter { $0.learning == winner.learning }
      #expect(own.count == length.seeds)
      for config in own {
        #expect(config.training.clipping == winner.training.clipping)
        #expect(config.training.optimizer.learningRate == winner.training.optimizer.learningRate)
        #expect(config.network.lif.beta == winner.network.lif.beta)
        #expect(config.network.steps == winner.network.steps)
        #expect(config.training.epochs == length.epochs)
        #expect(config.resolved["data"]?["validation"] == nil)
      }
    }
  }

  @Test func aStratifiedSearchTriesOneInEachPartOfTheRange() throws {
    let figures = [PaperFigure.comparisonStratified, .comparisonRepeated]
    for sweep in figures.flatMap({ $0.sweeps(.full) }) {
      let runs = try load(sweep).runs.map(\.config)
      for rule in ComparedRule.allCases {
        let parts = runs.filter { ComparedRule($0) == rule }.map { config in
          Int(
            log(Double(config.training.optimizer.learningRate) / 1e-5) / log(3e-3 / 1e-5) * 16)
        }
        #expect(parts.sorted() == Array(0..<16))
      }
    }
  }

  @Test func theSettingsAreThePapers() throws {
    for sweep in Self.sweeps where sweep.settings == .paper {
      for run in try load(sweep).runs {
        let config = run.config
        #expect(config.network.initialisation == .pytorch)
        #expect(config.training.epochs == 3 && config.training.batchSize == 128)
        #expect(
          config.training.clipping == .adaptive(limit: 0.06, floor: 1e-6, layers: .all))
        let isSurrogate = config.learning.ruleName == "surrogate"
        if case .lfp(_, _, let normalization, let reduction) = config.learning {
          #expect(normalization == .step && reduction == .mean)
        } else {
          #expect(isSurrogate)
        }
        // Pools stand before the neurons (A.6.3).
        if sweep.network == .lenet {
          for layer in [1, 4] {
            guard case .maxPool = config.network.layers[layer] else {
              Issue.record("layer \(layer) of \(sweep.name) is no pool")
              continue
            }
          }
        }
      }
    }
  }

  @Test func ourSettingsDifferInPixelsInitialisationAndPoolsAlone() throws {
    for ours in Self.sweeps where ours.settings == .ours {
      let name = String(ours.name.dropLast("-ours".count))
      let papers = try #require(Self.sweeps.first { $0.name == name })
      for (own, other) in zip(try load(ours).runs, try load(papers).runs) {
        var config = own.config
        #expect(config.network.initialisation == .firingRate(0.1))
        config.data.source = other.config.data.source
        config.data.pixels = other.config.data.pixels
        config.network.initialisation = .pytorch
        config.network.layers = other.config.network.layers
        #expect(config.hash == other.hash)
      }
    }
  }

  @Test func anUnknownFigureIsNamedWithTheNearest() {
    #expect(throws: UnknownFigure(name: "figure4")) { try PaperFigure(named: "figure4") }
    #expect(
      UnknownFigure(name: "figure-a9").message
        == "the paper's figure 'figure-a9' is not known, allowed are figure-4, table-1, figure-a4, "
        + "figure-a5, figure-2, figure-3, figure-5, figure-a1, figure-a2, figure-a3, readings, pruning, "
        + "comparison, comparison-stratified, comparison-repeated, cifar10, small-beta, all; did you mean 'figure-a4'?"
    )
  }
}

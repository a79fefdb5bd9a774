import SpikeFiles
import SpikeKernels
import TestSupport
import Testing

@testable import SpikeConfig
@testable import SpikePaper
@testable import SpikeSweeps

/// The figures of networks without spikes.
@Suite struct UnitFigureTests {
  private func configs(
    _ figure: PaperFigure, _ scale: PaperScale = .full
  ) throws -> [ExperimentConfig] {
    try figure.sweeps(scale).flatMap { try $0.load().runs.map(\.config) }
  }

  @Test(arguments: [
    (PaperFigure.figure2, 80), (.figure3, 21), (.figure5, 35), (.figureA1, 10), (.figureA2, 0),
    (.figureA3, 960),
  ])
  func `a figure has as many runs as the paper's experiment, and none twice`(
    figure: PaperFigure, runs: Int
  ) throws {
    let configs = try configs(figure)
    #expect(configs.count == runs && Set(configs.map(\.hash)).count == runs)
    #expect(configs.allSatisfy { !$0.network.isSpiking })
    // One seed of each in the quick version, of other sizes.
    let quick = try self.configs(figure, .quick)
    #expect(Set(quick.map(\.hash)).isDisjoint(with: configs.map(\.hash)))
    #expect(quick.allSatisfy { $0.seed == 0 })
  }

  @Test func `every run of Figure 5 is known by its setting, five of each`() throws {
    var counts: [Figure5.Setting: Int] = [:]
    for config in try configs(.figure5) {
      let setting = try #require(Figure5.Setting(config))
      counts[setting, default: 0] += 1
      #expect(config.rules.map(\.ruleName) == setting.rules.map(\.rawValue))
      #expect(
        config.rules.allSatisfy {
          $0.normalization == (setting.isNormalized ? .largest : .none)
        })
      #expect(
        config.earlierLearning.map(\.length)
          == (setting.rules.count > 1 ? [.iterations(100)] : []))
    }
    #expect(counts == Dictionary(uniqueKeysWithValues: Figure5.Setting.allCases.map { ($0, 5) }))
  }

  @Test func `every run of Figure 3 is known by its method`() throws {
    let configs = try configs(.figure3)
    let methods = configs.filter { $0.data.skip != nil }.compactMap(Figure3.Method.init)
    for method in Figure3.Method.allCases {
      #expect(methods.count { $0 == method } == 3)
    }
    // Those to start from see other images.
    for config in configs {
      #expect(
        config.data.skip == nil ? config.data.train == 40_000 : config.data.skip == 40_000)
    }
  }

  @Test func `quantiles lie between two values in proportion`() {
    let cell = FigureA3.Cell(
      rule: .gradient, depth: 1, planned: 5, accuracies: [50, 90, 70, 60, 80])
    #expect([0, 0.25, 0.5, 0.75, 1].map { cell.quantile($0) } == [50, 60, 70, 80, 90])
    #expect(cell.quantile(0.125) == 55)
    #expect(
      FigureA3.Cell(rule: .gradient, depth: 1, planned: 1, accuracies: []).quantile(0.5) == nil)
  }

  @Test func `depth is borne by those that stay above chance further`() {
    func cells(_ reach: [UnitRule: Int]) -> [FigureA3.Cell] {
      UnitRule.allCases.flatMap { rule in
        [1, 6, 20].map { depth in
          FigureA3.Cell(
            rule: rule, depth: depth, planned: 1,
            accuracies: [depth <= reach[rule] ?? 0 ? 100 - Double(depth) * 1.5 : 50])
        }
      }
    }
    let borne = FigureA3.claims(cells([.gradient: 1, .epsilon: 1, .alphaBeta: 6, .zPlusZMinus: 6]))
    #expect(borne.map(\.verdict) == [.holds, .holds, .holds])
    let alike = FigureA3.claims(cells([.gradient: 6, .epsilon: 1, .alphaBeta: 6, .zPlusZMinus: 6]))
    #expect(alike.map(\.verdict) == [.fails, .holds, .holds])
    let deep = FigureA3.claims(cells([.gradient: 20, .epsilon: 1, .alphaBeta: 6, .zPlusZMinus: 6]))
    #expect(deep[2].verdict == .fails)
    // One run of twelve that learns is not chance, whatever the median.
    var lucky = cells([.gradient: 1, .epsilon: 1, .alphaBeta: 6, .zPlusZMinus: 6])
    for place in lucky.indices {
      lucky[place].accuracies =
        [Double](repeating: lucky[place].accuracies[0], count: 11)
        + [lucky[place].rule == .alphaBeta ? 99 : lucky[place].accuracies[0]]
      lucky[place].planned = 12
    }
    #expect(FigureA3.claims(lucky).map(\.verdict) == [.holds, .holds, .fails])
    lucky[0].planned = 13
    #expect(FigureA3.claims(lucky)[0].verdict == .unknown)
    #expect(FigureA3.claims([]).map(\.verdict) == [.unknown, .unknown, .unknown])
  }

  @Test func `neighbours are alike where a signal is smooth, and not where it is noise`() throws {
    let seed = UInt64.random(in: 0...(.max))
    var generator = SeededGenerator(seed: seed)
    let smooth = ShatteredSignal(values: (0..<400).map { Float($0 % 200) * 1e-20 })
    #expect(try #require(smooth.autocorrelation(lag: 1)) > 0.95)
    #expect(try #require(smooth.likeness(lag: 1)) > 0.99)
    let noise = ShatteredSignal(values: (0..<400).map { _ in generator.uniform() - 0.5 })
    #expect(abs(try #require(noise.autocorrelation(lag: 10))) < 0.3, "seed \(seed)")
    #expect(abs(try #require(noise.likeness(lag: 10))) < 0.3, "seed \(seed)")
    // Constant but for rounding: nothing to correlate, and as alike as can be.
    let constant = ShatteredSignal(
      values: (0..<50).map { _ in 3 + 1e-4 * (generator.uniform() - 0.5) })
    #expect(constant.autocorrelation(lag: 1) == nil)
    #expect(try #require(constant.likeness(lag: 1)) > 0.9999)
    #expect(ShatteredSignal(values: [1, .nan, 2]).likeness(lag: 1) == nil)
    #expect(ShatteredSignal(values: [0, 0, 0]).likeness(lag: 1) == nil)
    // By hand: sides −1, 1 and 2, 2: Σ s s' = −1 + 4, Σ (s² + s'²) / 2 = 1 + 4.
    #expect(ShatteredSignal(values: [-1, 1, 2, 2]).likeness(lag: 1) == 3.0 / 5)
  }

  @Test func `deep gradients shatter where biases are as large as activations`() throws {
    let drawn = ShatteredSignal(depth: 30, rule: .gradient, start: .heWithBiases, step: 0.1)
    #expect(try #require(drawn.likeness(lag: 2)) < 0.8)
    // Activations of PyTorch's initialisation are nearly the same for every x.
    let pytorch = ShatteredSignal(depth: 30, rule: .gradient, start: .pytorch, step: 0.1)
    #expect(try #require(pytorch.likeness(lag: 2)) > 0.9)
  }

  @Test(arguments: UnitRule.allCases)
  func `a signal reaches the input of a network, for every point`(rule: UnitRule) throws {
    let signal = ShatteredSignal(depth: 3, rule: rule, start: .heWithBiases, width: 16, step: 0.1)
    #expect(signal.values.count == 81 && signal.positions.first == -4)
    #expect(signal.values.allSatisfy(\.isFinite) && signal.values.contains { $0 != 0 })
    #expect(signal.likeness(lag: 2) != nil)
  }
}

import SpikeSim
import Testing

@testable import SpikeFiles
@testable import SpikeRuns

@Suite struct SparsityReportTests {
  /// The network of SpikeStatisticsTests, worked out by hand: 3-2-2, T 3, two images.
  static let network = try? Network(
    NetworkSpec(
      inputShape: [3], steps: 3,
      layers: [
        .dense(units: 2), .lif(LIFParameters()), .dense(units: 2), .lif(LIFParameters()),
      ]))

  /// Of the first layer one neuron spikes at every step of the first image.
  static func counts(_ change: (inout SpikeCounts) -> Void = { _ in }) throws -> SpikeCounts {
    var population = PopulationCounts(steps: 3, neurons: 2, classes: 2)
    population.neurons = [3, 0]
    population.steps = [1, 1, 1]
    population.classes = [3, 0]
    population.intervals = [2, 0]
    population.active = 1
    var counts = SpikeCounts(
      samples: 2, steps: 3, populations: [population, population], membraneUpdates: 10,
      effective: SynapticOperations(additions: 3, multiplyAdds: 6), denseOperations: 60,
      zeroWeights: 6, confusion: [[1, 0], [1, 0]])
    change(&counts)
    return counts
  }

  static let learning = LearningEvents(
    feedbackPairs: 5, densePairs: 100, signChanges: 2, updateSparsity: 0.25)

  static func report(_ change: (inout SpikeCounts) -> Void = { _ in }) throws -> SparsityReport {
    SparsityReport(try counts(change), of: try #require(network), learning: learning)
  }

  @Test func `NeuroBench's metrics of a network worked out by hand`() throws {
    let report = try Self.report()
    // Ten weights and four biases of 4 bytes, two LIF layers with 20 bytes of constants.
    #expect(report.footprint == 4 * 14 + 2 * 20)
    #expect(report.connectionSparsity == 0.6)
    // Six spikes of 2 images · 3 steps · 4 neurons.
    #expect(report.activationSparsity == 18.0 / 24)
    #expect(
      report.synapticOperations
        == EffectiveOperations(effectiveMACs: 3, effectiveACs: 1.5, dense: 30))
    #expect(report.membraneUpdates == 5)
    // 3 · 4.6 pJ + 1.5 · 0.9 pJ; 30 · 4.6 pJ.
    #expect(abs(report.energy.perSampleNanojoules - 0.01515) < 1e-12)
    #expect(abs(report.energy.denseNanojoules - 0.138) < 1e-12)
  }

  @Test func `rates, shares and intervals of a layer`() throws {
    let layer = try #require(try Self.report().layers.first)
    #expect(layer.neurons == 2)
    #expect(layer.firingRate == 0.25)
    #expect(layer.perStep == [0.25, 0.25, 0.25])
    #expect(layer.perClass == [0.5, 0])
    #expect(layer.everSpiked == 0.5)
    #expect(layer.activePerSample == 0.25)
    #expect(layer.dead == 1)
    #expect(layer.saturated == 0)
    #expect(layer.intervals == [2, 0])
    #expect(layer.meanInterval == 1)
    #expect(layer.medianInterval == 1)
    // One neuron at 0, one at 3 spikes of 6.
    var histogram = [Int](repeating: 0, count: 20)
    (histogram[0], histogram[10]) = (1, 1)
    #expect(layer.rateHistogram == histogram)
  }

  @Test func `a neuron is saturated from 95 % of all steps on, and has the last bin`() throws {
    func layer(_ spikes: Int) throws -> LayerSparsity {
      try #require(
        try Self.report {
          $0.samples = 10
          $0.steps = 10
          $0.populations[0].neurons = [spikes, 100]
        }.layers.first)
    }
    #expect(try layer(94).saturated == 1)
    #expect(try layer(95).saturated == 2)
    #expect(try layer(95).rateHistogram.last == 2)
    #expect(try layer(94).rateHistogram.suffix(2) == [1, 1])
  }

  @Test func `the median of an even number of intervals is the mean of the middle two`() throws {
    let layers = try Self.report {
      $0.populations[0].intervals = [1, 1]
      $0.populations[1].intervals = [1, 3]
    }.layers
    #expect(layers.map(\.medianInterval) == [1.5, 2])
    #expect(layers.map(\.meanInterval) == [1.5, 1.75])
  }

  @Test func `what nothing was counted of is null, not a number`() throws {
    let report = try Self.report {
      $0.confusion = [[2, 0], [0, 0]]
      for index in 0..<2 {
        $0.populations[index].neurons = [0, 0]
        $0.populations[index].steps = [0, 0, 0]
        $0.populations[index].classes = [0, 0]
        $0.populations[index].intervals = [0, 0]
        $0.populations[index].active = 0
      }
    }
    #expect(report.activationSparsity == 1)
    let layer = try #require(report.layers.first)
    #expect(layer.perClass == [0, nil])
    #expect(layer.meanInterval == nil)
    #expect(layer.medianInterval == nil)
    #expect(layer.dead == 2)
    let text = report.json.lineText
    #expect(!text.contains("nan"))
    #expect(try SparsityReport(reread(report), file: "s") == report)
  }

  /// Through text, as a file holds it.
  private func reread(_ report: SparsityReport) throws -> JSONValue {
    try JSONDocument(parsing: Array(report.json.lineText.utf8)).root
  }

  @Test func `what is written is read back`() throws {
    let report = try Self.report()
    #expect(try SparsityReport(reread(report), file: "s") == report)
  }

  @Test func `a key that is missing or of another type is named`() throws {
    var json = try Self.report().json
    guard case .object(var object) = json.content else { return }
    object["membraneUpdates"] = "many"
    json = JSONValue(.object(object))
    #expect(
      throws: RunError.unreadable(
        file: "s", reason: "sparsity.membraneUpdates is missing or of another type")
    ) { try SparsityReport(json, file: "s") }
    object["membraneUpdates"] = 5
    object["layers"] = [["neurons": 2]]
    #expect(
      throws: RunError.unreadable(
        file: "s", reason: "sparsity.layers[0].firingRate is missing or of another type")
    ) { try SparsityReport(JSONValue(.object(object)), file: "s") }
  }

  @Test func `a line of metrics gives its layers' weights back`() throws {
    let line: JSONValue = [
      "weights": 10, "meanWeight": 0.5, "meanBias": 0.25, "signChanges": 3, "unchanged": 0.1,
    ]
    let layer = try #require(LayerWeights(line))
    #expect(layer.signChanges == 3)
    #expect(layer.json.lineText == line.lineText)
    #expect(LayerWeights(["weights": 10]) == nil)
    // A line of this version says more.
    let whole: JSONValue = [
      "weights": 10, "meanWeight": 0.5, "meanBias": 0.25, "signChanges": 3, "unchanged": 0.1,
      "meanSquaredChange": 0.125, "medianToUpperQuartile": 0.75,
    ]
    let read = try #require(LayerWeights(whole))
    #expect((read.meanSquaredChange, read.medianToUpperQuartile) == (0.125, 0.75))
    #expect(read.json.lineText == whole.lineText)
  }
}

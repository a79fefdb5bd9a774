import SpikeKernels
import Testing

@testable import SpikeSim

/// What each type says it takes, beside what its buffers took.
@Suite struct AllocatedBytesTests {
  private static let lif = LayerStackTests.lif
  private static let adaptive = LayerSpec.lif(
    LIFParameters(adaptation: Adaptation(decay: 0.9, strength: 0.2)))
  private static func stepwise(
    _ recurrence: Recurrence?, _ synapticDecay: Float? = nil,
    _ sharing: LearnedConstants.Sharing? = nil
  ) -> LayerSpec {
    .lif(
      LIFParameters(
        recurrence: recurrence, synapticDecay: synapticDecay,
        learned: sharing.map { LearnedConstants([.beta, .threshold], per: $0) }))
  }
  private static func conv(_ channels: Int, padding: Int = 0) -> LayerSpec {
    .conv2d(Convolution(channels: channels, kernel: 3, padding: padding))
  }

  static let stacks: [[LayerSpec]] = [
    [.dense(units: 5), lif],
    [.dense(units: 70), lif, .dropout(0.2), .dense(units: 20), lif, .dense(units: 10), lif],
    [conv(3), lif, .maxPool(size: 2), conv(20, padding: 1), lif, .flatten, .dense(units: 4), lif],
    [conv(17), .maxPool(size: 2), lif, conv(3), .maxPool(size: 1), lif, .dense(units: 3), lif],
    [conv(3), .averagePool(size: 2), lif, .averagePool(size: 3), .dense(units: 4), lif],
    [conv(2), lif, .maxPool(size: 2), .dropout(0.5), .averagePool(size: 3), .dense(units: 4), lif],
    [conv(2), lif, conv(2), lif],
    [conv(2), adaptive, .dense(units: 5), adaptive],
    [.dense(units: 70), stepwise(.allToAll), .dense(units: 5), stepwise(.oneToOne, 0.5)],
    [conv(2), stepwise(nil, 0.5), .dense(units: 5), stepwise(.allToAll, nil, .layer)],
    [conv(2), stepwise(nil, nil, .neuron), conv(2), stepwise(nil, nil, .layer)],
  ]

  static let networks: [Network] = stacks.flatMap { layers in
    Encoding.allCases.flatMap { encoding in
      [7, 40].map { steps in
        do {
          return try LayerStackTests.network(layers, encoding: encoding, steps: steps)
        } catch { preconditionFailure("\(error)") }
      }
    }
  }

  /// What the buffers took that something made.
  private func taken(_ make: () -> Any) -> Double {
    let ledger = MemoryLedger()
    MemoryLedger.$current.withValue(ledger) { withExtendedLifetime(make()) {} }
    return Double(ledger.bytes)
  }

  @Test(arguments: networks)
  func `traces, simulators, parameters and statistics take what they say`(network: Network) {
    for keeping in [MembraneKeeping.none, .learning, .all, .updates] {
      for capacity in [1, 13] {
        #expect(
          Trace.bytes(network: network, capacity: capacity, membranes: keeping)
            == taken { Trace(network: network, capacity: capacity, membranes: keeping) })
      }
    }
    for threads in [1, 3] {
      let workers = Workers(threads: threads)
      #expect(
        Simulator.bytes(network: network, threads: threads)
          == taken { Simulator(network: network, capacity: 4, workers: workers) })
      #expect(
        SpikeStatistics.bytes(network: network, threads: threads)
          == taken { SpikeStatistics(network: network, workers: workers) })
    }
    #expect(Parameters.bytes(for: network) == taken { Parameters(zerosFor: network) })
  }

  /// Of every kind that memory depends on; what it makes of membranes is not asked for.
  private struct SomeRule: MembraneRule {
    var reachesSpikesOnly: Bool
    var normalization: Normalization
    var sums: [ContributionSums]
    func contributions(_ stage: Int) -> ContributionSums { sums[stage % sums.count] }
    func coefficients(_ columns: MembraneColumns) {}
  }

  @Test(arguments: networks)
  func `walks back take what they say, whatever the rule`(network: Network) {
    let sums: [[ContributionSums]] = [
      [.none], [.magnitudes], [.positive], [.none, .positive], [.magnitudes, .none],
    ]
    for sums in sums {
      for (reachesSpikesOnly, normalization) in [
        (true, Normalization.none), (false, .largest), (true, .step),
      ] {
        for (capacity, threads, records) in [(1, 1, true), (13, 2, false)] {
          let rule = SomeRule(
            reachesSpikesOnly: reachesSpikesOnly, normalization: normalization, sums: sums)
          let said = BackwardPass.bytes(
            network: network, capacity: capacity, threads: threads, for: rule,
            recordsInput: records)
          let pass = {
            BackwardPass(
              network: network, capacity: capacity, workers: Workers(threads: threads), for: rule,
              recordsInput: records)
          }
          #expect(said == taken(pass))
        }
      }
    }
  }

  @Test func `sizes that no machine has are counted without overflow`() throws {
    let network = try Network(
      NetworkSpec(
        inputShape: [1 << 20], steps: Network.maximumSteps, encoding: .rate,
        layers: [.dense(units: 1000), Self.lif]))
    let bytes = Trace.bytes(network: network, capacity: 1 << 40, membranes: .all)
    #expect(bytes.isFinite && bytes > 1e20)
  }
}

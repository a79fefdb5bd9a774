import Testing

@testable import SpikeConfig

/// Sweeps that ask for more than there is room for.
@Suite struct HostileSweepTests {
  @Test func anObjectOfKeyPathsHasAThousandAtMost() throws {
    func grid(_ count: Int) -> String {
      let axes = (0..<count).map { "\"network.x\($0)\": [0.5]" }
      return minimalSweep("\"grid\": { \(axes.joined(separator: ", ")) }")
    }
    let error = #expect(throws: ConfigError.self) { try sweep(grid(1_001)) }
    #expect(error?.faults.first?.found == "an object of 1001 keys")
    #expect(error?.faults.first?.allowed == "at most 1000")
    // A thousand are expanded, one within the other, and then fail for what they say.
    let unknown = #expect(throws: ConfigError.self) { try sweep(grid(1_000)) }
    #expect(unknown?.faults.count == 1_000)
  }

  @Test func samplesAreCountedBeforeTheyAreDrawn() {
    let axes = (0..<100).map { "\"a\($0)\": { \"uniform\": [0, 1] }" }.joined(separator: ", ")
    let random = "\"random\": { \"count\": 100000, \"axes\": { \(axes) } }"
    let error = #expect(throws: ConfigError.self) { try sweep(minimalSweep(random)) }
    #expect(error?.faults.map(\.found) == ["10000000 samples of all axes"])
    // So are those of blocks, which add up.
    let block =
      "{ \"random\": { \"count\": 100000, \"axes\": { \"seed\": { \"integer\": [0, 9] } } } }"
    let blocks = Array(repeating: block, count: 1_000).joined(separator: ", ")
    let sum = #expect(throws: ConfigError.self) {
      try sweep(minimalSweep("\"blocks\": [\(blocks)]"))
    }
    #expect(sum?.faults.map(\.found) == ["1100000 samples of all axes"])
  }
}

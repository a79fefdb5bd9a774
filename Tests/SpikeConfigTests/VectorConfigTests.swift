import SpikeData
import TestSupport
import Testing

@testable import SpikeConfig

/// Configs whose samples are vectors.
@Suite struct VectorConfigTests {
  private static func text(_ data: String = "", layers: String? = nil) -> String {
    let layers = layers ?? #"{ "dense": 8 }, "relu", { "dense": 2 }"#
    return """
      { "name": "x", "data": { "dataset": "line"\(data) }, "network": { "layers": [ \(layers) ] } }
      """
  }

  @Test func `a line has its step and seed, and no pixels`() throws {
    let read = try config(Self.text(#", "step": 0.02, "seed": 3, "train": 50, "test": 20"#))
    #expect(read.data.source == .line(step: 0.02, seed: 3))
    #expect((read.data.train, read.data.test) == (50, 20))
    #expect(read.networkSpec.inputShape == [1])
    let written = read.resolved.prettyText
    #expect(!written.contains("pixels") && !written.contains("normalization\": {"))
    #expect(try config(written) == read && config(written).hash == read.hash)
    #expect(try config(Self.text()).data.source == .line(step: 5e-4, seed: 0))
  }

  @Test func `spiking networks take vectors too`() throws {
    let read = try config(Self.text(layers: #"{ "dense": 8 }, "lif", { "dense": 2 }, "lif""#))
    #expect(read.network.isSpiking)
  }

  @Test(arguments: [
    (#", "pixels": [0, 1]"#, "data.pixels: found"),
    (#", "augmentation": { "flip": true }"#, "data.augmentation: found"),
    (#", "step": 0"#, "data.step: found 0, allowed a number in ["),
    (#", "step": 2"#, "data.step: found 2"),
    (#", "test": 0"#, "data.test: found 0, allowed a whole number from 1 to 524288"),
  ])
  func `what a line has not is told`(data: String, message: String) {
    let lines = faults(Self.text(data))
    #expect(lines.count == 1 && lines[0].contains(message), "\(lines)")
  }

  @Test func `its two classes are asked of the last layer`() {
    let lines = faults(Self.text(layers: #"{ "dense": 10 }"#))
    #expect(
      lines.contains { $0.contains("allowed 2, the classes of the data set \"line\"") }, "\(lines)")
  }
}

import SpikeSim
import TestSupport
import Testing

@testable import SpikeConfig

/// Stacks of layers that no network can have: the message names the layer, and nothing runs.
@Suite struct LayerStackFaultTests {
  private static let end = #""lif", { "dense": 10 }, "lif"]"#

  @Test(arguments: [
    (
      #"[{ "conv2d": { "channels": 2, "kernel": 29 } }, "# + end,
      "network.layers[0]: a kernel of 29 × 29 is larger than its input of 1 × 28 × 28 with padding 0"
    ),
    (
      #"[{ "conv2d": { "channels": 2, "kernel": 3, "padding": 3 } }, "# + end,
      "network.layers[0]: kernel 3, stride 1, padding 3: kernel and stride are at least 1, padding is 0 … kernel − 1"
    ),
    (
      // 28 → 24 → 12 → 8 → 4 → 0.
      #"[{ "conv2d": { "channels": 2, "kernel": 5 } }, "lif", { "maxPool": 2 }, { "conv2d": { "channels": 2, "kernel": 5 } }, "lif", { "maxPool": 9 }, { "dense": 10 }, "lif"]"#,
      "network.layers[5]: a max pool of 9 × 9 is larger than its input of 2 × 8 × 8"
    ),
    (
      #"[{ "dense": 20 }, "lif", { "conv2d": { "channels": 2, "kernel": 2 } }, "# + end,
      "network.layers[2]: a kernel of 2 × 2 is larger than its input of 20 × 1 × 1 with padding 0"
    ),
    (
      #"[{ "maxPool": 2 }, { "dense": 20 }, "# + end,
      "network.layers[0]: a max pool stands behind a connection or a lif, not before the first"
    ),
    (
      #"[{ "conv2d": { "channels": 2, "kernel": 5 } }, "flatten", "# + end,
      "network.layers[1]: flatten stands before a dense layer, not between one and its lif"
    ),
    (
      #"[{ "dropout": 0.5 }, { "dense": 20 }, "# + end,
      "network.layers[0]: dropout of a constant input is not supported: put it behind a lif"
    ),
    (
      #"[{ "dense": 20 }, { "dropout": 0.5 }, "# + end,
      "network.layers[1]: dropout stands behind a lif, not between a connection and its lif"
    ),
    (
      #"["flatten", "# + end,
      "network.layers[1]: a lif layer needs a connection (dense, conv2d) before it"
    ),
    (
      #"[{ "dense": 10 }, "lif", "flatten"]"#,
      #"network.layers[2]: found "flatten" at the end, allowed "lif" as the last layer"#
    ),
    (
      #"[{ "dense": 10 }, "lif", { "dropout": 0.5 }]"#,
      #"network.layers[2]: found dropout at the end, allowed "lif" as the last layer"#
    ),
    (
      #"[{ "conv2d": { "channels": 2, "kernel": 5 } }, { "dense": 10 }, "lif"]"#,
      #"network.layers[1]: found a dense layer directly after a conv2d layer, allowed "lif" between them"#
    ),
    (
      #"[{ "conv2d": { "channels": 1, "kernel": 27 } }, "lif"]"#,
      #"network.layers[0]: found 4 outputs of the last conv2d layer, allowed 10, the classes of the data set "digits""#
    ),
    (
      // A pool of currents counts: 24 × 24 × 2 would be too many.
      #"[{ "conv2d": { "channels": 2, "kernel": 5 } }, { "maxPool": 12 }, "lif"]"#,
      #"network.layers[0]: found 8 outputs of the last conv2d layer, allowed 10, the classes of the data set "digits""#
    ),
    (
      #"[{ "conv2d": { "channels": 0, "kernel": 5 } }, "# + end,
      "network.layers[0].conv2d.channels: found 0, allowed a whole number from 1 to 10000"
    ),
    (
      #"[{ "conv2d": { "channels": 2 } }, "# + end,
      "network.layers[0].conv2d.kernel: found nothing, allowed a whole number from 1 to 1000 (this key is required)"
    ),
    (
      #"[{ "dense": 9 }, "lif", { "dropout": 1 }, { "dense": 10 }, "lif"]"#,
      "network.layers[2].dropout: found 1, allowed a number in [0, 1)"
    ),
    (
      #"[{ "maxPool": 0 }, "# + end,
      "network.layers[0].maxPool: found 0, allowed a whole number from 1 to 1000"
    ),
  ])
  func theLayerIsNamed(layers: String, message: String) {
    let lines = faults(withNetwork("\"layers\": " + layers))
    #expect(lines.count == 1)
    #expect(lines.first?.split(separator: ": ", maxSplits: 1).last.map(String.init) == message)
  }

  @Test func itsLineIsNamedToo() {
    let text = """
      { "name": "x", "data": { "dataset": "digits" }, "network": { "layers": [
          { "dense": 20 }, "lif",
          { "maxPool": 2 },
          { "dense": 10 }, "lif"] } }
      """
    #expect(
      faults(text) == [
        "c.json:3:5: network.layers[2]: a max pool of 2 × 2 is larger than its input of 20 × 1 × 1"
      ])
    #expect(
      faults(minimal, overrides: [#"network.layers[1]={"maxPool":2}"#]) == [
        #"override network.layers[1]={"maxPool":2}: network.layers[1]: a max pool of 2 × 2 is larger than its input of 1000 × 1 × 1"#
      ])
  }

  @Test(
    .timeLimit(.minutes(5)),
    arguments: [
      #"[{"conv2d":{"channels":10000,"kernel":1}},"lif",{"conv2d":{"channels":9,"kernel":10}},"lif",{"dense":10},"lif"]"#,
      // Every full convolution widens the grid.
      "["
        + String(
          repeating: #"{"conv2d":{"channels":50,"kernel":1000,"padding":999}},"lif","#, count: 300)
        + #"{"dense":10},"lif"]"#,
      "["
        + String(
          repeating: #"{"conv2d":{"channels":9,"kernel":3,"padding":1}},"lif","#, count: 499)
        + #"{"dense":10},"lif"]"#,
    ])
  func aNetworkTooLargeForMemoryIsRefusedBeforeItTakesAny(layers: String) {
    let lines = faults(withNetwork("\"layers\": " + layers))
    #expect(lines.count == 1)
    #expect(lines.first?.contains("see more cells than the 16777216") == true, "\(lines)")
  }

  @Test func aSpikingInputMayBePooledAndLeftOut() throws {
    let layers = #""layers": [{ "averagePool": 2 }, { "dropout": 0.5 }, { "dense": 10 }, "lif"]"#
    for encoding in ["rate", "latency"] {
      let read = try config(withNetwork(layers), overrides: ["encoding=\(encoding)"])
      #expect(read.networkSpec.input == .values(try #require(Encoding(rawValue: encoding))))
      #expect(try Network(read.networkSpec).layers[0].shape.inputs == 14 * 14)
    }
  }

  @Test func aDeepNetworkOfSmallPositionsIsNotRefused() throws {
    // LeNet's positions see 24 · 24 · 25 + 8 · 8 · 300 + 1024 cells.
    let lenet = try ConfigFile.load(shipped("mnist-lenet-lfp.json")).single()
    #expect(try Network(lenet.networkSpec).layers.count == 3)
  }
}

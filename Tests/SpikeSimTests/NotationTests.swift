import SpikeSim
import Testing

@Suite struct NotationTests {
  @Test func `layers read as the field writes them`() {
    func notation(_ layers: LayerSpec...) -> String {
      NetworkSpec(inputShape: [1, 28, 28], steps: 25, layers: layers).notation
    }
    let lif = LayerSpec.lif(LIFParameters())
    #expect(
      notation(.dense(units: 1000), lif, .dense(units: 1000), lif, .dense(units: 10), lif)
        == "1000-1000-10")
    #expect(
      notation(
        .conv2d(Convolution(channels: 12, kernel: 5)), lif, .maxPool(size: 2),
        .conv2d(Convolution(channels: 64, kernel: 5, stride: 2, padding: 1)), .averagePool(size: 2),
        lif, .flatten, .dropout(0.5), .dense(units: 10), lif) == "12c5-p2-64c5s2p1-ap2-d0.5-10")
  }
}

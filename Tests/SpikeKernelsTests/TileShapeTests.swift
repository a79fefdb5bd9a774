import SpikeKernels
import Testing

@Suite struct TileShapeTests {
  @Test(arguments: [(1, 1), (3, 10), (5, 16), (2, 17), (7, 64), (4, 65), (3, 130)])
  func `weights go in and out in PyTorch's order`(inputs: Int, outputs: Int) {
    let shape = TileShape(inputs: inputs, outputs: outputs)
    let rows = (0..<inputs * outputs).map { Float($0 + 1) }
    let tiled = Buffer<Float>(count: shape.count, repeating: 0)
    shape.store(rowMajor: rows, into: tiled)
    #expect(shape.rowMajor(tiled) == rows)
    #expect(tiled.elements.count { $0 != 0 } == rows.count, "padding stays 0")
  }

  @Test func `a thousand outputs take sixteen tiles of 64`() {
    let shape = TileShape(inputs: 784, outputs: 1000)
    #expect(shape.width == 64 && shape.tiles == 16 && shape.paddedOutputs == 1024)
    #expect(TileShape(inputs: 1000, outputs: 10).width == 16)
  }

  @Test func `a region outside its buffer is a fault of the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = Buffer<Float>(count: 4, repeating: 0).region(2, 3)
    }
  }
}

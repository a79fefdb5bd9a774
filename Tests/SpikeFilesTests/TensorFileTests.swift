import Foundation
import SpikeFiles
import SpikeRuns
import Testing

@Suite("Tensor files")
struct TensorFileTests {
  @Test("a file of the reference implementation opens, every type and shape as stored")
  func reference() throws {
    let file = try TensorFile(reading: fixture("reference-types.safetensors"))
    #expect(file.names == ["a.labels", "b.weight", "empty", "pixels", "scalar", "state"])
    #expect(try file.floats("b.weight", shape: [2, 3]) == [-0.5, -0.25, 0, 0.25, 0.5, 0.75])
    #expect(try file.int32s("a.labels", shape: [3]) == [3, -1, .max])
    #expect(try file.uint64s("state", shape: [3]) == [0, 1, .max])
    #expect(try file.uint8s("pixels", shape: [1, 3]) == [0, 255, 7])
    #expect(try file.floats("scalar", shape: []) == [1.5])
    #expect(try file.floats("empty", shape: [0, 4]) == [])
    #expect(file.metadata == ["note": "é \"quoted\" \\ tab\there\n"])
  }

  @Test("what is read and written again has the reference implementation's bytes")
  func roundTrip() throws {
    let path = try fixture("reference-types.safetensors")
    #expect(try TensorFile(reading: path).encoded() == readBytes(of: path))
  }

  @Test("F64, F16 and I64 are converted to the types SpikeLab has")
  func conversions() throws {
    let file = try TensorFile(reading: fixture("converted-types.safetensors"))
    #expect(try file.floats("f64") == [0.1, -2.5, .infinity])
    #expect(try file.floats("f16") == [0.099975586, -2.5, 65504, 0x1p-24, .infinity])
    #expect(try file.int32s("i64") == [3, -9])
  }

  @Test("the golden network opens with its metadata")
  func golden() throws {
    let file = try TensorFile(reading: fixture("mlp-lfp-epsilon.safetensors"))
    #expect(file.names.contains("layers.0.weight"))
    let shape = try file.tensor("layers.0.weight").shape
    #expect(shape.count == 2)
    #expect(try file.floats("layers.0.weight", shape: shape).allSatisfy(\.isFinite))
    #expect(!file.metadata.isEmpty)
  }

  @Test("every float comes back bit for bit, NaN payloads and −0 included")
  func bits() throws {
    let patterns: [UInt32] = [0x8000_0000, 0x7fc0_1234, 0xff80_0000, 1, 0x7f7f_ffff]
    var file = TensorFile()
    file.set("x", shape: [5], patterns.map(Float.init(bitPattern:)))
    let back = try TensorFile(decoding: file.encoded())
    #expect(try back.floats("x").map(\.bitPattern) == patterns)
  }

  @Test("the bytes do not depend on the order of insertion")
  func deterministic() {
    var (first, second) = (TensorFile(), TensorFile())
    let names = (0..<50).map { "layers.\($0).weight" }
    for name in names { first.set(name, shape: [1], [1]) }
    for name in names.reversed() { second.set(name, shape: [1], [1]) }
    for key in names { first.metadata[key] = key }
    for key in names.reversed() { second.metadata[key] = key }
    #expect(first.encoded() == second.encoded())
    #expect(first.encoded().count % 4 == 0)
  }

  @Test("a missing tensor, a wrong shape and a wrong type say what was expected and found")
  func checkedAccess() throws {
    var file = TensorFile(path: "net.safetensors")
    file.set("layers.0.weight", shape: [2, 3], [Float](repeating: 0, count: 6))
    #expect(
      throws: DataError.tensorMissing(
        path: "net.safetensors", tensor: "layers.1.weight", present: ["layers.0.weight"])
    ) { try file.floats("layers.1.weight") }
    #expect(
      throws: DataError.tensorShape(
        path: "net.safetensors", tensor: "layers.0.weight", expected: [3, 2], found: [2, 3])
    ) { try file.floats("layers.0.weight", shape: [3, 2]) }
    #expect(
      throws: DataError.tensorType(
        path: "net.safetensors", tensor: "layers.0.weight", expected: .int32, found: .float32)
    ) { try file.int32s("layers.0.weight") }
  }

  @Test("values that do not fill a shape are a programming error")
  func shapeInvariant() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor(shape: [2, 2], values: .uint8([1, 2, 3]))
    }
  }
}

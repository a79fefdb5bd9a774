import SpikeFiles
import SpikeKernels
import SpikeSim
import TestSupport
import Testing

@testable import SpikeTraining

/// Networks that start from parameters in a file.
@Suite struct StoredParametersTests {
  private let folder: TestDirectory
  private let network: Network
  private let parameters: Parameters

  init() throws {
    folder = try TestDirectory()
    network = try Network(
      NetworkSpec(
        inputShape: [1, 6, 6], steps: 3,
        layers: [
          .conv2d(Convolution(channels: 2, kernel: 3)), .lif(LIFParameters()), .flatten,
          .dense(units: 5), .lif(LIFParameters()),
        ]))
    parameters = Parameters(zerosFor: network)
    parameters.initialise(seed: 4)
  }

  /// A file as another program would write it, after a change.
  private func write(_ change: (inout TensorFile) -> Void = { _ in }) throws -> StoredParameters {
    var file = TensorFile()
    for (name, tensor) in parameters.named { file.set(name, shape: tensor.shape, tensor.rowMajor) }
    file.set("something.else", shape: [1], [3])
    change(&file)
    try file.write(to: path)
    return StoredParameters(.tensors(path))
  }

  private var path: String { folder.path + "/in.safetensors" }

  private func values(_ parameters: Parameters) -> [[Float]] {
    parameters.named.map(\.tensor.rowMajor)
  }

  /// What reading throws; the parameters must be what they were.
  private func fault(of stored: StoredParameters) -> (any Error)? {
    let target = Parameters(zerosFor: network)
    do {
      try stored.read(into: target, of: network)
      return nil
    } catch {
      #expect(values(target) == values(Parameters(zerosFor: network)))
      return error
    }
  }

  @Test func `every tensor comes from the file`() throws {
    let stored = try write()
    let target = Parameters(zerosFor: network)
    try Initialisation.stored(stored).fill(
      target, of: network, seed: 9, calibration: [], workers: Workers(threads: 1))
    #expect(values(target) == values(parameters))
  }

  @Test func `a run's folder stands for its checkpoint`() {
    #expect(StoredParameters(.run("a/b")).path == "a/b/checkpoint.safetensors")
    #expect(StoredParameters(.run("a/b/")).path == "a/b/checkpoint.safetensors")
  }

  @Test func `a tensor that is missing is named with its layer`() throws {
    let stored = try write { $0["layers.1.bias"] = nil }
    #expect(
      fault(of: stored) as? StoredParametersFault
        == StoredParametersFault.missing(path: path, tensor: "layers.1.bias", layer: 3, shape: [5]))
  }

  @Test func `a tensor of another shape is named with its layer, and both shapes`() throws {
    let stored = try write {
      $0.set("layers.1.weight", shape: [5, 31], [Float](repeating: 0, count: 155))
    }
    #expect(
      fault(of: stored) as? StoredParametersFault
        == StoredParametersFault.shape(
          path: path, tensor: "layers.1.weight", layer: 3, needed: [5, 32], found: [5, 31]))
  }

  @Test func `a file of more layers, of other types or with infinite numbers is refused`() throws {
    #expect(
      fault(of: try write { $0.set("layers.2.weight", shape: [1, 1], [1]) }) as? DataError
        == .tensorUnexpected(path: path, tensor: "layers.2.weight", hasLayer: false))
    #expect(
      fault(
        of: try write { $0["layers.1.bias"] = Tensor(shape: [5], values: .int32([1, 2, 3, 4, 5])) })
        as? DataError
        == .tensorType(path: path, tensor: "layers.1.bias", expected: .float32, found: .int32))
    let infinite = try write { $0.set("layers.1.bias", shape: [5], [0, 0, .infinity, 0, 0]) }
    #expect("\(try #require(fault(of: infinite)))".contains("tensor layers.1.bias, element 2"))
  }

  @Test func `another file than the config means is refused`() throws {
    var stored = try write()
    stored.checksum = try stored.checksumOfFile()
    #expect(fault(of: stored) == nil)
    _ = try write { $0.set("something.else", shape: [1], [4]) }
    let found = try StoredParameters(.tensors(path)).checksumOfFile()
    #expect(
      fault(of: stored) as? StoredParametersFault
        == StoredParametersFault.otherFile(
          path: path, expected: try #require(stored.checksum), found: found))
  }

  @Test func `damaged files are refused, and none crashes`() throws {
    let stored = try write()
    let bytes = try readFile(path, limit: 1 << 20, .named)
    let seed = UInt64.random(in: 0...(.max))
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      var damaged = bytes
      for _ in 0..<generator.integer(below: 4) + 1 {
        damaged[generator.integer(below: damaged.count)] = UInt8(generator.integer(below: 256))
      }
      if generator.integer(below: 3) == 0 {
        damaged.removeLast(generator.integer(below: damaged.count))
      }
      try SpikeFiles.writeAtomically(damaged, to: path)
      _ = fault(of: stored)
    }
    #expect(fault(of: StoredParameters(.tensors(folder.path))) != nil, "seed \(seed)")
    #expect(fault(of: StoredParameters(.tensors(folder.path + "/absent"))) != nil)
    #expect(fault(of: StoredParameters(.tensors("/dev/zero"))) != nil)
  }
}

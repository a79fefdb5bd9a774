import SpikeKernels
import TestSupport
import Testing

@testable import SpikeConfig

/// Configs made of anything at all.
@Suite struct HostileConfigTests {
  @Test(arguments: 0..<4)
  func noBytesCrashTheReader(seed: UInt64) {
    // Failures print the seed, as the case's argument.
    var generator = SeededGenerator(seed: seed)
    let original = Array(ConfigFile.quickStartText.utf8)
    var wrong: [String] = []
    for _ in 0..<2_000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        case 2:
          bytes.insert(Array("{}[]\",:\\/*-9e".utf8).randomElement(using: &generator)!, at: place)
        default:
          let end = min(bytes.count, place + 40)
          bytes.insert(contentsOf: bytes[place..<end], at: place)
        }
      }
      wrong += faults(bytes).filter { !$0.hasPrefix("c.json") || $0.contains { $0.isNewline } }
    }
    #expect(wrong.isEmpty)
  }

  @Test func everyFaultOfAFileFullOfThemIsTold() {
    // As many unknown keys as fit, under as many variants as are allowed.
    let keys = (0..<20_000).map { "\"key\($0)\": {}" }.joined(separator: ",")
    let variants = (0..<1_000).map { "{ \"name\": \"\($0)\" }" }.joined(separator: ",")
    let text = "{ \"name\": \"x\", \(keys), \"variants\": [\(variants)] }"
    #expect(faults(text).count > 20_000)
  }
}

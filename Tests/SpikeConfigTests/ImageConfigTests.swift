import SpikeData
import TestSupport
import Testing

@testable import SpikeConfig

/// What a config says of images: what bytes become, and how they are changed in training.
@Suite struct ImageConfigTests {
  private static func data(_ members: String, dataset: String = "cifar10") -> String {
    #"{ "name": "x", "data": { "dataset": "\#(dataset)", \#(members) } }"#
  }

  private static let three =
    #""normalization": { "mean": [0.5, 0.4, 0.3], "deviation": [0.2, 1, 2] }"#

  @Test func `normalization stands instead of pixels, and is written as it was read`() throws {
    let read = try config(Self.data(Self.three))
    #expect(read.data.pixels == .normalized(mean: [0.5, 0.4, 0.3], deviation: [0.2, 1, 2]))
    let written = read.resolved.prettyText
    #expect(!written.contains("pixels"))
    #expect(try config(written) == read)
    #expect(try config(Self.data(#""pixels": [0, 1]"#)).data.pixels == .range(low: 0, high: 1))
    // Grey images have one channel.
    let grey = try config(
      Self.data(#""normalization": { "mean": [0.13], "deviation": [0.3] }"#, dataset: "mnist"))
    #expect(grey.data.pixels == .normalized(mean: [0.13], deviation: [0.3]))
  }

  @Test func `augmentation is written as it was read, and what changes nothing is none`() throws {
    let read = try config(Self.data(#""augmentation": { "flip": true, "crop": 4 }"#))
    #expect(read.data.augmentation == Augmentation(flip: true, crop: 4))
    #expect(try config(read.resolved.prettyText) == read)
    let partly = try config(Self.data(#""augmentation": { "crop": 2 }"#))
    #expect(partly.data.augmentation == Augmentation(crop: 2))
    for none in ["{}", #"{ "flip": false, "crop": 0 }"#] {
      #expect(try config(Self.data(#""augmentation": \#(none)"#)).data.augmentation == nil)
    }
  }

  @Test func `the network of CIFAR-10 takes three channels`() throws {
    let spec = try config(Self.data(#""pixels": [0, 1]"#)).networkSpec
    #expect(spec.inputShape == [3, 32, 32])
  }

  @Test
  func `files of one's own say their folder, size and classes, and are written as they were read`()
    throws
  {
    let text = Self.data(
      #""folder": "mine", "rows": 9, "columns": 8, "classes": 10"#, dataset: "idx")
    let read = try config(text)
    #expect(read.data.source == .idx(folder: OwnFolder("mine"), rows: 9, columns: 8, classes: 10))
    #expect(read.networkSpec.inputShape == [1, 9, 8])
    #expect(try config(read.resolved.prettyText) == read)
    #expect(try config(text, overrides: ["data.folder=other"]).hash != read.hash)
    let fewer = Self.data(
      #""folder": "mine", "rows": 9, "columns": 8, "classes": 3"#, dataset: "idx")
    #expect(faults(fewer).count == 1 && faults(fewer)[0].contains("allowed 3, the classes of"))
    let none = faults(Self.data(#""rows": 9, "columns": 8, "classes": 10"#, dataset: "idx"))
    #expect(none.count == 1 && none[0].hasSuffix("allowed a text (this key is required)"))
  }

  @Test(arguments: [
    (
      #""pixels": [0, 1], "# + three,
      #"c.json:1:77: data.normalization: found "normalization" beside "pixels", allowed one of the two, for each says what bytes become"#
    ),
    (
      #""normalization": { "mean": [0.5], "deviation": [0.2, 1, 2] }"#,
      "c.json:1:74: data.normalization.mean: found a list of 1 elements, allowed a list of 3 elements"
    ),
    (
      #""normalization": { "mean": [0.5, 0.4, 0.3], "deviation": [0.2, 0, 2] }"#,
      "c.json:1:110: data.normalization.deviation[1]: found 0, allowed a number above 0"
    ),
    (
      #""normalization": { "mean": [0, 0, 0], "deviation": [1, 1, 1e-44] }"#,
      #"c.json:1:64: data.normalization: found {"mean": [0, 0, 0], "deviation": [1, 1, 1e-44]}, allowed numbers with which the 256 bytes become finite values that differ"#
    ),
    (
      #""normalization": { "mean": [0, 1e30, 0], "deviation": [1, 1, 1] }"#,
      #"c.json:1:64: data.normalization: found {"mean": [0, 1e30, 0], "deviation": [1, 1, 1]}, allowed numbers with which the 256 bytes become finite values that differ"#
    ),
    (
      #""normalization": { "mean": [0, 0, 0] }"#,
      "c.json:1:64: data.normalization.deviation: found nothing, allowed a list (this key is required)"
    ),
    (
      #""augmentation": { "flip": 1 }"#,
      "c.json:1:73: data.augmentation.flip: found the number 1, allowed true or false"
    ),
    (
      #""augmentation": { "crop": 32 }"#,
      "c.json:1:73: data.augmentation.crop: found 32, allowed less than the height and width of an image: 0 to 31"
    ),
    (
      #""augmentation": { "flips": true }"#,
      #"c.json:1:65: data.augmentation.flips: found an unknown key, allowed the keys flip, crop; did you mean "flip"?"#
    ),
  ])
  func `a fault says where it is and what is allowed`(members: String, message: String) {
    let found = faults(Self.data(members))
    #expect(found.count == 1)
    // Columns are counted elsewhere; the path, what was found and what is allowed are the claim.
    let tail = { (text: String) in text.split(separator: ": ").dropFirst().joined(separator: ": ") }
    #expect(found.first.map(tail) == tail(message))
  }
}

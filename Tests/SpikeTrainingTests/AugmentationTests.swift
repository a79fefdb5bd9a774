import SpikeData
import SpikeFiles
import SpikeKernels
import SpikeSim
import TestSupport
import Testing

@testable import SpikeTraining

@Suite struct AugmentationTests {
  /// The values of an image of 2 × 3, 1 to 6, after a change.
  private static func changed(_ change: Augmentation.Change) throws -> [[Float]] {
    let images = try ImageDataset(
      name: "six", rows: 2, columns: 3, classes: 1, pixels: [1, 2, 3, 4, 5, 6], labels: [0])
    let samples = ImageSamples(images, .range(low: 0, high: 255), nil, seed: 0)
    let values = Buffer<Float>(count: 6, repeating: .nan)
    samples.load(0, change, into: values.all)
    return [Array(values.elements[..<3]), Array(values.elements[3...])]
  }

  @Test(
    arguments: [
      (.init(), [[1, 2, 3], [4, 5, 6]]),
      // As torchvision's pad and crop: row r is row r + 1 of the image, column c column c − 1.
      (.init(rows: 1), [[4, 5, 6], [0, 0, 0]]), (.init(rows: -1), [[0, 0, 0], [1, 2, 3]]),
      (.init(columns: 1), [[2, 3, 0], [5, 6, 0]]), (.init(columns: -2), [[0, 0, 1], [0, 0, 4]]),
      (.init(rows: 1, columns: -1), [[0, 4, 5], [0, 0, 0]]),
      (.init(rows: 2), [[0, 0, 0], [0, 0, 0]]), (.init(columns: -3), [[0, 0, 0], [0, 0, 0]]),
      (.init(isMirrored: true), [[3, 2, 1], [6, 5, 4]]),
      // Moved first, then mirrored.
      (.init(rows: -1, columns: 1, isMirrored: true), [[0, 0, 0], [0, 3, 2]]),
    ] as [(Augmentation.Change, [[Float]])])
  func `an image is moved, black comes in, and it is mirrored`(
    change: Augmentation.Change, expected: [[Float]]
  ) throws {
    #expect(try Self.changed(change) == expected)
  }

  @Test func `what comes in is black before normalization, in every channel`() throws {
    let images = try ImageDataset(
      name: "white", channels: 2, rows: 1, columns: 2, classes: 1,
      pixels: [255, 255, 255, 255], labels: [0])
    let samples = ImageSamples(
      images, .normalized(mean: [0.5, 0.25], deviation: [0.5, 0.25]), nil, seed: 0)
    let values = Buffer<Float>(count: 4, repeating: .nan)
    samples.load(0, .init(columns: 1), into: values.all)
    // White is 1 and 3, black −1 in both.
    for (found, expected) in zip(values.elements, [1, -1, 3, -1] as [Float]) {
      #expect(abs(found - expected) < 1e-6)
    }
  }

  @Test func `each change is as likely as the others, and depends on seed, epoch and image`() {
    let augmentation = Augmentation(flip: true, crop: 2)
    var counts: [Augmentation.Change: Int] = [:]
    let (epochs, images) = (20, 500)
    for epoch in 0..<epochs {
      for image in 0..<images {
        counts[augmentation.change(of: image, epoch: epoch, seed: 7), default: 0] += 1
      }
    }
    // 50 changes, each 200 times on average with a deviation of 14.
    #expect(counts.count == 50)
    #expect(counts.values.allSatisfy { (130...270).contains($0) }, "\(counts.values.sorted())")
    func changes(epoch: Int, seed: UInt64) -> [Augmentation.Change] {
      (0..<40).map { augmentation.change(of: $0, epoch: epoch, seed: seed) }
    }
    #expect(changes(epoch: 3, seed: 7) == changes(epoch: 3, seed: 7))
    #expect(Set([(3, 7), (4, 7), (3, 8)].map { changes(epoch: $0, seed: $1) }).count == 3)
  }

  @Test func `neither change is drawn from what the other is drawn from`() {
    let (both, flips, crops) = (
      Augmentation(flip: true, crop: 3), Augmentation(flip: true), Augmentation(crop: 3)
    )
    for image in 0..<100 {
      let whole = both.change(of: image, epoch: 1, seed: 2)
      let (flip, crop) = (
        flips.change(of: image, epoch: 1, seed: 2), crops.change(of: image, epoch: 1, seed: 2)
      )
      #expect(flip == .init(isMirrored: whole.isMirrored))
      #expect(crop == .init(rows: whole.rows, columns: whole.columns))
    }
  }

  @Test func `only what is loaded for an epoch is changed`() throws {
    let images = try SmallTraining.stripes(count: 8)
    let (scale, workers) = (PixelScale.range(low: 0, high: 1), Workers(threads: 1))
    let plain = Samples(.images(images), pixels: scale)
    let samples = Samples(
      .images(images), pixels: scale, augmentation: Augmentation(flip: true, crop: 3), seed: 5)
    #expect(samples.values(first: 8) == plain.values(first: 8))
    func epoch(_ epoch: Int, _ order: [Int]) -> [Int: [Float]] {
      let batch = Buffer<Float>(count: 8 * 64, repeating: 0)
      samples.load(order[...], into: batch, epoch: epoch, using: workers)
      return Dictionary(
        uniqueKeysWithValues: order.enumerated().map { place, image in
          (image, batch.region(place * 64, 64).elements)
        })
    }
    // The same in any order; another epoch changes all or nearly all.
    let first = epoch(0, Array(0..<8))
    #expect(first == epoch(0, [3, 1, 7, 0, 2, 6, 5, 4]))
    let second = epoch(1, Array(0..<8))
    #expect((0..<8).count { first[$0] != second[$0] } >= 6)
  }

  private static let augmentation = Augmentation(flip: true, crop: 2)

  @Test(arguments: SmallRule.ofParts)
  func `a training resumed ends with the bytes of one that was not interrupted`(
    rule: SmallRule
  ) throws {
    let undisturbed = try SmallTraining(rule, augmentation: Self.augmentation)
    try undisturbed.train(epochs: 2)
    let plain = try SmallTraining(rule)
    try plain.train(epochs: 2)
    #expect(undisturbed.bytes != plain.bytes)
    for (batches, threads, capacity) in [(1, 1, 16), (3, 2, 5), (5, 3, 1), (7, 2, 11)] {
      let stopped = try SmallTraining(
        rule, threads: threads, capacity: capacity, augmentation: Self.augmentation)
      var left = batches
      while stopped.trainer.position.epoch < 2 {
        let tally = try stopped.trainer.trainEpoch(on: stopped.samples) { _, _ in
          left -= 1
          return left > 0
        }
        if tally == nil { break }
      }
      let continued = try SmallTraining(rule, threads: 2, augmentation: Self.augmentation)
      try Checkpoint.restore(continued.trainer, from: TensorFile(decoding: stopped.bytes))
      while continued.trainer.position.epoch < 2 { try continued.train(epochs: 1) }
      #expect(continued.bytes == undisturbed.bytes, "stopped after \(batches) batches")
    }
  }
}

import SpikeKernels

/// How the images of a training are changed at random, so that a network sees each in many ways.
public struct Augmentation: Sendable, Hashable {
  /// Whether an image is mirrored, left to right, with a probability of 1/2.
  public var flip: Bool

  /// Most pixels that an image is moved by, up or down and left or right, each amount as likely. What
  /// comes in is black: a crop of the image with so many pixels of padding around it.
  public var crop: Int

  /// Describes an augmentation.
  ///
  /// - Precondition: `crop` is not negative.
  public init(flip: Bool = false, crop: Int = 0) {
    precondition(crop >= 0, "images moved by up to \(crop) pixels")
    (self.flip, self.crop) = (flip, crop)
  }

  /// What becomes of one image: pixel (row, column) is the one at (row + `rows`, column + `columns`),
  /// black outside of the image, and then left and right change places.
  package struct Change: Sendable, Hashable {
    package var rows = 0
    package var columns = 0
    package var isMirrored = false

    package init(rows: Int = 0, columns: Int = 0, isMirrored: Bool = false) {
      (self.rows, self.columns, self.isMirrored) = (rows, columns, isMirrored)
    }
  }

  /// What becomes of an image in an epoch. It depends on nothing else: no thread, batch or interruption
  /// changes it.
  ///
  /// - Parameters:
  ///   - image: Its place in the training images.
  ///   - epoch: The epoch, from 0.
  ///   - seed: The run's seed.
  package func change(of image: Int, epoch: Int, seed: UInt64) -> Change {
    // A seed for each epoch, and of it a stream for each image.
    var epochs = SeededGenerator(seed: seed, stream: Self.firstStream &+ UInt64(epoch))
    var random = SeededGenerator(seed: epochs.next(), stream: UInt64(image))
    // All three are drawn, so that none depends on whether the others are asked for.
    let isMirrored = random.next() >> 63 == 1
    return Change(
      rows: random.integer(below: 2 * crop + 1) - crop,
      columns: random.integer(below: 2 * crop + 1) - crop, isMirrored: flip && isMirrored)
  }

  /// The streams of a run's seed that belong to augmentation: one an epoch, from here on. The letters
  /// are "augments".
  private static let firstStream: UInt64 = 0x6175_676d_656e_7473
}

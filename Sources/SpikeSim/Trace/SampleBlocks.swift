/// A batch cut into blocks of samples, the unit of work that one thread takes at a time.
package struct SampleBlocks: Sendable {
  /// Samples of the batch.
  package let samples: Int
  /// Samples in a block; the last may be shorter.
  package static let size = 12

  package init(_ samples: Int) { self.samples = samples }

  /// Number of blocks.
  package var count: Int { (samples + Self.size - 1) / Self.size }

  /// The samples of one block.
  package subscript(index: Int) -> Range<Int> {
    index * Self.size..<min(samples, (index + 1) * Self.size)
  }
}

import SpikeData
import SpikeFiles

extension Declaration<DataSource> {
  /// A data set, with the keys that its samples have besides its own.
  ///
  /// - Parameter test: What `test` means.
  init(
    _ dataset: some NamedDataset, _ documentation: String, keys: [SchemaKey] = [],
    test: String = "How many test images to use, from the first. All when absent.",
    read: @escaping @Sendable (ResolvedReader) -> DataSource,
    write: @escaping @Sendable (DataSource) -> JSONValue?
  ) {
    var further: [SchemaKey] = []
    if case .image(let channels, _, _) = dataset.shape {
      further = ImageKeys.keys(channels: channels)
    }
    self.init(
      dataset.name, documentation,
      keys: keys + Self.subset(of: dataset.counts, test: test) + further,
      read: read, write: { source, _ in write(source) })
  }

  /// How many samples to use of a data set of so many.
  private static func subset(
    of counts: (train: Int, test: Int), test: String
  ) -> [SchemaKey] {
    [
      .optional(
        "train", .integer(1...counts.train),
        "How many training images to use, from the first. All when absent."
      ).example(1000),
      .optional("test", .integer(1...counts.test), test).example(500),
      .optional(
        "validation", .integer(1...(counts.train - 1)),
        "How many of these training images, the last, to keep out of training and measure after "
          + "every epoch. None when absent."
      ).example(200),
      .optional(
        "skip", .integer(1...(counts.train - 1)),
        "How many of the first training images to leave out, before those to use. None when absent."
      ).example(100),
    ]
  }
}

import Foundation

extension DatasetDownload {
  /// The binary version of CIFAR-10 from the page of its author: 162 MiB, unpacked 176 MiB.
  public static var cifar10: DatasetDownload {
    let names = CIFAR10.trainFiles + [CIFAR10.testFile]
    let size = CIFAR10.mostRecords * CIFAR10.recordSize
    return DatasetDownload(
      dataset: "cifar10", title: "CIFAR-10", folder: "cifar10",
      parts: [
        Part(
          remote: "cifar-10-binary.tar.gz", files: names,
          form: .archive(
            folder: CIFAR10.archiveFolder,
            sizes: Dictionary(uniqueKeysWithValues: names.map { ($0, size) })),
          checksum: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")
      ],
      mirrors: [URL(string: "https://www.cs.toronto.edu/~kriz/")!],
      totalTimeout: .seconds(3600), largestResponse: 192 << 20, largestContent: 256 << 20)
  }
}

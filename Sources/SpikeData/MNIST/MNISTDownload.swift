import Foundation

extension DatasetDownload {
  /// MNIST's four files from the published mirrors. The largest is 9.5 MiB, decompressed 45 MiB.
  public static var mnist: DatasetDownload {
    let checksums: [(MNISTFile, String)] = [
      (.trainImages, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
      (.trainLabels, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
      (.testImages, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
      (.testLabels, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ]
    return DatasetDownload(
      dataset: "mnist", title: "MNIST", folder: "mnist",
      parts: checksums.map { file, checksum in
        Part(
          remote: file.rawValue + ".gz", files: [file.rawValue], form: .file, checksum: checksum)
      },
      mirrors: [
        URL(string: "https://storage.googleapis.com/cvdf-datasets/mnist/")!,
        URL(string: "https://ossci-datasets.s3.amazonaws.com/mnist/")!,
      ],
      totalTimeout: .seconds(600), largestResponse: 32 << 20, largestContent: 128 << 20)
  }
}

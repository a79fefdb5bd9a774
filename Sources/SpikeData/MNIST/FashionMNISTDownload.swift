import Foundation

extension DatasetDownload {
  /// Fashion-MNIST's four files from their authors' repository and its first address. The largest is
  /// 25 MiB, decompressed 45 MiB.
  public static var fashionMNIST: DatasetDownload {
    // Of the compressed files, as published.
    let files: [(file: MNISTFile, size: Int, checksum: String)] = [
      (
        .trainImages, 47_040_016,
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"
      ),
      (.trainLabels, 60_008, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
      (.testImages, 7_840_016, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
      (.testLabels, 10_008, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    ]
    return DatasetDownload(
      dataset: "fashion-mnist", title: "Fashion-MNIST", folder: "fashion-mnist",
      parts: files.map { file, size, checksum in
        Part(
          remote: file.rawValue + ".gz", files: [file.rawValue], form: .compressed(size: size),
          checksum: checksum)
      },
      mirrors: [
        URL(
          string:
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/")!,
        URL(string: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")!,
      ],
      totalTimeout: .seconds(600), largestResponse: 32 << 20, largestContent: 128 << 20)
  }
}

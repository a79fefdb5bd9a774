import Foundation

/// The four files MNIST is published as, and any data set in the same form.
public enum MNISTFile: String, CaseIterable, Sendable {
  /// 60,000 images, 28 × 28.
  case trainImages = "train-images-idx3-ubyte"
  /// Their labels.
  case trainLabels = "train-labels-idx1-ubyte"
  /// 10,000 images, 28 × 28.
  case testImages = "t10k-images-idx3-ubyte"
  /// Their labels.
  case testLabels = "t10k-labels-idx1-ubyte"

  /// What the file holds.
  public var content: IDX.Content {
    switch self {
    case .trainImages, .testImages: .images
    case .trainLabels, .testLabels: .labels
    }
  }

  /// The dimensions MNIST's own file has.
  var dimensions: [Int] {
    switch self {
    case .trainImages: [60_000, 28, 28]
    case .trainLabels: [60_000]
    case .testImages: [10_000, 28, 28]
    case .testLabels: [10_000]
    }
  }
}

/// Where each of the four files is.
struct MNISTLocation: Equatable {
  var paths: [MNISTFile: String]

  /// Finds the four files, plain or with `.gz`, in the first directory that has all of them.
  ///
  /// - Throws: ``DataError/datasetNotFound(dataset:searched:)``.
  init(in root: DataRoot) throws(DataError) {
    var searched: [SearchedDirectory] = []
    for directory in root.mnistDirectories {
      let found = Self.files(in: directory)
      let missing = MNISTFile.allCases.filter { found[$0] == nil }
      if missing.isEmpty {
        paths = found
        return
      }
      searched.append(
        SearchedDirectory(
          path: directory, missing: missing.map(\.rawValue), isPartial: !found.isEmpty))
    }
    throw .datasetNotFound(dataset: .mnist, searched: searched)
  }

  private static func files(in directory: String) -> [MNISTFile: String] {
    var found: [MNISTFile: String] = [:]
    for file in MNISTFile.allCases { found[file] = path(of: file, in: directory) }
    return found
  }

  /// The path of a file in a directory, plain or else with `.gz`; nil if neither is there.
  static func path(of file: MNISTFile, in directory: String) -> String? {
    let plain = directory + "/" + file.rawValue
    return [plain, plain + ".gz"].first(where: fileExists)
  }

  /// Reads one file and checks that its dimensions are MNIST's.
  func read(_ file: MNISTFile) throws(DataError) -> (idx: IDX, path: String) {
    let path = paths[file]!
    let idx = try IDX(reading: path, as: file.content)
    guard idx.dimensions == file.dimensions else {
      throw .malformed(
        path: path, part: "dimensions", expected: "\(file.dimensions)", found: "\(idx.dimensions)")
    }
    return (idx, path)
  }

  /// Reads images and labels that belong together.
  func read(
    _ images: MNISTFile, _ labels: MNISTFile, name: String
  ) throws(DataError) -> ImageDataset {
    let (pictures, classes) = (try read(images).idx, try read(labels))
    return try ImageDataset(
      name: name, rows: pictures.dimensions[1], columns: pictures.dimensions[2], classes: 10,
      pixels: pictures.values, labels: classes.idx.values, source: classes.path)
  }
}

import Foundation
import SpikeFiles

/// The four files MNIST is published as, and any data set in the same form.
public enum MNISTFile: String, CaseIterable, Sendable {
  /// Images of 28 × 28; 60,000 as published.
  case trainImages = "train-images-idx3-ubyte"
  /// Their labels.
  case trainLabels = "train-labels-idx1-ubyte"
  /// Images of 28 × 28; 10,000 as published.
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

  /// Reads images and labels that belong together: at least one image of 28 × 28, and a label for
  /// each. There may be fewer than in the published files, as in an excerpt for a quick trial.
  func read(
    _ images: MNISTFile, _ labels: MNISTFile, name: String, memory: MemoryBudget
  ) throws(DataError) -> ImageDataset {
    let (picturePath, labelPath) = (paths[images]!, paths[labels]!)
    let pictures = try IDX(reading: picturePath, as: .images, memory: memory)
    let (count, size) = (pictures.dimensions[0], Array(pictures.dimensions[1...]))
    guard count >= 1, size == [28, 28] else {
      throw .malformed(
        path: picturePath, part: "dimensions", expected: "[at least 1, 28, 28]",
        found: "\(pictures.dimensions)")
    }
    let classes = try IDX(reading: labelPath, as: .labels, memory: memory)
    guard classes.dimensions == [count] else {
      throw .malformed(
        path: labelPath, part: "number of labels",
        expected: "\(count), one for each image of \(picturePath)",
        found: "\(classes.dimensions[0])")
    }
    return try ImageDataset(
      name: name, rows: size[0], columns: size[1], classes: 10, pixels: pictures.values,
      labels: classes.values, source: labelPath)
  }
}

import Foundation
import SpikeData
import SpikeFiles
import TestSupport
import Testing

@Suite("Procedural digits")
struct ProceduralDigitsTests {
  @Test("the first images of the data set 'digits' are these very bytes, on every machine")
  func knownBytes() {
    let splits = ProceduralDigits().splits(train: 100, test: 50)
    #expect(
      splits.train.checksum
        == "0fb389dfd0f1b05aed7b2d8641b99f21ad3a06cb1bcb6f1526e5fb3d23334a73")
    #expect(
      splits.test.checksum
        == "3221d07409d25541c1f1e29acabd63d6250060f8c0e303076f4bcee2eb13ea42")
  }

  @Test("a smaller split is the beginning of a larger one")
  func prefix() {
    let (small, large) = (
      ProceduralDigits().splits(train: 33, test: 7), ProceduralDigits().splits(train: 60, test: 25)
    )
    #expect(small == large.prefix(train: 33, test: 7))
  }

  @Test("another seed gives other images, and train and test share none")
  func independence() throws {
    let (first, second) = (
      ProceduralDigits(seed: 1).splits(train: 300, test: 300),
      ProceduralDigits(seed: 2).splits(train: 300, test: 300)
    )
    let images = try [first.train, first.test, second.train, second.test].flatMap { split in
      let images = try #require(split.images)
      return (0..<split.count).map { Array(images.image($0)) }
    }
    #expect(Set(images).count == 1200)
  }

  @Test("every ten images hold each class once, in an order that changes")
  func balance() {
    let labels = ProceduralDigits().splits(train: 500, test: 0).train.labels
    let tens = stride(from: 0, to: 500, by: 10).map { Array(labels[$0..<($0 + 10)]) }
    #expect(tens.allSatisfy { $0.sorted() == Array(0..<10) })
    #expect(Set(tens).count > 45)
  }

  @Test("every image has the ink of a digit, away from the border, on an empty background")
  func ink() throws {
    let train = try #require(ProceduralDigits().splits(train: 500, test: 0).train.images)
    for index in 0..<train.count {
      let image = Array(train.image(index))
      let inked = image.count { $0 > 127 }
      // A thin 1 has about 20 such pixels of 784, a bold 8 about 150.
      #expect((15...200).contains(inked), "image \(index), a \(train.labels[index])")
      #expect(image.count { $0 == 0 } > 784 / 2)
      let sides = (0..<28).map { [$0, 756 + $0, 28 * $0, 28 * $0 + 27] }
      let border = sides.joined().map { image[$0] }
      #expect(border.count { $0 > 127 } <= 8, "image \(index), a \(train.labels[index])")
    }
  }

  @Test("no pixels are drawn for no images")
  func empty() {
    let none = ProceduralDigits().splits(train: 0, test: 0)
    #expect((none.train.count, none.test.count) == (0, 0))
  }

  @Test("the written files read back as the same images; they are not overwritten unasked")
  func files() throws {
    let (directory, splits) = (try TestDirectory(), ProceduralDigits().splits(train: 30, test: 20))
    let paths = try splits.write(to: directory("a/b"))
    #expect(paths.map { ($0 as NSString).lastPathComponent } == MNISTFile.allCases.map(\.rawValue))
    #expect(try IDX(reading: paths[0], as: .images).values == splits.train.images?.pixels)
    #expect(try IDX(reading: paths[3], as: .labels).values == splits.test.labels)
    #expect(throws: DataError.alreadyExists(path: paths[0])) {
      try splits.write(to: directory("a/b"))
    }
    try FileManager.default.removeItem(atPath: paths[0])
    #expect(throws: DataError.alreadyExists(path: paths[1])) {
      try splits.write(to: directory("a/b"))
    }
    #expect(
      !FileManager.default.fileExists(atPath: paths[0]), "nothing is written before the check")
    try splits.write(to: directory("a/b"), overwriting: true)
    #expect(try IDX(reading: paths[0], as: .images).dimensions == [30, 28, 28])
  }
}

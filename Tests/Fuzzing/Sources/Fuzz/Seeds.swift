import Foundation

@testable import SpikeData
@testable import SpikeFiles
@testable import SpikeTraining

/// The seed corpora, made by the program's own writers where it has them.
enum Seeds {
  static func write(to folder: String) throws {
    func put(_ target: String, _ name: String, _ bytes: [UInt8]) throws {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(target)", withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(target)/\(name)"))
    }
    let pixels = (0..<24).map { UInt8($0) }
    let images = IDX(dimensions: [2, 3, 4], values: pixels).encoded()
    let labels = IDX(dimensions: [4], values: [0, 1, 2, 3]).encoded()
    try put("idx", "images", [0] + images)
    try put("idx", "labels", [1] + labels)
    try put("idx", "images-compressed", [0] + stored(images))
    try put(
      "idx", "labels-two-members", [1] + stored(Array(labels[..<5])) + stored(Array(labels[5...])))
    try put("gzip", "member", stored(images))
    try put("gzip", "two-members", stored(images) + stored(labels))
    try put("gzip", "empty", stored([]))

    try put("events", "nmnist", [0, 3, 4, 0x80, 1, 2, 0, 240, 0, 0, 0, 1, 2, 0, 0, 9])
    try put("events", "csv", [1] + Array("t,x,y,p\n0.5,1,2,1\n1,3,4,0\n".utf8))
    try put("events", "units", [5] + Array("1,20\n2,33\n".utf8))

    var tensors = TensorFile(metadata: ["format": "pt", "é\n": "\"quoted\""])
    tensors.set("weight", shape: [2, 3], [0, 1, -1, .infinity, .nan, 0.5])
    tensors["scalar"] = Tensor(shape: [], values: .uint64([7]))
    tensors["none"] = Tensor(shape: [0, 5], values: .int32([]))
    tensors["bytes"] = Tensor(shape: [3], values: .uint8([1, 2, 3]))
    try put("tensors", "types", tensors.encoded())
    try put("tensors", "empty", TensorFile().encoded())
    for type in StoredType.allCases {
      let header =
        #"{"a":{"dtype":"\#(type.rawValue)","shape":[2],"data_offsets":[0,\#(2 * type.size)]}}"#
      var file: [UInt8] = [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0]
      file += Array(header.utf8)
      file += [UInt8](repeating: 0x3c, count: 2 * type.size)
      try put("tensors", type.rawValue, file)
    }

    let trainer = try SmallTrainer.make()
    // Without a checksum, which would keep whatever was changed from being read.
    func checkpoint() -> [UInt8] {
      var file = Checkpoint.encode(trainer)
      file.metadata = ["format": "spikelab-checkpoint", "version": "1"]
      return file.encoded()
    }
    try put("checkpoint", "new", checkpoint())
    let samples = try SmallTrainer.samples()
    _ = try trainer.trainEpoch(on: samples) { _, _ in true }
    try put("checkpoint", "after-an-epoch", checkpoint())
    _ = try trainer.trainEpoch(on: samples) { _, _ in false }
    try put("checkpoint", "within-an-epoch", checkpoint())

    for (name, run) in [("begun", TemplateRun.interrupted), ("done", TemplateRun.finished)] {
      try put("status", name, run.files["status.json"] ?? [])
      try put("metrics", name, run.files["metrics.jsonl"] ?? [])
      if let summary = run.files["summary.json"] { try put("summary", name, summary) }
    }
    let holders = [
      "elsewhere": #"{"host":"elsewhere","pid":12,"beginning":3,"token":"1","heartbeat":10}"#,
      "dead": #"{"host":"HOST","pid":999999999,"beginning":null,"token":"1","heartbeat":10}"#,
      "living": #"{"host":"HOST","pid":1,"beginning":null,"token":"a"}"#,
    ]
    for (name, text) in holders { try put("lock", name, Array((text + "\n").utf8)) }
    // A byte for each file, the template, and edits.
    for kind: UInt8 in 0..<12 {
      for place in 0..<9 where kind > 0 || place == 0 {
        var input = [UInt8](repeating: 0, count: 10)
        input[place] = kind
        try put("folder", "\(kind)-\(place)", input + [0, 40, 65, 1, 2, 3, 0, 7, 8, 9, 10, 11, 12])
      }
    }
  }

  /// A gzip file of one member whose only block is stored as it is.
  private static func stored(_ content: [UInt8]) -> [UInt8] {
    var checksum: UInt32 = 0xffff_ffff
    for byte in content {
      checksum ^= UInt32(byte)
      for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xedb8_8320 : checksum >> 1 }
    }
    func bytes(_ value: UInt32, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
    let length = UInt32(content.count)
    var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1]
    file += bytes(length, 2)
    file += bytes(~length, 2)
    file += content
    file += bytes(~checksum, 4)
    file += bytes(length, 4)
    return file
  }
}

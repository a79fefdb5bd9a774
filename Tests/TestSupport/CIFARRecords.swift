import Foundation
import SpikeData
import SpikeFiles

/// The names of CIFAR-10's files.
package let cifarFiles = (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]

/// A record of CIFAR-10's binary version: red, green and blue planes that differ.
package func cifarRecord(_ label: Int, _ number: Int = 0) -> [UInt8] {
  [UInt8(label)]
    + (0..<3).flatMap { channel in
      (0..<1024).map { pixel in
        UInt8((pixel % 32 * 4 + pixel / 32 * channel + label * 20 + number * 3) % 256)
      }
    }
}

/// Writes the six files of CIFAR-10, with a few records each.
package func writeCIFAR(to directory: String, records: Int) throws {
  try makeDirectory(directory)
  for (file, name) in cifarFiles.enumerated() {
    let bytes = (0..<records).flatMap { cifarRecord(($0 + file) % 10, $0 * 6 + file) }
    try writeAtomically(bytes, to: directory + "/" + name)
  }
}

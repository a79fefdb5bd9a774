import ArgumentParser
import SpikeFiles
import SpikeKernels
import SpikeRuns

/// Options of the commands that measure whole experiments.
struct MachineOptions: ParsableArguments {
  @Option(help: "Threads to use, 1 to 1024 (default: every core this process may use).")
  var threads: Int?

  @Option(help: "Folder with the MNIST files (default: SPIKELAB_DATA, else the cache folder).")
  var dataRoot: String?

  @Option(help: "Kernels to run: baseline, avx2, avx512 (default: the best there is).")
  var instructionSet: InstructionSet?

  func validate() throws {
    try instructionSet?.requireAvailable()
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads), allowed is 1 to 1024")
    }
  }

  /// Takes the kernels that were asked for, in the whole process.
  func chooseKernels() {
    if let instructionSet { InstructionSet.use(instructionSet) }
  }

  var workers: Workers { threads.map { Workers(threads: $0) } ?? Workers() }
}

extension InstructionSet: @retroactive ExpressibleByArgument {
  /// Refuses a set that this processor lacks.
  func requireAvailable() throws {
    guard !Self.available.contains(self) else { return }
    throw ValidationError("this processor has no \(rawValue)")
  }
}

/// What a file of results begins with: the machine and what was used of it.
func environment(threads: Int) -> JSONValue {
  RunEnvironment.current(
    threads: threads, instructionSet: InstructionSet.current.rawValue, datasetChecksum: ""
  ).json
}

/// One line that names the machine.
func machineLine(threads: Int) -> String {
  let now = RunEnvironment.current(
    threads: threads, instructionSet: InstructionSet.current.rawValue, datasetChecksum: "")
  return "\(now.processor ?? "unnamed processor"), \(now.system), \(now.instructionSet), "
    + "\(threads) of \(now.cores) cores"
}

/// Writes results as a JSON file, whole or not at all.
func write(_ value: JSONValue, to path: String) throws {
  try SpikeFiles.writeAtomically(value.prettyText, to: path)
}

/// A line of progress beside the results.
func note(_ line: String) { Console().note(line) }

import ArgumentParser
import SpikeFiles
import SpikeKernels

/// Each kernel at the size it has in training: its time, how near that is to what the machine can,
/// and how far from the plain loops.
struct KernelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Time each kernel against its limit and against its plain twin, on one core.",
    discussion: """
      Each kernel is compared with its plain twin, byte by byte, before it is timed. Times are of \
      the fastest of several trials.
      """)

  @Flag(help: "Fewer and shorter trials.")
  var quick = false

  @Option(help: "Kernels to run: baseline, avx2, avx512 (default: the best there is).")
  var instructionSet: InstructionSet?

  @Option(help: ArgumentHelp("Write the results to a JSON file.", valueName: "file"))
  var json: String?

  static let cases: [@Sendable () -> KernelCase] = [
    KernelCase.denseCurrent, KernelCase.eventCurrent, KernelCase.lif, KernelCase.pullBack,
    KernelCase.outerEvents, KernelCase.outerEventsListed, KernelCase.outerDense,
    KernelCase.epsilonMembrane,
    KernelCase.surrogateMembrane, KernelCase.weighByMagnitude, KernelCase.clipping,
    KernelCase.adam, KernelCase.clippingAndAdam,
  ]

  func validate() throws {
    try instructionSet?.requireAvailable()
  }

  func run() throws {
    if let instructionSet { InstructionSet.use(instructionSet) }
    let limits = MachineLimits()
    print(
      "\(machineLine(threads: 1)): \(fixed(limits.frequency / 1e9, places: 2)) GHz, "
        + "\(limits.lanes) floats a vector\n")
    var results: [KernelResult] = []
    for make in Self.cases {
      let kernel = make()
      guard kernel.agrees() else { throw KernelDisagreement(kernel: kernel.name) }
      results.append(KernelResult(kernel, limits: limits, quick: quick))
      note("\(kernel.name): done")
    }
    var table = Table(["kernel, a call", "size", "time", "rate", "limit", "plain twin"])
    for result in results { table.add(result.row) }
    print(table.text)
    print(
      """

      rate: vector operations a cycle (a vector of \(limits.lanes) floats), or GB/s moved
      limit: share of one vector operation a cycle, or of a plain pass over as much memory
      plain twin: how many times as long it takes
      """)
    if let json {
      try write(
        [
          "environment": environment(threads: 1), "gigahertz": .number(limits.frequency / 1e9),
          "lanes": .number(limits.lanes), "kernels": .array(results.map(\.json)),
        ], to: json)
    }
  }
}

/// A kernel and its plain twin left different bytes.
struct KernelDisagreement: Error, CustomStringConvertible {
  let kernel: String
  var description: String { "\(kernel) leaves other bytes than its plain twin" }
}

import ArgumentParser
import SpikeRuns

/// The benchmarks' command line.
@main
struct SpikeBenchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spikelab-benchmarks",
    abstract: "Measures SpikeLab: its kernels, its steps, and how their cost grows.",
    subcommands: [
      KernelsCommand.self, ScalingCommand.self, StepCommand.self, InferenceCommand.self,
    ])
}

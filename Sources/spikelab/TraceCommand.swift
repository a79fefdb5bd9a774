import ArgumentParser
import SpikeConfig
import SpikeFiles
import SpikeRuns

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Run one batch of a given network and write membranes, spikes and feedback.",
    discussion: """
      IN is a safetensors file with layers.i.weight [out, in] or [out, in, kH, kW], layers.i.bias \
      [out], input [B, …] and labels [B] (int32). The config gives layers, steps, beta, threshold, \
      encoding and the rule; the tensors' shapes, not the data set's, define the input.

      OUT gets membrane.i and spikes.i [T, B, N] or [T, B, C, H, W] of the i-th LIF layer and, for \
      LFP, reward [T, B, C], input_reward [B, …], feedback.i.weight and .bias (parameters move \
      along them), or, for a surrogate or gradient, loss [1], gradient.i.weight and .bias. A network \
      without spikes gives units.i [B, N] or [B, C, H, W] and logits [B, C] in place of membranes \
      and spikes, and reward [B, C]. Dropout is not at work.
      """)

  @Argument(help: ArgumentHelp("The config.", valueName: "config"), completion: .config)
  var config: String

  @Argument(
    help: ArgumentHelp("Overrides such as network.beta=0.6.", valueName: "key=value"),
    completion: .setting)
  var overrides: [String] = []

  @Option(help: ArgumentHelp("The safetensors file to read.", valueName: "in"))
  var tensors: String

  @Option(help: ArgumentHelp("The safetensors file to write.", valueName: "out"))
  var output: String

  @Flag(help: "Replace the output where it exists.")
  var overwrite = false

  @Option(help: ArgumentHelp("Which variant of a comparison's config.", valueName: "name"))
  var variant: String?

  func validate() throws {
    if tensors == output || Self.file(tensors).map({ $0 == Self.file(output) }) ?? false {
      throw ValidationError("--output is the file that --tensors names")
    }
  }

  /// The file that a path leads to, however it is spelt; nil where there is none.
  private static func file(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  func run() throws {
    // Before the work, and again when it is written.
    try checkReplaceable(output)
    try MisplacedRun.check(
      config, RunLocator(), instead: "give that config, and the run's checkpoint by --tensors")
    if !overwrite && Self.file(output) != nil { throw DataError.alreadyExists(path: output) }
    let experiment = try ConfigFile.load(config, overrides: overrides, checksClasses: false)
      .single(variant: variant)
    try TraceExport(config: experiment, tensors: tensors, note: Console().note).run(
      workers: .init()
    )
    .write(to: output, overwriting: overwrite)
  }
}

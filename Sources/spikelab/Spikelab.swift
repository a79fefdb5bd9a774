import ArgumentParser
import SpikeFiles
import SpikeKernels
import SpikeRuns

/// The command line: parses, calls the library, and turns errors into messages and exit
/// codes.
@main
struct Spikelab: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spikelab",
    abstract: "Simulates and trains spiking neural networks, event by event.",
    discussion: """
      Alone, it trains one spiking network twice, by Layer-wise Feedback Propagation (LFP) and by \
      surrogate gradients, and prints accuracy, time, spikes and synaptic operations side by side: \
      on MNIST where its files are found, else on digits that are generated on the spot.

      The shell completes commands, options, configs, runs and keys of configs after: \
      source <(spikelab --generate-completion-script bash), or zsh, or fish.

      Exit codes: 0 done; 1 a run failed or a file could not be used; 2 the command, the config or \
      the data asked for is wrong; 75 interrupted, and the same command continues.
      """,
    version: SpikeLab.version,
    subcommands: [
      CompareCommand.self, TrainCommand.self, SweepCommand.self, PaperCommand.self,
      RunsCommand.self, CheckCommand.self, EvaluateCommand.self, PredictCommand.self,
      ReportCommand.self, ExportCommand.self, InspectCommand.self, PruneCommand.self,
      RasterCommand.self, TraceCommand.self, BenchCommand.self, DataCommand.self,
      SchemaCommand.self,
    ],
    defaultSubcommand: CompareCommand.self)

  // Not asynchronous: that would need a thread of the system's before the first line.
  static func main() {
    Interruption.endProcess()
    StandardStreams.prepare()
    AllocationFailure.prepare()
    do {
      try UnreadableArguments.check()
      try UnreadableName.check()
      if let script = completionScript(Array(CommandLine.arguments.dropFirst())) {
        Console().print(script)
        finish(.done)
      }
      var command = try parseAsRoot()
      do {
        try command.run()
      } catch let error as ValidationError {
        exit(reporting: error, by: type(of: command))
      }
    } catch {
      exit(reporting: error)
    }
    finish(.done)
  }

  /// Prints what a command found wrong with its own arguments, and how it is used.
  private static func exit(
    reporting error: ValidationError, by command: any ParsableCommand.Type
  ) -> Never {
    let usage = usageString(for: command).replacing("USAGE: ", with: "")
    let name = usage.prefix { !"[<-".contains($0) }.split(separator: " ").joined(separator: " ")
    let console = Console()
    console.note("Error: \(error.message)")
    console.note("Usage: \(usage)")
    console.note("  See '\(name) --help' for more information.")
    finish(.usage)
  }

  /// Prints what went wrong, or the help that was asked for, and ends with the code it calls for.
  private static func exit(reporting error: any Error) -> Never {
    let console = Console()
    if let status = error as? ExitStatus { finish(status) }
    if error is any UserError {
      console.note("error: \(userMessage(for: error))")
      finish(ExitStatus(for: error))
    }
    if exitCode(for: error).isSuccess {
      console.print(fullMessage(for: error))
      finish(.done)
    }
    console.note(fullMessage(for: error))
    finish(.usage)
  }

  /// Ends the program, as failed where what it printed did not arrive.
  private static func finish(_ status: ExitStatus) -> Never {
    do {
      try StandardStreams.finish()
    } catch {
      // A failure has had its message.
      if status == .done || status == .interrupted { Console().note("error: \(error.message)") }
      if status == .done { ExitStatus.someFailed.exit() }
    }
    status.exit()
  }
}

/// A status that ends a command without a message of its own.
extension ExitStatus: Error {}

extension ExitStatus {
  func exit() -> Never { Spikelab.exit(withError: ArgumentParser.ExitCode(rawValue)) }
}

import ArgumentParser
import SpikeData
import SpikeExperiments

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Generate or download data sets.",
    subcommands: [Generate.self])

  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate",
      abstract: "Write the embedded digits as IDX files, named as MNIST's are.")

    @Option(help: ArgumentHelp("Folder to write to.", valueName: "folder"))
    var output: String

    @Option(help: ArgumentHelp("Training images.", valueName: "number"))
    var train = 10_000

    @Option(help: ArgumentHelp("Test images.", valueName: "number"))
    var test = 2_000

    @Option(help: ArgumentHelp("Seed the digits are drawn from.", valueName: "number"))
    var seed = ProceduralDigits.defaultSeed

    @Flag(help: "Replace files that exist.")
    var overwrite = false

    func validate() throws {
      for (name, value) in [("--train", train), ("--test", test)]
      where !(1...1_000_000).contains(value) {
        throw ValidationError("\(name) is \(value), allowed is 1 to 1000000")
      }
    }

    func run() throws {
      let splits = ProceduralDigits(seed: seed).splits(train: train, test: test)
      for path in try splits.write(to: output, overwriting: overwrite) { Console().print(path) }
    }
  }
}

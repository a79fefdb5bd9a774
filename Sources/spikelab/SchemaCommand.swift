import ArgumentParser
import SpikeConfig
import SpikeFiles
import SpikeSweeps

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema (draft 7) of configs, with every default and range.")

  @Flag(help: "Print the schema of sweep files instead.")
  var sweep = false

  func run() throws {
    Console().print(sweep ? SweepSchema.jsonSchema : ConfigSchema.jsonSchema, terminator: "")
  }
}

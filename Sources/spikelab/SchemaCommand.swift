import ArgumentParser
import SpikeExperiments

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema (draft 7) of configs, with every default and range.")

  func run() throws {
    Console().print(ConfigSchema.jsonSchema, terminator: "")
  }
}

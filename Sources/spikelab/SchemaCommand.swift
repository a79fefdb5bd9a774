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

  @Flag(help: "Print a page in Markdown instead, with an example of every key.")
  var markdown = false

  func validate() throws {
    if sweep && markdown {
      throw ValidationError(
        "--markdown is the page of configs; Documentation/Sweeps.md describes sweep files")
    }
  }

  func run() throws {
    let text =
      if markdown { ConfigSchema.page } else if sweep { SweepSchema.jsonSchema } else {
        ConfigSchema.jsonSchema
      }
    Console().print(text, terminator: "")
  }
}

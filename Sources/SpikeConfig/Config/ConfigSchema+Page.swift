import SpikeFiles

extension ConfigSchema {
  /// The schema as a page in Markdown; what `spikelab schema --markdown` prints and
  /// `Documentation/Configs.md` holds. Ends with a line break.
  ///
  /// Each example is what a config has beside a base that the page shows.
  public static var page: String {
    var page = SchemaPage(separate: ["data", "network", "network.layers", "learning", "training"])
    page.add(introduction)
    page.add("## The file")
    page.add(keysOf: experiment, path: "") { $0 }
    page.add("## data")
    page.add(casesOf: data, path: "data.") { ["data": $0] }
    page.add("## network")
    page.add(keysOf: network, path: "network.") { ["network": $0] }
    page.add("## network.layers")
    page.add(
      "A layer is written by its name, or as an object of its name and its settings. `[0]` stands for the place of "
        + "any layer, counted from 0 at the input.")
    page.add(below: .array(of: layer, count: 1...1_000), path: "network.layers") {
      ["network": ["layers": $0]]
    }
    page.add("## learning")
    page.add(casesOf: oneLearning, path: "learning.") { ["learning": $0] }
    page.add("### Rules one after another")
    page.add("`learning` may be a list of rules, each but the last with its length.")
    page.add(below: learning, path: "learning") { ["learning": $0] }
    page.add("## training")
    page.add(keysOf: training, path: "training.") { ["training": $0] }
    return page.text
  }

  /// The config that the examples of ``page`` are added to. What an example has replaces what this has.
  static let pageBase = #"{ "name": "mine", "data": { "dataset": "digits" } }"#

  private static let introduction = """
    # Configs

    Every key of an experiment's config: what it may be, what holds where it is absent, what it means. This page is
    what `spikelab schema --markdown` prints; `Configs/schema.json`, which editors complete from, is what
    `spikelab schema` prints. What a config must be beyond its keys, such as the order of layers, is told with the
    line when a command reads it. [Method](Method.md) has the mathematics, [Sweeps](Sweeps.md) the keys of sweep files.

    A config is JSON, with comments and trailing commas if wanted. The smallest one trains the paper's MLP:

    ```json
    \(pageBase)
    ```

    An example is what a config has beside that, or instead of the same key: for `network.beta`, whose example is
    `"network": { "beta": 0.5 }`,

    ```json
    { "name": "mine", "data": { "dataset": "digits" }, "network": { "beta": 0.5 } }
    ```

    The path of a key is also what a command takes to change it: `spikelab train mine.json network.beta=0.5`.
    A dash as default means that the absence of the key says something of its own, which its meaning tells.
    """
}

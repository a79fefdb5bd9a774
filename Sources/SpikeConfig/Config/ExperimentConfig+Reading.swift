import SpikeData
import SpikeFiles
import SpikeSim

/// Reads typed values from a resolved document.
///
/// The document has passed the schema, so what is not as expected here is a disagreement between
/// the schema and this file, and stops the program: the tests read every case of the schema.
struct ResolvedReader {
  var value: JSONValue

  subscript(_ key: String) -> ResolvedReader { ResolvedReader(value: require(value[key])) }
  func optional(_ key: String) -> ResolvedReader? { value[key].map(ResolvedReader.init) }

  var float: Float { require(value.float) }
  var integer: Int { require(value.integer) }
  var boolean: Bool {
    guard case .boolean(let truth) = value.content else { return require(nil) }
    return truth
  }
  var seed: UInt64 { UInt64(integer) }
  var string: String { require(value.string) }
  var elements: [ResolvedReader] { require(value.array).map(ResolvedReader.init) }

  /// The one name and the settings of a choice.
  var choice: (name: String, payload: ResolvedReader) {
    let member = require(value.object?.members.first)
    return (member.key, ResolvedReader(value: member.value))
  }

  func named<Name: RawRepresentable<String>>(_: Name.Type) -> Name {
    require(Name(rawValue: string))
  }

  private func require<Value>(_ value: Value?) -> Value {
    guard let value else {
      preconditionFailure("the schema and its reader disagree at \(self.value.path)")
    }
    return value
  }
}

extension ExperimentConfig {
  init(_ resolved: ResolvedReader) {
    name = resolved["name"].string
    seed = resolved["seed"].seed
    data = DataConfig(resolved["data"])
    encoding = resolved["encoding"].named(Encoding.self)
    network = NetworkConfig(resolved["network"])
    data.source = data.source.divided(into: network.steps)
    (earlierLearning, learning) = Self.rules(resolved["learning"], isSpiking: network.isSpiking)
    training = TrainingConfig(resolved["training"])
  }
}

extension DataConfig {
  init(_ resolved: ResolvedReader) {
    source = DataSource.declarations.read(resolved, by: "dataset")
    pixels = PixelScale(resolved) ?? .range(low: -1, high: 1)
    augmentation = resolved.optional("augmentation").flatMap(Augmentation.init)
    train = resolved.optional("train")?.integer
    test = resolved.optional("test")?.integer
    validation = resolved.optional("validation")?.integer
    skip = resolved.optional("skip")?.integer
  }
}

import SpikeFiles

extension ConfigSchema {
  /// The schema in JSON Schema draft 7, for editors and other tools; what `spikelab schema` prints
  /// and `Configs/schema.json` holds. Ends with a line break.
  ///
  /// It allows what SpikeLab allows, except that JSON Schema cannot say what holds between keys
  /// (the order of layers, low below high); SpikeLab checks that itself.
  public static var jsonSchema: String {
    let ofWholeFile = ["$schema", "name", "variants"]
    let variant = ObjectSchema(experiment.keys.filter { !ofWholeFile.contains($0.name) })
    let name = JSONValue.object(
      [("description", "What the variant is called; its experiment is named base/variant.")]
        + Schema.text.draft7())
    var form = JSONObject()
    for (key, value) in variant.draft7(isPartial: true) { form[key] = value }
    var properties = JSONObject()
    properties["name"] = name
    for member in form["properties"]?.object?.members ?? [] { properties.set(member) }
    form["properties"] = JSONValue(.object(properties))
    form["required"] = ["name"]
    let whole = ObjectSchema(experiment.keys.filter { $0.name != "variants" })
    let documentation = experiment.keys.first { $0.name == "variants" }?.documentation ?? ""
    let variants: JSONValue = [
      "description": .string(documentation),
      "type": "array", "minItems": 1, "maxItems": .number(mostVariants),
      "items": JSONValue(.object(form)),
    ]
    let head: [(String, JSONValue?)] = [
      ("$schema", "http://json-schema.org/draft-07/schema#"), ("$id", "urn:spikelab:config"),
      ("title", "SpikeLab experiment"),
    ]
    return JSONValue.object(head + whole.draft7(further: [("variants", variants)])).prettyText
  }
}

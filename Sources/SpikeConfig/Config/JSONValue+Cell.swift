import SpikeFiles

extension JSONValue {
  /// The value in a table's cell.
  package var cell: String {
    switch content {
    case .string(let text): JSONText.cut(JSONText.printable(text))
    case .object(let object) where object.members.count == 1 && object.members[0].value.isBare:
      object.members[0].key
    default: JSONText.cut(canonicalText)
    }
  }

  private var isBare: Bool {
    switch content {
    case .null: true
    case .object: true
    default: false
    }
  }
}

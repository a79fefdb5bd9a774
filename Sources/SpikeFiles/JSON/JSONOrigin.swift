/// A place in a text file, both counted from 1; columns count Unicode scalars.
public struct SourcePosition: Hashable, Sendable, Comparable {
  /// The line.
  public var line: Int
  /// The column.
  public var column: Int

  /// Makes a position.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// Whether the first position comes before the second.
  public static func < (first: Self, second: Self) -> Bool {
    (first.line, first.column) < (second.line, second.column)
  }
}

/// Where a JSON value was written.
public enum JSONOrigin: Hashable, Sendable {
  /// At a position of the file.
  case file(SourcePosition)
  /// At a position of another file than the document's, such as the sweep that changed it.
  case otherFile(String, SourcePosition)
  /// In a `key.path=value` on the command line, given whole.
  case override(String)
  /// Nowhere: a default, or a value the program built.
  case none
}

/// The way from a document's root to one of its values, written `network.layers[0].dense`.
///
/// Paths share their beginnings, so a path costs one step however deep it is.
public indirect enum JSONPath: Hashable, Sendable, CustomStringConvertible {
  /// The root itself; written as nothing.
  case root
  /// The member of an object.
  case member(of: JSONPath, String)
  /// The element of an array, counted from 0.
  case element(of: JSONPath, Int)

  /// The path of a member of the object at this path.
  public func appending(_ key: String) -> JSONPath { .member(of: self, key) }

  /// The path of an element of the array at this path.
  public func appending(_ index: Int) -> JSONPath { .element(of: self, index) }

  /// The path as text; unusual keys are quoted, long ones cut.
  public var description: String {
    switch self {
    case .root: return ""
    case .element(let parent, let index): return "\(parent)[\(index)]"
    case .member(let parent, let key):
      let plain = key.utf8.allSatisfy(JSONText.isPlain) && !key.isEmpty
      let shown = JSONText.cut(key)
      let name = plain ? shown : JSONText.quoted(shown)
      if case .root = parent { return name }
      return "\(parent).\(name)"
    }
  }
}

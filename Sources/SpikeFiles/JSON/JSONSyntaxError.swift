/// Why a text is not JSON: what stands where, and what could.
public struct JSONSyntaxError: Error, Hashable, Sendable {
  /// Where.
  public var position: SourcePosition
  /// What stands there, such as `the end of the file`.
  public var found: String
  /// What could stand there, such as `a closing bracket`.
  public var expected: String
}

/// A key that an object has twice.
public struct JSONDuplicateKey: Hashable, Sendable {
  /// The path of the member.
  public var path: JSONPath
  /// Where the key stands again.
  public var position: SourcePosition
  /// Where it stands for the first time.
  public var first: SourcePosition
}

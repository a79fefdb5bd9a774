/// Named tensors and text metadata: the content of a safetensors file.
///
/// Files open with Python's `safetensors.torch.load_file` and the like, and files written there
/// open here. Reading converts what SpikeLab has no type for (see ``init(reading:_:)``).
public struct TensorFile: Sendable, Equatable {
  /// Free text beside the tensors, by key.
  public var metadata: [String: String]

  /// Where the content was read from, as messages name it.
  public var path: String

  private var tensors: [String: Tensor]

  /// Makes an empty file.
  ///
  /// - Parameters:
  ///   - metadata: Free text, by key (default: none).
  ///   - path: What messages about the content call it (default: `<memory>`).
  public init(metadata: [String: String] = [:], path: String = "<memory>") {
    self.metadata = metadata
    self.path = path
    tensors = [:]
  }

  /// Two files are equal if they hold the same tensors and metadata, wherever they come from.
  public static func == (first: Self, second: Self) -> Bool {
    first.metadata == second.metadata && first.tensors == second.tensors
  }

  /// The tensor of a name, nil if there is none. Setting nil removes it.
  public subscript(name: String) -> Tensor? {
    get { tensors[name] }
    set { tensors[name] = newValue }
  }

  /// The names of all tensors, in the order of their UTF-8 bytes.
  ///
  /// - Complexity: O(n log n).
  public var names: [String] {
    tensors.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Adds a tensor of floats under a name, or replaces it.
  ///
  /// - Precondition: `values` fill `shape`.
  public mutating func set(_ name: String, shape: [Int], _ values: [Float]) {
    tensors[name] = Tensor(shape: shape, values: .float32(values))
  }

  /// The tensor of a name.
  ///
  /// - Throws: ``DataError/tensorMissing(path:tensor:present:)``, and, if `shape` is given and
  ///   differs, ``DataError/tensorShape(path:tensor:expected:found:)``.
  public func tensor(_ name: String, shape: [Int]? = nil) throws(DataError) -> Tensor {
    guard let tensor = tensors[name] else {
      throw .tensorMissing(path: path, tensor: name, present: names)
    }
    if let shape, shape != tensor.shape {
      throw .tensorShape(path: path, tensor: name, expected: shape, found: tensor.shape)
    }
    return tensor
  }

  /// Makes sure that a file has no further layers, and its layers no further tensors.
  ///
  /// - Parameters:
  ///   - known: The names of all tensors that there may be, such as `layers.0.weight`.
  ///   - prefix: What the names of layers begin with: `layers.`.
  /// - Throws: ``DataError/tensorUnexpected(path:tensor:hasLayer:)`` with the weights of a further layer, or another
  ///   tensor that there is no place for.
  public func requireOnly(
    _ known: some Sequence<String>, beginning prefix: String
  ) throws(DataError) {
    let known = Set(known)
    func layer(_ name: String) -> Substring { name.dropFirst(prefix.count).prefix { $0 != "." } }
    let layers = Set(known.map(layer))
    let others = names.filter { $0.hasPrefix(prefix) && !known.contains($0) }
    let further = others.filter { !layers.contains(layer($0)) }
    let weights = further.first { $0 == "\(prefix)\(layer($0)).weight" }
    if let name = weights ?? further.first ?? others.first {
      throw .tensorUnexpected(path: path, tensor: name, hasLayer: further.isEmpty)
    }
  }

  /// The values of a float32 tensor.
  ///
  /// - Parameters:
  ///   - name: The tensor's name.
  ///   - shape: The shape it must have; nil accepts any.
  /// - Throws: ``DataError`` if it is missing, or has another shape or type.
  public func floats(_ name: String, shape: [Int]? = nil) throws(DataError) -> [Float] {
    let values = try tensor(name, shape: shape).values
    if case .float32(let floats) = values { return floats }
    throw .tensorType(path: path, tensor: name, expected: .float32, found: values.type)
  }

  /// The values of an int32 tensor, checked as ``floats(_:shape:)`` does.
  public func int32s(_ name: String, shape: [Int]? = nil) throws(DataError) -> [Int32] {
    let values = try tensor(name, shape: shape).values
    if case .int32(let integers) = values { return integers }
    throw .tensorType(path: path, tensor: name, expected: .int32, found: values.type)
  }

  /// The values of a uint64 tensor, checked as ``floats(_:shape:)`` does.
  public func uint64s(_ name: String, shape: [Int]? = nil) throws(DataError) -> [UInt64] {
    let values = try tensor(name, shape: shape).values
    if case .uint64(let words) = values { return words }
    throw .tensorType(path: path, tensor: name, expected: .uint64, found: values.type)
  }

  /// The values of a uint8 tensor, checked as ``floats(_:shape:)`` does.
  public func uint8s(_ name: String, shape: [Int]? = nil) throws(DataError) -> [UInt8] {
    let values = try tensor(name, shape: shape).values
    if case .uint8(let bytes) = values { return bytes }
    throw .tensorType(path: path, tensor: name, expected: .uint8, found: values.type)
  }
}

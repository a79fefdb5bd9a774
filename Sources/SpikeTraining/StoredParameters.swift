import SpikeFiles
import SpikeSim

/// Weights and biases in a file, from which a network starts.
///
/// The file is a safetensors file with PyTorch's names, `layers.0.weight`; a run's checkpoint is one. What
/// else it holds does not matter, except tensors of layers that the network has no place for.
public struct StoredParameters: Hashable, Sendable {
  /// How the file is named.
  public enum Place: Hashable, Sendable {
    /// The folder of a finished run, whose checkpoint it is.
    case run(String)
    /// A file.
    case tensors(String)
  }

  /// How the file is named. A relative path begins where the command runs.
  public var place: Place
  /// The SHA-256 of the file's bytes, 64 hexadecimal digits; nil where nobody has looked yet.
  public var checksum: String?

  /// A file that need not be there.
  public init(_ place: Place, checksum: String? = nil) {
    (self.place, self.checksum) = (place, checksum)
  }

  /// The file.
  public var path: String {
    switch place {
    case .run(let folder): folder + (folder.hasSuffix("/") ? "" : "/") + "checkpoint.safetensors"
    case .tensors(let path): path
    }
  }

  /// A run's folder may be a stranger's, a file that the user names is the user's.
  private var filePlace: FilePlace { if case .run = place { .enclosed } else { .named } }

  /// The file's SHA-256.
  ///
  /// - Throws: ``SpikeFiles/DataError`` when it cannot be read.
  /// - Complexity: O(size).
  package func checksumOfFile() throws(DataError) -> String {
    sha256(of: try readBytes(of: path, filePlace))
  }

  /// Bytes of memory that reading takes, at most; 0 where there is no file.
  ///
  /// - Parameter network: Whose parameters are read.
  package func bytes(network: Network) -> Double {
    // The file's bytes and its tensors, and the values as lists while they are stored.
    2 * Double(sizeOfFile(path) ?? 0) + Parameters.bytes(for: network)
  }

  /// Reads the parameters of a network, all or none.
  ///
  /// - Throws: ``StoredParametersFault`` naming the layer that the file does not fit, or when it is not
  ///   the file of ``checksum``; ``SpikeFiles/DataError`` when it is damaged.
  public func read(into parameters: Parameters, of network: Network) throws {
    let bytes = try readBytes(of: path, filePlace)
    let found = sha256(of: bytes)
    if let checksum, checksum != found {
      throw StoredParametersFault.otherFile(path: path, expected: checksum, found: found)
    }
    let file = try TensorFile(decoding: bytes, path: path)
    try Checkpoint.verify(file)
    let connections = network.spec.connections
    var values: [[Float]] = []
    for (layer, tensors) in parameters.layers.enumerated() {
      for tensor in tensors.tensors {
        let name = "layers.\(layer).\(tensor.name)"
        guard let stored = file[name] else {
          throw StoredParametersFault.missing(
            path: path, tensor: name, layer: connections[layer], shape: tensor.shape)
        }
        guard stored.shape == tensor.shape else {
          throw StoredParametersFault.shape(
            path: path, tensor: name, layer: connections[layer], needed: tensor.shape,
            found: stored.shape)
        }
        values.append(try Checkpoint.finite(name, tensor.shape, file))
      }
    }
    try file.requireOnly(parameters.named.map(\.name), beginning: "layers.")
    for ((_, tensor), values) in zip(parameters.named, values) { tensor.store(rowMajor: values) }
  }
}

/// A file does not hold what a network is to start from.
public enum StoredParametersFault: UserError, Hashable {
  /// It has no such tensor, which a layer of the config needs.
  case missing(path: String, tensor: String, layer: Int, shape: [Int])
  /// A tensor has another shape than a layer of the config needs.
  case shape(path: String, tensor: String, layer: Int, needed: [Int], found: [Int])
  /// It is another file than the one that the config means.
  case otherFile(path: String, expected: String, found: String)

  /// Which layer, what was found and what is needed.
  public var message: String {
    switch self {
    case .missing(let path, let tensor, let layer, let shape):
      "\(JSONText.printable(path)): no tensor '\(tensor)', which network.layers[\(layer)] is to start "
        + "from, of shape \(shape)"
    case .shape(let path, let tensor, let layer, let needed, let found):
      "\(JSONText.printable(path)): tensor '\(tensor)' has shape \(found), and network.layers[\(layer)], "
        + "which is to start from it, needs \(needed)"
    case .otherFile(let path, let expected, let found):
      "\(JSONText.printable(path)) is not the file that this config starts from: its SHA-256 is "
        + "\(found.prefix(16))…, and network.initialisation says "
        + "\(JSONText.printable(expected).prefix(16))…; restore it, or leave the checksum out to start from "
        + "this one, as another experiment"
    }
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

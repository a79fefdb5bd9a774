import SpikeFiles
import SpikeTraining

extension Initialisation {
  /// The initialisations that a config can name.
  static let declarations = Declarations<Initialisation>([
    .init(
      "pytorch", "PyTorch's default: weights and biases uniform on ±1/√fan-in.", is: .pytorch),
    .init("kaiming", "He et al. 2015: weights uniform on ±√(6/fan-in), biases 0.", is: .kaiming),
    .init(
      "firingRate",
      "PyTorch's default, then each layer scaled so that its neurons fire at this mean rate (spikes "
        + "a neuron and step, over the whole layer) on the first training images.",
      .number(.openUnit), read: { .firingRate($0.float) },
      write: { initialisation, _ in
        if case .firingRate(let rate) = initialisation { .number(rate) } else { JSONValue?.none }
      }
    ).example(0.1),
    .init(
      "run",
      "As a finished run ended: the folder of the run, relative to where the command runs. The checkpoint's "
        + "checksum is part of the experiment's identity.",
      file("folder", "The folder of the run.", "run", exampleRun),
      read: { stored($0, "folder") { .run($0) } },
      write: { initialisation, form in
        guard case .stored(let stored) = initialisation, case .run(let folder) = stored.place else {
          return JSONValue?.none
        }
        return json(stored, "folder", folder, form)
      }
    ).example(["folder": exampleRun, "checksum": exampleChecksum]),
    .init(
      "tensors",
      "As a safetensors file has them by PyTorch's names, layers.0.weight and so on: the file, relative to where "
        + "the command runs. Its checksum is part of the experiment's identity.",
      file("file", "The file.", "tensors", exampleFile),
      read: { stored($0, "file") { .tensors($0) } },
      write: { initialisation, form in
        guard case .stored(let stored) = initialisation, case .tensors(let path) = stored.place
        else { return JSONValue?.none }
        return json(stored, "file", path, form)
      }
    ).example(["file": exampleFile, "checksum": exampleChecksum]),
  ])

  private static let exampleRun: JSONValue = "Results/runs/7c18ae23590f6482"
  private static let exampleFile: JSONValue = "model.safetensors"
  // With a checksum, a config is read without its file.
  private static let exampleChecksum: JSONValue =
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

  /// A path, or an object with the checksum of what it led to when the run began.
  ///
  /// - Parameter name: The name that the object stands beside.
  private static func file(
    _ key: String, _ documentation: String, _ name: String, _ example: JSONValue
  ) -> Schema {
    let checksum = JSONValue.object([(name, ["checksum": exampleChecksum])])
    return .file(
      or: .object(
        ObjectSchema([
          .required(key, .text, documentation)
            .example(example, beside: ["network": ["initialisation": checksum]]),
          .optional("checksum", .text, "The file's SHA-256. That of the file when absent.")
            .example(exampleChecksum),
        ])))
  }

  private static func stored(
    _ resolved: ResolvedReader, _ key: String, _ place: (String) -> StoredParameters.Place
  ) -> Initialisation {
    if let path = resolved.value.string { return .stored(StoredParameters(place(path))) }
    return .stored(
      StoredParameters(
        place(resolved[key].string), checksum: resolved.optional("checksum")?.string))
  }

  private static func json(
    _ stored: StoredParameters, _ key: String, _ path: String, _ form: ConfigForm
  ) -> JSONValue {
    .object([
      // Where a file lies makes no other experiment of it.
      (key, form == .identity ? JSONValue?.none : .string(path)),
      ("checksum", stored.checksum.map(JSONValue.string)),
    ])
  }

  /// The same parameters in the one form that all ways to name them share.
  var explicit: Initialisation {
    guard case .stored(let stored) = self else { return self }
    return .stored(StoredParameters(.tensors(stored.path), checksum: stored.checksum))
  }
}

import SpikeFiles

extension ExperimentConfig {
  /// The identity of the experiment: the first 16 hexadecimal digits of the SHA-256 of its
  /// ``identityText``. Names its run directory.
  ///
  /// The order of keys, comments, names, and defaults written out do not change it; the seed and
  /// a changed default do.
  public var hash: String {
    String(sha256(of: identityText.utf8).prefix(16))
  }

  /// What ``hash`` is taken of: the canonical JSON of everything that decides the experiment's
  /// numbers, each rule of LFP written at the connection that has it, and clipping with the
  /// connections that are clipped.
  public var identityText: String {
    let connections = network.isConvolution
    var training = training
    training.clipping = training.clipping.explicit(connections: connections.count)
    var rules = self
    rules.learning = learning.explicit(isConvolution: connections)
    for place in earlierLearning.indices {
      rules.earlierLearning[place].learning = earlierLearning[place].learning.explicit(
        isConvolution: connections)
    }
    // Where the data were found is no part of what they are.
    var data = data
    data.source.ownFolder?.configFolder = nil
    let identity: JSONValue = [
      "seed": .number(Int(seed)), "data": data.json, "encoding": .string(encoding.rawValue),
      "network": network.explicitJSON,
      "learning": rules.learningJSON(.identity),
      "training": training.json(.identity),
    ]
    return identity.canonicalText
  }
}

extension ConfigFile {
  /// The quick start: what `spikelab` runs when it is given no config, wherever it is run from.
  ///
  /// - Parameter overrides: As for ``load(_:overrides:checksClasses:)``.
  /// - Throws: ``ConfigError`` when an override is faulty.
  public static func quickStart(overrides: [String] = []) throws(ConfigError) -> ConfigFile {
    try parse(quickStartText, file: "quick-start.json", overrides: overrides)
  }

  /// The text of `Configs/quick-start.json`, byte for byte.
  public static let quickStartText = #"""
    // The surrogate's learning rate and the pixels are those of MNIST, tuned there on test accuracy
    // (Results/mnist-mlp.md), until the search is made again on validation images. LFP's rate is the paper's.
    { "$schema": "schema.json", "name": "quick-start", "seed": 0,
      "data": { "dataset": "digits", "pixels": [0, 1] }, "encoding": "constant",
      "network": { "steps": 15, "beta": 0.9, "threshold": 1.0, "reset": "subtract",
        "layers": [ { "dense": 1000 }, "lif", { "dense": 1000 }, "lif", { "dense": 10 }, "lif" ] },
      "training": { "epochs": 3, "batchSize": 128, "clipping": { "adaptive": 0.01 } },
      "variants": [
        { "name": "lfp",
          "learning": { "rule": "lfp-epsilon", "epsilon": 1e-6, "reward": "sequence" },
          "training": { "optimizer": { "adam": { "learningRate": 0.001 } } } },
        { "name": "surrogate",
          "learning": { "rule": "surrogate", "surrogate": "fast-sigmoid", "slope": 25 },
          "training": { "optimizer": { "adam": { "learningRate": 0.0003 } } } } ] }

    """#
}

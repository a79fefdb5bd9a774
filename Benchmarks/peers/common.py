"""What the peers share: a run of SpikeLab, its images, its layers, and how a step ends."""

import gzip
import json
import pathlib
import sys

import numpy as np

# Images that steps are drawn from; no measurement takes more.
MOST_IMAGES = 128 * 80


def read_idx(root, name):
    """The array of an IDX file, plain or gzip, where SpikeLab would look for it."""
    for folder in (root / "mnist", root, root / "MNIST" / "raw"):
        for path, opener in ((folder / name, open), (folder / f"{name}.gz", gzip.open)):
            if path.exists():
                with opener(path, "rb") as file:
                    data = file.read()
                shape = np.frombuffer(data, ">u4", count=data[3], offset=4)
                values = np.frombuffer(data, np.uint8, offset=4 + 4 * len(shape))
                return values.reshape(shape)
    sys.exit(f"{name} is not below {root}")


def read_images(root, prefix, pixels, most):
    """The first images of a split as floats [n, 1, 28, 28], scaled as the config says, and labels."""
    low, high = pixels
    grey = read_idx(root, f"{prefix}-images-idx3-ubyte")[:most, None]
    labels = read_idx(root, f"{prefix}-labels-idx1-ubyte")[:most]
    scale = np.float32((high - low) / 255)
    return grey.astype(np.float32) * scale + np.float32(low), labels.astype(np.int32)


class Run:
    """A run's config and checkpoint."""

    def __init__(self, folder):
        from safetensors.numpy import load_file

        self.config = json.loads((folder / "config.json").read_text())
        self.tensors = load_file(folder / "checkpoint.safetensors")
        self.steps = self.config["network"]["steps"]
        self.learning = self.config["learning"]
        training = self.config["training"]
        self.batch_size = training["batchSize"]
        self.clipping = training["clipping"]["adaptive"]
        self.adam = training["optimizer"]["adam"]
        self.optimizer_steps = float(self.tensors["position"][0])
        self.layers = list(describe(self.config["network"]))

    def names(self):
        """Names of the parameters, layer by layer, weight before bias."""
        count = sum(layer["kind"] in ("dense", "conv") for layer in self.layers)
        return [f"layers.{index}.{part}" for index in range(count) for part in ("weight", "bias")]

    def parameters(self):
        return [self.tensors[name] for name in self.names()]

    def moments(self):
        """Adam's first and second moment of each parameter."""
        return [
            [self.tensors[f"optimizer.{which}.{name}"] for which in ("first", "second")]
            for name in self.names()
        ]


def describe(network):
    """The layers of a config with the shapes of what they take."""
    shape = (1, 28, 28)
    for spec in network["layers"]:
        kind, value = (spec, {}) if isinstance(spec, str) else next(iter(spec.items()))
        if kind == "dense":
            if len(shape) > 1:
                yield {"kind": "flatten"}
            yield {"kind": "dense", "inputs": int(np.prod(shape)), "outputs": value}
            shape = (value,)
        elif kind == "conv2d":
            channels, size = value["channels"], value["kernel"]
            yield {"kind": "conv", "inputs": shape[0], "outputs": channels, "size": size}
            shape = (channels, *(n - size + 1 for n in shape[1:]))
        elif kind == "maxPool":
            yield {"kind": "pool", "size": value}
            shape = (shape[0], *(n // value for n in shape[1:]))
        elif kind == "flatten":
            yield {"kind": "flatten"}
            shape = (int(np.prod(shape)),)
        elif kind == "lif":
            yield {
                "kind": "lif",
                "beta": value.get("beta", network["beta"]),
                "threshold": value.get("threshold", network["threshold"]),
            }
        else:
            sys.exit(f"no counterpart for the layer {kind}")

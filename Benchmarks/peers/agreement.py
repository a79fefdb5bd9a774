"""Whether the peers compute our network: spikes and gradients of the same weights on the same images."""

import tempfile

import numpy as np
from safetensors.numpy import load_file, save_file

from common import Run, read_images

COMPARED = 256


def ours(call, tool, folder, data):
    """What `spikelab trace` makes of a run's weights: spike counts and the norms of gradients."""
    run = Run(folder)
    pixels = run.config["data"]["pixels"]
    tensors = {name: run.tensors[name] for name in run.names()}
    found = {}
    for prefix, count in (("t10k", COMPARED), ("train", run.batch_size)):
        images, labels = read_images(data, prefix, pixels, count)
        with tempfile.TemporaryDirectory() as scratch:
            given, made = f"{scratch}/in.safetensors", f"{scratch}/out.safetensors"
            save_file(tensors | {"input": images, "labels": labels}, given)
            call([tool, "trace", folder / "config.json", "--tensors", given, "--output", made])
            traced = load_file(made)
        last = max(name for name in traced if name.startswith("spikes."))
        if prefix == "t10k":
            found["counts"] = traced[last].sum(0).astype(int).reshape(count, -1)
        elif run.learning["rule"] == "surrogate":
            found["gradientNorms"] = [
                np.linalg.norm(traced[name.replace("layers", "gradient")]) for name in run.names()]
    return found


def compare(theirs, own):
    """A line on how a peer's network differs from ours."""
    counts = np.array(theirs["counts"])
    differ = np.abs(counts - own["counts"])
    line = (f"{(differ == 0).mean():.3%} of {differ.size} spike counts are ours"
            f" (the largest difference {differ.max()}),"
            f" {(counts.argmax(1) == own['counts'].argmax(1)).mean():.1%} of the classes")
    if "gradientNorms" in theirs and "gradientNorms" in own:
        norms, expected = np.array(theirs["gradientNorms"]), np.array(own["gradientNorms"])
        line += f"; norms of gradients within {np.max(np.abs(norms / expected - 1)):.2%}"
    return line

"""Whether the peers compute our network: spikes and gradients of the same weights on the same images.

    agreement.py TOOL RUN DATA   what `TOOL trace` makes of a run's weights, as a line of JSON

A process of its own: traces are large, and what a process begins with of its parent's memory counts as its peak.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from safetensors.numpy import load_file, save_file

from common import Run, read_images

COMPARED = 256


def ours(tool, folder, data):
    """Spike counts and the norms of gradients."""
    run = Run(folder)
    pixels = run.config["data"]["pixels"]
    tensors = {name: run.tensors[name] for name in run.names()}
    found = {}
    for prefix, count in (("t10k", COMPARED), ("train", run.batch_size)):
        images, labels = read_images(data, prefix, pixels, count)
        with tempfile.TemporaryDirectory() as scratch:
            given, made = f"{scratch}/in.safetensors", f"{scratch}/out.safetensors"
            save_file(tensors | {"input": images, "labels": labels}, given)
            subprocess.run(
                [tool, "trace", folder / "config.json", "--tensors", given, "--output", made],
                check=True, stdout=subprocess.DEVNULL)
            traced = load_file(made)
        last = max(name for name in traced if name.startswith("spikes."))
        if prefix == "t10k":
            found["counts"] = traced[last].sum(0).astype(int).reshape(count, -1).tolist()
        elif run.learning["rule"] == "surrogate":
            found["gradientNorms"] = [
                float(np.linalg.norm(traced[name.replace("layers", "gradient")]))
                for name in run.names()]
    return found


def compare(theirs, own):
    """A line on how a peer's network differs from ours."""
    counts, expected = np.array(theirs["counts"]), np.array(own["counts"])
    differ = np.abs(counts - expected)
    line = (f"{(differ == 0).mean():.3%} of {differ.size} spike counts are ours"
            f" (the largest difference {differ.max()}),"
            f" {(counts.argmax(1) == expected.argmax(1)).mean():.1%} of the classes")
    if "gradientNorms" in theirs and "gradientNorms" in own:
        norms, expected = np.array(theirs["gradientNorms"]), np.array(own["gradientNorms"])
        line += f"; norms of gradients within {np.max(np.abs(norms / expected - 1)):.2%}"
    return line


if __name__ == "__main__":
    print(json.dumps(ours(*map(pathlib.Path, sys.argv[1:]))))

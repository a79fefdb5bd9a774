"""A peer at work: a process that is asked for one measurement after another.

    peers.py PEER step|inference RUN --data-root FOLDER [--threads N]

RUN is the folder of a SpikeLab run. Layers, constants and pixels come from its config.json, weights
and Adam's moments from its checkpoint, so that all programs train one network at the same rates. The
first line on standard output says what was made of it; then each number on standard input (steps, or
passes over the images) is answered by a line of JSON. A peer that cannot be had says why, and ends.
"""

import argparse
import json
import os
import pathlib
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")

from common import MOST_IMAGES, Run, read_images

# Images whose spikes are compared between peers.
COMPARED = 256


def peak_megabytes():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def make(program, run, threads):
    """The peer's network with the run's weights."""
    if program == "JAX":
        # XLA makes as many threads as it may run on cores.
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        if threads < len(cores):
            os.sched_setaffinity(0, cores[:threads])
        from jax_peer import Jax

        return Jax(run)
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    if program == "SpikingJelly":
        from spikingjelly_peer import SpikingJelly

        return SpikingJelly(run)
    from torch_peers import Lfprop, SnnTorch

    return {"snnTorch": SnnTorch, "lfprop": Lfprop}[program](run)


class Steps:
    """Training steps on batches of images, one after another."""

    def __init__(self, peer, run, images, labels):
        self.peer, self.size = peer, run.batch_size
        self.images, self.labels, self.next = images, labels, 0

    def once(self):
        first = self.next % (len(self.images) - self.size + 1)
        self.next += self.size
        batch = self.peer.hold(
            self.images[first : first + self.size].copy(), self.labels[first : first + self.size])
        self.peer.step(*batch)

    def measure(self, count):
        seconds = []
        for _ in range(count):
            begin = time.perf_counter()
            self.once()
            seconds.append(time.perf_counter() - begin)
        return seconds


class Passes:
    """Inference over test images in batches."""

    def __init__(self, peer, images, labels, size):
        self.peer, self.labels, self.size = peer, labels, size
        self.batches = [
            peer.hold(images[first : first + size], labels[first : first + size])
            for first in range(0, len(images), size)
        ]

    def once(self):
        return sum(
            (self.peer.counts(images).argmax(1) == self.labels[index * self.size :][: self.size]).sum()
            for index, (images, _) in enumerate(self.batches))

    def measure(self, count):
        seconds = []
        for _ in range(count):
            begin = time.perf_counter()
            self.correct = self.once()
            seconds.append(time.perf_counter() - begin)
        return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", choices=["lfprop", "snnTorch", "SpikingJelly", "JAX"])
    parser.add_argument("task", choices=["step", "inference"])
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("--data-root", type=pathlib.Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--warm-up", type=int, default=2)
    parser.add_argument("--images", type=int, default=2000, help="test images of a pass")
    parser.add_argument("--inference-batch", type=int, default=500)
    arguments = parser.parse_args()

    # What libraries print goes elsewhere: standard output is for answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(values):
        print(json.dumps(values), file=answers, flush=True)

    try:
        run = Run(arguments.run)
        peer = make(arguments.program, run, arguments.threads)
    except Exception as error:
        answer({"missing": f"{type(error).__name__}: {error}".splitlines()[0][:200]})
        return
    pixels, is_step = run.config["data"]["pixels"], arguments.task == "step"
    tests = read_images(arguments.data_root, "t10k", pixels, max(COMPARED, arguments.images))
    compared, labels = peer.hold(tests[0][:COMPARED], tests[1][:COMPARED])
    seen = {
        "counts": peer.counts(compared).astype(int).tolist(),
        "firingRates": peer.rates(compared),
    }
    if is_step:
        training = read_images(arguments.data_root, "train", pixels, MOST_IMAGES)
        batch = peer.hold(training[0][: run.batch_size], training[1][: run.batch_size])
        if arguments.program != "lfprop":
            seen["gradientNorms"] = peer.gradient_norms(*batch)
        work = Steps(peer, run, *training)
    else:
        work = Passes(
            peer, tests[0][: arguments.images], tests[1][: arguments.images],
            min(arguments.inference_batch, arguments.images))
    work.measure(arguments.warm_up if is_step else 1)
    answer(seen)
    for line in sys.stdin:
        seconds = work.measure(int(line))
        answer({
            "repetitions": [1e3 * value for value in seconds],
            "images": run.batch_size if is_step else arguments.images,
            "peakMegabytes": peak_megabytes(),
        })


if __name__ == "__main__":
    main()

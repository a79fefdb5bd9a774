"""A peer's process, from the side that asks."""

import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
# What keeps torch (its own kernels, oneDNN, MKL) and XLA to AVX2.
AVX2 = {
    "ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2", "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
}


class Peer:
    """A peer's process, and what it made of the run."""

    def __init__(self, program, task, run, data, options):
        threads = str(options.threads)
        environment = os.environ | {"OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads}
        if options.isa == "avx2":
            environment |= AVX2
        self.process = subprocess.Popen(
            [sys.executable, HERE / "peers.py", program,
             "inference" if task == "inference" else "step", run, "--data-root", data,
             "--threads", threads, "--warm-up", str(options.warm_up),
             "--images", str(options.images)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        self.seen = self.answer()
        self.missing = self.seen.get("missing")

    def answer(self):
        line = self.process.stdout.readline()
        if line:
            return json.loads(line)
        return {"missing": f"its process ended with {self.process.wait()}"}

    def measure(self, count):
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        found = self.answer()
        if "missing" in found:
            sys.exit(found["missing"])
        found["milliseconds"] = statistics.median(found["repetitions"])
        found["imagesPerSecond"] = 1e3 * found["images"] / found["milliseconds"]
        return found

    def end(self):
        self.process.stdin.close()
        self.process.wait()

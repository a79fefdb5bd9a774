#!/usr/bin/env python3
"""Gives spikelab damaged files, of every kind that it reads, and checks how it takes them.

    Tests/Scripts/hostile_files.py .build/release/spikelab --megabytes 1000

Valid files are made by the program itself: data sets, a config, a sweep, finished and interrupted
runs. Each round damages one of them, or fills it with random bytes, and runs every command that reads
it. A command must end by itself with 0, 1, 2 or 75, within the time and memory allowed, and say what
is wrong in one message that is fit for a terminal. What fails is kept with its command.

Only Python's standard library is needed. The same --seed damages in the same way.
"""

import argparse
import dataclasses
import gzip
import json
import os
import pathlib
import random
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time

CODES = {0, 1, 2, 75}
WORDS = [b"1e999", b"-1", b"9223372036854775808", b"NaN", b"null", b"{}", b"[]", b'""', b"\x00",
         b"\xff\xfe", b"\xcc\x81" * 50, b"0.1", b"\x1b[2J", b"[" * 200, b'{"a":', b"1" * 400, b","]


class Damage:
    """Ways to damage bytes; each returns others."""

    def __init__(self, chance):
        self.chance = chance
        self.ways = [self.flip, self.flip, self.cut, self.overwrite, self.insert, self.insert,
                     self.repeat, self.swap, self.digit, self.digit, self.head, self.noise]

    def apply(self, data):
        for _ in range(self.chance.choice([1, 1, 1, 2, 4, 16])):
            data = self.chance.choice(self.ways)(data) or data
        return data

    def place(self, data):
        # Files are read from the front: half of the damage is done there.
        size = max(1, len(data))
        return self.chance.randrange(min(size, 4096) if self.chance.random() < 0.5 else size)

    def flip(self, data):
        data = bytearray(data)
        for _ in range(self.chance.choice([1, 1, 8, 100])):
            if data:
                data[self.place(data)] ^= 1 << self.chance.randrange(8)
        return bytes(data)

    def cut(self, data):
        return data[:self.place(data)]

    def overwrite(self, data):
        at, size = self.place(data), self.chance.choice([1, 4, 8, 1000])
        return data[:at] + self.chance.choice([b"\x00", b"\xff", b"\x7f", b" "]) * size + data[at + size:]

    def insert(self, data):
        at = self.place(data)
        return data[:at] + self.chance.choice(WORDS) + data[at:]

    def repeat(self, data):
        at, size = self.place(data), self.chance.choice([1, 30, 1000])
        return data[:at] + data[at:at + size] * self.chance.choice([2, 3, 50]) + data[at + size:]

    def swap(self, data):
        a, b = sorted((self.place(data), self.place(data)))
        size = self.chance.choice([1, 8, 100])
        return data[:a] + data[b:b + size] + data[a + size:b] + data[a:a + size] + data[b + size:]

    def digit(self, data):
        places = [i for i, byte in enumerate(data[:20000]) if 48 <= byte <= 57]
        if not places:
            return None
        at = self.chance.choice(places)
        text = self.chance.choice([b"0", b"9", b"99999999999", b"-5", b"1e30", b"1.5", b"18446744073709551615"])
        return data[:at] + text + data[at + 1:]

    def head(self, data):
        numbers = [0, 1, 255, 1 << 31, (1 << 32) - 1, (1 << 63) - 1, (1 << 64) - 1, len(data), len(data) - 8]
        kind = self.chance.choice(["<Q", ">I", "<I"])
        packed = struct.pack("<Q", self.chance.choice(numbers) & (1 << 64) - 1)[:struct.calcsize(kind)]
        return packed[::-1 if kind[0] == ">" else 1] + data[len(packed):]

    def noise(self, data):
        return self.chance.randbytes(len(data)) if self.chance.random() < 0.3 else None


def tensor_file(tensors):
    """A safetensors file of (name, type, shape, bytes)."""
    header, end = {}, 0
    for name, kind, shape, data in tensors:
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [end, end + len(data)]}
        end += len(data)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + b"".join(t[3] for t in tensors)


@dataclasses.dataclass
class Case:
    """A file to damage, where the damaged one goes, and the commands that read it there."""
    name: str
    valid: pathlib.Path
    place: str
    commands: list


class Bench:
    """A folder of valid files, and the commands that read each."""

    def __init__(self, program, folder, chance):
        self.program, self.folder, self.chance = program, folder, chance
        self.hashes = {}
        self.make("small", train=60, test=20, hidden=8)
        self.make("large", train=60_000, test=10_000, hidden=600)
        self.cases = [case for size in self.hashes for case in self.list_cases(size)]

    def make(self, size, train, test, hidden):
        place = self.folder / size

        def run(*arguments, code=0):
            done = subprocess.run(
                [self.program, *arguments], cwd=self.folder, capture_output=True, text=True)
            if done.returncode != code:
                sys.exit(f"{arguments} ended with {done.returncode}: {done.stderr}")

        def floats(count):
            return struct.pack(f"<{count}f", *(self.chance.uniform(-0.1, 0.1) for _ in range(count)))

        run("data", "generate", "--output", f"{size}/data", "--train", str(train), "--test", str(test))
        for file in list((place / "data").iterdir()):
            (place / "data" / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        config = {
            "data": {"dataset": "mnist", "train": min(train, 4000), "test": min(test, 200)},
            "network": {"steps": 3, "layers": [{"dense": hidden}, "lif", {"dense": 10}, "lif"]},
            "training": {"epochs": 2, "batchSize": 50}}
        sweep = {"name": "s", "base": config, "grid": {"network.beta": [0.9, 0.5]}}
        text = json.dumps({"name": "c", **config}, indent=1)
        (place / "plain.json").write_text(text)
        (place / "plan.json").write_text(json.dumps(sweep))
        data = ["--data-root", f"{size}/data", "--threads", "1"]
        run("train", f"{size}/plain.json", "--output", f"{size}/done", *data)
        run("train", f"{size}/plain.json", "--output", f"{size}/half", "--until", "1", *data, code=75)
        self.hashes[size] = os.listdir(place / "done")[0]
        images = 2 if size == "small" else 100
        (place / "trace.safetensors").write_bytes(tensor_file([
            ("layers.0.weight", "F32", [hidden, 784], floats(hidden * 784)),
            ("layers.0.bias", "F32", [hidden], floats(hidden)),
            ("layers.1.weight", "F32", [10, hidden], floats(10 * hidden)),
            ("layers.1.bias", "F32", [10], floats(10)),
            ("input", "F32", [images, 784], floats(images * 784)),
            ("labels", "I32", [images], struct.pack(f"<{images}i", *(i % 10 for i in range(images))))]))
        (place / "config.json").write_text(text)
        (place / "sweep.json").write_text(json.dumps(sweep, indent=1))
        if size == "large":
            # Megabytes of text, as nobody writes them.
            metrics = place / "done" / self.hashes[size] / "metrics.jsonl"
            metrics.write_text(metrics.read_text() * 1500)
            runs = [{"network.beta": round(0.1 + i / 1e6, 6), "seed": i % 3} for i in range(300)]
            many = {"name": "s", "base": config, "runs": runs}
            (place / "sweep.json").write_text(json.dumps(many, indent=1) + "\n//" + "x" * 2_000_000)
            (place / "config.json").write_text(text + "\n/*" + "y" * 2_000_000 + "*/")

    def list_cases(self, size):
        valid, run = self.folder / size, self.hashes[size]
        done, half = f"work/done/{run}", f"work/half/{run}"
        data = ["--data-root", f"{size}/data", "--threads", "1"]
        report = ["--output", "work/report.html", "--csv", "work/csv", "--force"]
        runs = ["--output", "work/done"]

        def reading(folder):
            return [["evaluate", folder, *data], ["inspect", folder, *data],
                    ["raster", folder, *data[:2]], ["report", folder, *report, *data]]

        def sweeping(file):
            return [["sweep", what, file, *runs] for what in ("plan", "status", "results")]

        # Without data, what is sound after all ends before it trains for hours.
        yield Case("config", valid / "config.json", "work/config.json", [
            ["train", "work/config.json", *runs, "--data-root", "nowhere"],
            ["compare", "work/config.json", *runs, "--data-root", "nowhere"],
            ["report", "work/config.json", "--runs", "work/done", *report, *data],
            ["trace", "work/config.json", "--tensors", f"{size}/trace.safetensors", "--output",
             "work/trace", "network.steps=3"]])
        yield Case("sweep", valid / "sweep.json", "work/sweep.json", sweeping("work/sweep.json") + [
            ["report", "work/sweep.json", "--runs", "work/done", *report, *data]])
        yield Case("trace", valid / "trace.safetensors", "work/in.safetensors", [
            ["trace", f"{size}/plain.json", "--tensors", "work/in.safetensors", "--output", "work/out"]])
        for name in ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte"]:
            for end in ["", ".gz"]:
                yield Case(name + end, valid / "data" / (name + end), f"work/data/{name}{end}", [
                    ["evaluate", done, "--data-root", "work/data", "--threads", "1"],
                    ["train", half, "--resume", "--data-root", "work/data", "--threads", "1"]])
        for folder, commands in [(done, reading(done) + sweeping(f"{size}/plan.json")),
                                 (half, reading(half)[1:] + [["train", half, "--resume", *data]])]:
            for file in sorted((self.folder / size / folder.removeprefix("work/")).iterdir()):
                if file.name not in ("log.txt", "lock"):
                    yield Case(f"{file.name} of {folder.split('/')[1]}", file, f"{folder}/{file.name}",
                               commands)

    def lay_out(self, case):
        """A fresh work folder; what is not damaged in it is sound."""
        work = self.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        size = case.valid.relative_to(self.folder).parts[0]
        for name in ("done", "half"):
            shutil.copytree(self.folder / size / name, work / name)
        (work / "data").mkdir()
        damaged = pathlib.Path(case.place).name.removesuffix(".gz")
        for file in (self.folder / size / "data").iterdir():
            if not file.name.endswith(".gz") and file.name != damaged:
                os.link(file, work / "data" / file.name)
        return work


def judge(done, error):
    """What is wrong with how a command ended, or nothing."""
    if done not in CODES:
        return f"it ended with {done}"
    messages = [line for line in error.split(b"\n") if line.startswith((b"error: ", b"Error: "))]
    if done in (1, 2) and len(messages) != 1:
        return f"{len(messages)} messages"
    if done == 0 and messages:
        return "a message, and yet 0"
    if len(error) > 64 << 10 or error.count(b"\n") > 60:
        return f"{len(error)} bytes of messages"
    try:
        text = error.decode()
    except UnicodeDecodeError:
        return "a message that is not UTF-8"
    if any(ord(letter) < 32 and letter != "\n" or 0x7f <= ord(letter) < 0xa0 for letter in text):
        return "control characters in a message"
    return None


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("program", help="the spikelab to test")
    options.add_argument("--megabytes", type=float, default=20, help="damaged files in all")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--seconds", type=int, default=60, help="of processor time for one command")
    options.add_argument("--memory", type=int, default=4096, help="megabytes of it, in address space")
    options.add_argument("--only", default="", help="cases whose name contains this")
    options.add_argument("--findings", default="hostile-findings", help="where to keep what failed")
    options = options.parse_args()
    chance = random.Random(options.seed)
    program = os.path.realpath(options.program)
    bound = options.memory << 20

    def confine():
        resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
        resource.setrlimit(resource.RLIMIT_CPU, (options.seconds, options.seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        bench = Bench(program, pathlib.Path(folder), chance)
        damage = Damage(chance)
        cases = [case for case in bench.cases if options.only in case.name]
        fed = files = commands = failures = 0
        codes, slowest = {}, (0.0, "")
        began = time.monotonic()
        try:
            while fed < options.megabytes * 1e6:
                case = cases[files % len(cases)]
                data = damage.apply(case.valid.read_bytes())
                for command in case.commands:
                    work = bench.lay_out(case)
                    place = bench.folder / case.place
                    place.unlink(missing_ok=True)
                    place.write_bytes(data)
                    start = time.monotonic()
                    try:
                        done = subprocess.run(
                            [program, *command], cwd=folder, capture_output=True,
                            timeout=20 * options.seconds, preexec_fn=confine)
                        fault = judge(done.returncode, done.stderr)
                        codes[done.returncode] = codes.get(done.returncode, 0) + 1
                        said = done.stderr[-2000:].decode(errors="replace")
                    except subprocess.TimeoutExpired:
                        fault, said = f"it did not end in {20 * options.seconds} s", ""
                    slowest = max(slowest, (time.monotonic() - start, f"{command[0]} on {case.name}"))
                    commands += 1
                    if fault:
                        failures += 1
                        kept = pathlib.Path(options.findings) / f"{options.seed}-{files}-{command[0]}"
                        shutil.copytree(work, kept / "work", dirs_exist_ok=True)
                        (kept / case.place).write_bytes(data)
                        print(f"FAILED: {' '.join(command)}: {fault}; kept in {kept}\n{said}", flush=True)
                fed += len(data)
                files += 1
        except KeyboardInterrupt:
            print("interrupted; so far:")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        ends = ", ".join(f"{codes[code]} with {code}" for code in sorted(codes))
        print(f"{files} damaged files, {fed / 1e6:.0f} MB, read by {commands} commands in "
              f"{time.monotonic() - began:.0f} s: {ends}; slowest {slowest[0]:.1f} s "
              f"({slowest[1]}), most memory {peak:.0f} MB; {failures} failures")
        sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()

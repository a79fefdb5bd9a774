"""Rows, tables and targets of a comparison."""

import statistics

TITLES = {"lfp": "LFP step", "surrogate": "surrogate step", "inference": "inference"}
# At least with AVX-512, at least with less, and the aim: how many times as fast as the fastest peer, or as
# little memory.
TARGETS = {
    ("lfp", "MLP"): (25, 22, 30),
    ("lfp", "LeNet"): (18, 16, 25),
    ("surrogate", "MLP"): (5, 3.5, 6),
    ("surrogate", "LeNet"): (6, 4, 8),
    ("inference", "MLP"): (20, 16, 30),
    ("inference", "LeNet"): (15, 12, 25),
    "memory": (5, 5, 10),
    "threads": (1.8, 1.8, 1.95),
    "own": (3, 3, 3),
}


class Report:
    """The rows: for each measurement a peer's number, ours, their ratio, and the fastest peer."""

    def __init__(self, rounds, peers, missing, networks, threads, instruction_set):
        place = 0 if instruction_set == "avx512" else 1
        self.targets = {key: (value[place], value[2]) for key, value in TARGETS.items()}
        self.rounds, self.missing, self.rows = rounds, missing, []
        for task in TITLES:
            for network in networks:
                self.compare(f"{TITLES[task]}, {network}", task, network, peers[task])
        for task in ("lfp", "surrogate"):
            for network in networks:
                self.compare(
                    f"peak memory, {TITLES[task]}, {network}", task, network, peers[task],
                    field="peakMegabytes")
        for task in ("lfp", "surrogate"):
            for network in networks if threads > 1 else ():
                one = self.median((task, network, "one thread"), "milliseconds")
                both = self.median((task, network, "SpikeLab"), "milliseconds")
                self.add(f"{TITLES[task]}, {network}", "SpikeLab, one thread", "ms", one, both,
                         one / both, ("itself", one / both), self.targets["threads"])
        for network in networks:
            surrogate = self.median(("own", network, "SpikeLab"), "milliseconds")
            own = self.median(("lfp", network, "SpikeLab"), "milliseconds")
            self.add(f"LFP step, {network}", "our surrogate step", "ms", surrogate, own,
                     surrogate / own, ("itself", surrogate / own), self.targets["own"])

    def median(self, key, field):
        return statistics.median(results[key][field] for results in self.rounds)

    def compare(self, what, task, network, peers, field=None):
        is_rate = task == "inference"
        target = self.targets["memory" if field else (task, network)]
        field = field or ("imagesPerSecond" if is_rate else "milliseconds")
        unit = {"imagesPerSecond": "images/s", "milliseconds": "ms", "peakMegabytes": "MB"}[field]
        own = self.median((task, network, "SpikeLab"), field)
        numbers = {
            peer: self.median((task, network, peer), field)
            for peer in peers if (task, network, peer) not in self.missing}
        ratios = {peer: own / value if is_rate else value / own for peer, value in numbers.items()}
        best = min(ratios.items(), key=lambda pair: pair[1]) if ratios else ("none", None)
        for peer in peers:
            self.add(what, peer, unit, numbers.get(peer), own, ratios.get(peer), best, target,
                     self.missing.get((task, network, peer)))

    def add(self, what, peer, unit, theirs, ours, ratio, best, target, missing=None):
        reached = None
        if best[1] is not None:
            reached = "aim" if best[1] >= target[1] else "yes" if best[1] >= target[0] else "no"
        self.rows.append({
            "what": what, "peer": peer, "unit": unit, "theirs": theirs, "ours": ours,
            "ratio": ratio, "fastest": best[0], "fastestRatio": best[1], "atLeast": target[0],
            "aim": target[1], "reached": reached, "missing": missing,
        })


def cells(row):
    def number(value):
        places = 1 if row["unit"] == "ms" else 0
        return f"{value:,.{places}f}".replace(",", " ") + f" {row['unit']}"

    target = f"{row['atLeast']:g} ×" + (
        f", aim {row['aim']:g} ×" if row["aim"] != row["atLeast"] else "")
    best = row["fastest"] if row["fastestRatio"] is None else (
        f"{row['fastest']} {row['fastestRatio']:.2f} ×")
    return [
        row["what"], row["peer"],
        "not to be had" if row["theirs"] is None else number(row["theirs"]), number(row["ours"]),
        "" if row["ratio"] is None else f"{row['ratio']:.2f} ×", best, target,
        row["reached"] or "",
    ]


HEADER = ["", "against", "it", "SpikeLab", "ratio", "the best of them", "at least", "reached"]


def text_table(rows):
    lines = [HEADER, *map(cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    text = "\n".join(
        "   ".join(cell.ljust(width) if column < 2 else cell.rjust(width)
                   for column, (cell, width) in enumerate(zip(line, widths))).rstrip()
        for line in lines)
    reasons = {f"{row['peer']}: {row['missing']}" for row in rows if row["missing"]}
    return "\n".join([text, *sorted(reasons)])


def markdown(rows):
    lines = ["| | against | it | SpikeLab | ratio | the best of them |", "|---|---|---|---|---|---|"]
    return "\n".join(lines + ["| " + " | ".join(cells(row)[:6]) + " |" for row in rows])

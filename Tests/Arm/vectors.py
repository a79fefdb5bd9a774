#!/usr/bin/env python3
"""Whether kernels compute in vectors on Arm, from their disassembly: vectors.py OBJDUMP OBJECT…

Counts, for each function, the floating-point operations on whole NEON registers (.4s) and those on
single floats. A kernel below must have the vector operations it is made of, and more of them than of
single ones; the exit code is 1 where one has not. Spills are whole registers that are put on the stack
or fetched from there.
"""

import collections
import re
import subprocess
import sys

# What a kernel is made of.
FUSED, SUM, RECURRENCE = ["fmla"], ["fadd"], ["fmul", "fadd", "fcmgt"]
EXPECTED = {
    "spike_dense_current": FUSED,
    "spike_packed_product": FUSED,
    "spike_outer_dense": FUSED,
    "spike_pull_back": FUSED,
    "spike_column_squares": FUSED,
    "spike_event_current": SUM,
    "spike_outer_events": SUM,
    "spike_sum_steps": SUM,
    "spike_column_sums": SUM,
    "spike_add_to_rows": SUM,
    "spike_merge_signs": SUM,
    "spike_lif": RECURRENCE,
    "spike_lif_counting": RECURRENCE,
    "spike_constant_membranes": RECURRENCE,
    "spike_adaptive_lif": RECURRENCE,
    "spike_lfp_whole": ["fmul", "fadd", "fdiv"],
    "spike_lfp_magnitudes": ["fmul", "fadd", "fdiv"],
    "spike_lfp_signs": ["fmul", "fadd", "fdiv"],
    "spike_surrogate_membrane": ["fmul", "fadd", "fdiv", "fmla"],
    "spike_adaptive_surrogate": ["fmul", "fadd", "fdiv", "fmla"],
    "spike_carry_rewards": ["fmul", "fadd"],
    "spike_weigh_by_magnitude": ["fmul"],
    "spike_scale": ["fmul"],
    "spike_scale_columns": ["fmul"],
    "spike_adam": ["fmul", "fadd", "fdiv", "fsqrt"],
    "spike_sgd": ["fmul", "fadd"],
    "spike_scale_bytes": ["ucvtf"],
}
# A product fused where the source does not say so would round otherwise than on x86-64.
UNFUSED = [name for name, made_of in EXPECTED.items() if made_of in (SUM, RECURRENCE)] + [
    "spike_lfp_whole", "spike_lfp_magnitudes", "spike_lfp_signs", "spike_carry_rewards",
    "spike_weigh_by_magnitude", "spike_scale", "spike_scale_columns", "spike_adam", "spike_sgd",
    "spike_scale_bytes",
]
FUSING = {"fmla", "fmls", "fmadd", "fmsub", "fnmadd", "fnmsub"}
FUNCTION = re.compile(r"^[0-9a-f]+ <(\w+)>:$")
SPILL = re.compile(r"\s(ld|st)[rp]\s+q.*\[sp")
OPERATION = re.compile(r"^\s*[0-9a-f]+:\s+(f\w+|ucvtf|scvtf)\s+(\S+?),")


def count(objdump, objects):
    """Operations of each function by name, on vectors and on single floats, and spills."""
    vector, single = (collections.defaultdict(collections.Counter) for _ in range(2))
    spills = collections.Counter()
    for file in objects:
        text = subprocess.run([objdump, "-d", "--no-show-raw-insn", file], check=True, text=True,
                              capture_output=True).stdout
        name = None
        for line in text.splitlines():
            if found := FUNCTION.match(line):
                name = found[1]
            elif SPILL.search(line):
                spills[name] += 1
            elif (found := OPERATION.match(line)) and found[1] not in ("fmov", "fccmp"):
                if ".4s" in found[2]:
                    vector[name][found[1]] += 1
                elif re.match(r"s\d+$", found[2]):
                    single[name][found[1]] += 1
    return vector, single, spills


def main():
    vector, single, spills = count(sys.argv[1], sys.argv[2:])
    failures = []
    for name, made_of in EXPECTED.items():
        on_vectors, alone = sum(vector[name].values()), sum(single[name].values())
        shown = " · ".join(f"{vector[name][kind]} {kind}" for kind in made_of)
        print(f"  {name:27} {on_vectors:5} on vectors ({shown}), {alone} on single floats, "
              f"{spills[name]} spills")
        if not all(vector[name][kind] for kind in made_of) or alone >= on_vectors:
            failures.append(f"{name} does not compute in vectors")
        fused = {*vector[name], *single[name]} & FUSING
        if name in UNFUSED and fused:
            failures.append(f"{name} fuses where its source does not: {', '.join(fused)}")
    sys.exit("\n".join(failures) or 0)


main()

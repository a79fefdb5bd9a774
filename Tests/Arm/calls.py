#!/usr/bin/env python3
"""Writes the two ends of every kernel's call across processors, from the kernels' declarations.

    calls.py Sources/CSpikeKernels/include OUTPUT

OUTPUT/calls_here.c defines `__wrap_NAME` for each function: it packs its arguments and asks the other
process. OUTPUT/calls_there.c unpacks them and calls the function. OUTPUT/names has a name a line.
"""

import pathlib
import re
import sys

COMMENT = re.compile(r"//[^\n]*")
PROTOTYPE = re.compile(r"^(void|int) (spike_\w+)\(([^)]*)\);", re.MULTILINE)
PARAMETER = re.compile(r"^((?:const )?[a-z0-9_]+) ?(\*?) ?(\w+)$")
SCALARS = {"int": "i", "int32_t": "i", "uint32_t": "i", "int64_t": "i", "float": "f"}


def functions(headers):
    """Result, name and parameters (type, whether a pointer, name) of every function."""
    for header in sorted(headers.glob("*.h")):
        for result, name, text in PROTOTYPE.findall(COMMENT.sub("", header.read_text())):
            words = " ".join(text.split())
            parameters = []
            for part in [] if words == "void" else words.split(","):
                found = PARAMETER.match(part.strip())
                if not found or not found[2] and found[1] not in SCALARS:
                    sys.exit(f"{header}: {name} takes `{part.strip()}`, which no call can carry")
                parameters.append((found[1], bool(found[2]), found[3]))
            yield result, name, parameters


def here(number, result, name, parameters):
    """The function under another name, which asks the process on the other processor."""
    declared = ", ".join(f"{kind} {'*' if points else ''}{word}" for kind, points, word in parameters)
    lines = [f"{result} __wrap_{name}({declared or 'void'});",
             f"{result} __wrap_{name}({declared or 'void'}) {{", f"  call_begin({number}, \"{name}\");"]
    for kind, points, word in parameters:
        if points:
            is_constant = int(kind.startswith("const "))
            lines.append(f"  call_pointer({word}, sizeof *{word}, {is_constant});")
        else:
            lines.append(f"  call_{'float' if SCALARS[kind] == 'f' else 'integer'}({word});")
    lines += [f"  {'' if result == 'void' else 'return (int)'}call_end();", "}"]
    return "\n".join(lines)


def there(number, result, name, parameters):
    """The case that calls the function."""
    arguments = ", ".join(
        f"pointer({index})" if points
        else f"{'number' if SCALARS[kind] == 'f' else f'({kind})integer'}({index})"
        for index, (kind, points, _) in enumerate(parameters))
    return f"    case {number}: {'' if result == 'void' else 'return '}{name}({arguments}); break;"


def main():
    headers, output = map(pathlib.Path, sys.argv[1:])
    output.mkdir(parents=True, exist_ok=True)
    found = list(functions(headers))
    declared = re.findall(r"\b(spike_\w+)\(", "".join(
        COMMENT.sub("", header.read_text()) for header in headers.glob("*.h")))
    missed = set(declared) - {name for _, name, _ in found}
    if missed:
        sys.exit(f"not understood: {', '.join(sorted(missed))}")
    (output / "calls_here.c").write_text("\n\n".join(
        ['#include "CSpikeKernels.h"\n#include "call.h"']
        + [here(number, *function) for number, function in enumerate(found)]) + "\n")
    cases = "\n".join(there(number, *function) for number, function in enumerate(found))
    (output / "calls_there.c").write_text(
        '#include "CSpikeKernels.h"\n#include "call.h"\n\n'
        "int64_t call_function(const call_record *record) {\n  switch (record->function) {\n"
        f"{cases}\n  }}\n  return 0;\n}}\n")
    (output / "names").write_text("".join(f"{name}\n" for _, name, _ in found))
    print(f"{len(found)} functions")


main()

#!/usr/bin/env bash
# Builds README's program as a package of its own that depends on SpikeLab, runs it, and compares what
# it prints with what README shows.
set -euo pipefail
cd "$(dirname "$0")"
swift build -c release
.build/release/Digits | diff output.txt - >&2
echo "README's program prints what README shows"

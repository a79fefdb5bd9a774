#!/usr/bin/env bash
# SpikeLab and its peers (lfprop, snnTorch) in alternation on this machine: Benchmarks/peers/run.sh
# sets up Python by itself, builds SpikeLab and prints ratios. --help lists the options.
#
# SPIKELAB_PEERS_VENV   a virtual environment to use (default: .venv beside this file, made once)
# PYTHON                the Python it is made with (default: python3; 3.10 or newer)
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
venv="${SPIKELAB_PEERS_VENV:-$here/.venv}"

if [ ! -x "$venv/bin/python" ]; then
  echo "setting up Python in $venv" >&2
  "${PYTHON:-python3}" -m venv "$venv"
fi
if ! "$venv/bin/python" -c "import lfprop, snntorch, safetensors" 2>/dev/null; then
  "$venv/bin/python" -m pip install --quiet --requirement "$here/requirements.txt"
fi

# One scratch folder for both packages: what they share is built once.
scratch="$root/.build"
swift build -c release --package-path "$root" --scratch-path "$scratch" --product spikelab >&2
swift build -c release --package-path "$root/Benchmarks" --scratch-path "$scratch" >&2
binaries="$(swift build -c release --package-path "$root/Benchmarks" --scratch-path "$scratch" --show-bin-path)"

# Paths on the command line are meant from where the user stands.
exec "$venv/bin/python" "$here/compare.py" --binaries "$binaries" "$@"

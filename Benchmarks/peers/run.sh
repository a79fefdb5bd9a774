#!/usr/bin/env bash
# SpikeLab and its peers (lfprop, snnTorch, SpikingJelly, JAX) in alternation on this machine:
# Benchmarks/peers/run.sh sets up Python by itself, builds SpikeLab and prints ratios. --help lists
# the options.
#
# SPIKELAB_PEERS_VENV   a virtual environment to use (default: .venv beside this file, made once)
# PYTHON                the Python it is made with (default: python3; 3.11 or newer)
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
venv="${SPIKELAB_PEERS_VENV:-$here/.venv}"

if [ ! -x "$venv/bin/python" ]; then
  echo "setting up Python in $venv" >&2
  "${PYTHON:-python3}" -m venv "$venv"
fi
# What is imported, then what it is installed with. A peer that cannot be had is a row that says so.
while read -r module packages; do
  "$venv/bin/python" -c "import importlib.util, sys; sys.exit(not importlib.util.find_spec('$module'))" &&
    continue
  # shellcheck disable=SC2086
  "$venv/bin/python" -m pip install --quiet --constraint "$here/requirements.txt" $packages >&2 ||
    echo "$module could not be installed" >&2
done <<'END'
safetensors numpy safetensors
torch torch torchvision
snntorch snntorch
lfprop lfprop transformers
spikingjelly spikingjelly
jax jax jaxlib
END

# The benchmarks are a package of their own and bring the command-line tool's parts along; a folder
# of their own, since one shared by two packages keeps what it built for the other.
swift build -c release --package-path "$root" --product spikelab >&2
swift build -c release --package-path "$root/Benchmarks" --product spikelab-benchmarks >&2
tool="$(swift build -c release --package-path "$root" --show-bin-path)"
benchmarks="$(swift build -c release --package-path "$root/Benchmarks" --show-bin-path)"

# Paths on the command line are meant from where the user stands.
exec "$venv/bin/python" "$here/compare.py" --benchmarks "$benchmarks/spikelab-benchmarks" --tool "$tool/spikelab" "$@"

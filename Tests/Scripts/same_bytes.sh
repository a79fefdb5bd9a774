#!/usr/bin/env bash
# Whether a build of spikelab leaves the checkpoints that this folder's sums say: the same seed, the
# same bytes, in whatever build.
#
#   Tests/Scripts/same_bytes.sh .build/release/spikelab            compare
#   Tests/Scripts/same_bytes.sh .build/release/spikelab --renew    write the sums anew
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/../TestSupport/Fixtures/same-bytes"
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
for config in *.json; do
  name=${config%.json}
  "$program" train "$config" --output "$runs/$name" --quiet >"$runs/$name.txt" 2>&1 ||
    { cat "$runs/$name.txt"; exit 1; }
  mv "$runs/$name"/*/checkpoint.safetensors "$runs/$name.safetensors"
done
if [ "${2:-}" = --renew ]; then
  (cd "$runs" && sha256sum ./*.safetensors | sed 's, \./, ,') >SHA256SUMS
fi
(cd "$runs" && sha256sum --check -) <SHA256SUMS

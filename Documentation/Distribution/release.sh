#!/usr/bin/env bash
# Builds the program for Linux machines without Swift: Documentation/Distribution/release.sh [FOLDER]
#
# Swift's own libraries are linked statically and symbols are stripped. The binary is copied to FOLDER
# (default .build/distribution), and its size and the libraries it still takes from the system are
# printed. It runs where these are, with a libc no older than the one it was built with.
#
# To link it takes the development files of zlib and curl: apt-get install zlib1g-dev libcurl4-openssl-dev
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(uname)" = Linux ] || { echo "a static binary is built on Linux alone" >&2; exit 1; }

folder=${1:-.build/distribution}
flags=(-c release --product spikelab --static-swift-stdlib -Xlinker -s
  --scratch-path "${SCRATCH:-.build/static}")
swift build "${flags[@]}"
mkdir -p "$folder"
cp "$(swift build "${flags[@]}" --show-bin-path)/spikelab" "$folder/spikelab"

if ldd "$folder/spikelab" | grep -i swift; then
  echo "Swift libraries are not linked statically" >&2
  exit 1
fi
echo "$folder/spikelab: $(($(stat -c %s "$folder/spikelab") / 1000000)) MB"
echo "from the system: $(objdump -p "$folder/spikelab" | sed -n 's/ *NEEDED *//p' | tr '\n' ' ')"

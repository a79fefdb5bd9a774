#!/usr/bin/env bash
# Runs the quick start where nothing is but the binary and the libraries it names:
# Documentation/Distribution/try.sh BINARY
#
# In a folder of its own, by chroot, as root: no Swift, no shell, no data. /proc is there, since Swift
# reads a program's arguments from it.
set -euo pipefail

if [ "${2:-}" = inside ]; then
  # In a mount namespace of its own, where the mount ends with it.
  mount -t proc proc "$1/proc"
  chroot "$1" /spikelab --version
  chroot "$1" /spikelab compare training.epochs=1 --output /runs
  exit
fi
binary=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
# Each library at the place where the loader looks for it.
for library in $(ldd "$binary" | grep -o '/[^ ]* (0x' | cut -d' ' -f1); do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
mkdir "$root/proc"
cp "$binary" "$root/spikelab"
echo "$(find "$root" -type f | wc -l) files, $(du -sm "$root" | cut -f1) MB"
unshare --mount --pid --fork "$0" "$root" inside
[ "$(find "$root/runs" -name summary.json | wc -l)" = 2 ] && echo "both runs are finished"

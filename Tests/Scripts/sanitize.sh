#!/usr/bin/env bash
# Runs the tests under a sanitizer: Tests/Scripts/sanitize.sh [address|thread] [option…]
#
# `address` looks for undefined behaviour in C too (Swift traps on its own). Without a name, one after
# the other. Options are those of `swift test`: --filter SpikeKernelsTests. Each has a build of its own
# in .build/<name>.
#
# Left out, as a sanitizer makes minutes of each, and much of them is programs of others:
# CommandLineTests, which start processes that train, a private Slurm, a browser. What those processes
# do is what the other tests do in one.
set -euo pipefail
cd "$(dirname "$0")/../.."

case "${1:-}" in
  address | thread) name=$1; shift ;;
  *)
    "$0" address "$@"
    exec "$0" thread "$@"
    ;;
esac

flags=(--sanitize "$name")
# The runtime of the address sanitizer has what that for undefined behaviour calls.
[ "$name" = thread ] ||
  flags+=(-Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined)
# Leaks are not looked for: the Swift runtime keeps what it has allocated for good.
export ASAN_OPTIONS=detect_leaks=0
export UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS=suppressions=$PWD/Tests/Scripts/thread-suppressions.txt
echo "== tests under the $name sanitizer"
swift test "${flags[@]}" --scratch-path ".build/$name" --skip CommandLineTests "$@"

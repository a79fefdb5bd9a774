#!/usr/bin/env bash
# What an x86-64 machine can tell about SpikeLab on Arm: Tests/Scripts/arm.sh [compile|kernels|training]
#
#   compile    the C targets for aarch64 with a release build's flags and no warnings; whether the
#              kernels compute in NEON vectors, from their disassembly
#   kernels    the tests that compare kernels with their plain twins and with golden files, the kernels
#              run by qemu as an Arm program; threads, timer and SHA-256 there
#   training   six small trainings whose checkpoints must have the bytes of x86-64, likewise
#
# All of them without a name. The tests are a build of their own in .build/arm in which each call of a
# kernel goes to the Arm program: see Tests/Arm/call.h. Needs clang (Swift's will do), and installs
# qemu and the C library for aarch64 where it may.
set -euo pipefail
cd "$(dirname "$0")/../.."

parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(compile kernels training)
for part in "${parts[@]}"; do
  case $part in
    compile | kernels | training) ;;
    *) echo "arm.sh: $part is no part: compile, kernels, training" >&2; exit 2 ;;
  esac
done

packages=(qemu-user libc6-dev-arm64-cross libgcc-12-dev-arm64-cross)
if ! command -v qemu-aarch64 >/dev/null || [ ! -e /usr/aarch64-linux-gnu/lib/libc.a ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "arm.sh: needs Debian's ${packages[*]}, or their like" >&2
    exit 2
  fi
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi

tools="$(dirname "$(command -v swift)")"
[ -x "$tools/llvm-objdump" ] || tools="$(dirname "$(readlink -f "$(command -v swift)")")"
root=$PWD
out=$PWD/.build/arm-objects
rm -rf "$out"
mkdir -p "$out"

# SwiftPM's flags of a release build, and warnings.
flags=(-O2 -fblocks -fPIC -g -fno-omit-frame-pointer -DSWIFT_PACKAGE=1)
# The interface of a kernel may have more than the way that is left on Arm needs.
strict=(-Wall -Wextra -Wno-unused-parameter -Werror)
arm=(clang -target aarch64-unknown-linux-gnu)

echo "== the C targets for aarch64"
for target in CSpikeThreads CSpikeKernels CSpikeSystem; do
  mkdir -p "$out/$target"
  for file in "Sources/$target"/*.c; do
    "${arm[@]}" "${flags[@]}" "${strict[@]}" -I "Sources/$target/include" -c "$file" \
      -o "$out/$target/$(basename "$file" .c).o"
  done
  echo "  $target: $(ls "$out/$target" | wc -l) files, no warning"
done

for part in "${parts[@]}"; do
  [ "$part" = compile ] || continue
  echo "== floating-point operations of the kernels"
  python3 Tests/Arm/vectors.py "$tools/llvm-objdump" "$out"/CSpikeKernels/*.o
done
[ "${parts[*]}" != compile ] || exit 0

link=(-static -fuse-ld=lld -pthread)
echo "== an Arm program of the kernels"
python3 Tests/Arm/calls.py Sources/CSpikeKernels/include "$out/calls"
both=(-I Tests/Arm -I Sources/CSpikeKernels/include)
"${arm[@]}" -O2 "${strict[@]}" "${both[@]}" Tests/Arm/there.c "$out/calls/calls_there.c" \
  "$out"/CSpikeKernels/*.o "${link[@]}" -o "$out/kernels"
for source in Tests/Arm/here.c "$out/calls/calls_here.c"; do
  clang -O2 -fPIC "${strict[@]}" "${both[@]}" -c "$source" -o "$out/$(basename "$source" .c).o"
done

wrapped=(-Xlinker "$out/here.o" -Xlinker "$out/calls_here.o"
  -Xlinker --wrap=posix_memalign -Xlinker --wrap=free)
while read -r name; do wrapped+=(-Xlinker "--wrap=$name"); done <"$out/calls/names"
swift build --build-tests --scratch-path .build/arm "${wrapped[@]}"

export SPIKE_ARM_KERNELS=$out/kernels SPIKE_ARM_EMULATOR=qemu-aarch64

count_calls() {
  awk '{ calls[$1] += $2; all += $2 }
    END { printf "  %d functions called %d times\n", length(calls), all }' "$SPIKE_ARM_CALLS"
}

# Runs the tests that a filter names. A failed comparison prints all that was compared: lines are cut.
run_tests() {
  export SPIKE_ARM_CALLS=$out/called-$1
  swift test --skip-build --scratch-path .build/arm "${wrapped[@]}" --filter "$2" \
    >"$out/$1.log" 2>&1 || {
    grep -a "✘\|error:\|kernels on Arm" -A 2 "$out/$1.log" | cut -c 1-300 | head -60 >&2
    exit 1
  }
  tail -n 1 "$out/$1.log"
  count_calls
}

for part in "${parts[@]}"; do
  case $part in
    kernels)
      echo "== threads, timer, SHA-256 and exp"
      "${arm[@]}" -O2 "${strict[@]}" -I Sources/CSpikeThreads/include -I Sources/CSpikeSystem/include \
        Tests/Arm/checks.c "$out"/CSpikeThreads/*.o "$out"/CSpikeSystem/*.o "${link[@]}" -lm \
        -o "$out/checks"
      qemu-aarch64 "$out/checks"
      clang -O2 "${strict[@]}" -I Sources/CSpikeThreads/include -I Sources/CSpikeSystem/include \
        Tests/Arm/checks.c Sources/CSpikeThreads/*.c Sources/CSpikeSystem/*.c -pthread -lm \
        -o "$out/checks-here"
      qemu-aarch64 "$out/checks" exp "$out/exp-there"
      "$out/checks-here" exp "$out/exp-here"
      python3 - "$out/exp-here" "$out/exp-there" <<'END'
import array, sys
here, there = (array.array("d", open(file, "rb").read()) for file in sys.argv[1:])
single = lambda values: array.array("f", values)
print(f"  exp: {sum(a != b for a, b in zip(here, there))} of {len(here)} doubles differ from "
      f"x86-64, {sum(a != b for a, b in zip(single(here), single(there)))} as floats")
END
      echo "== kernels on Arm against their twins and the golden files"
      run_tests kernels '^(SpikeKernelsTests|SpikeSimTests|SpikeLFPTests|SpikeSurrogateTests)\.'
      # Of which there is one only.
      missing=$(grep -vxF -f <(cut -d' ' -f1 "$SPIKE_ARM_CALLS") "$out/calls/names" |
        grep -v instruction_set || true)
      [ -z "$missing" ] || { echo "no test called: $missing" >&2; exit 1; }
      ;;
    training)
      echo "== trainings with kernels on Arm"
      export SPIKE_ARM_CALLS=$out/called-training
      Tests/Scripts/same_bytes.sh .build/arm/debug/spikelab
      count_calls
      ;;
  esac
done

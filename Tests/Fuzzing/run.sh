#!/usr/bin/env bash
# Feeds the parsers with mutated files: Tests/Fuzzing/run.sh [--seconds N | --runs N] [target…]
#
# Each target gets N seconds (default 10) or N executions, 256 MB and 10 s for one input; what it
# dies of is left in .build/findings, and the exit code is 1. New inputs that reach new code are kept
# in .build/corpus, so that a second run goes on where the first stopped.
set -uo pipefail
cd "$(dirname "$0")"

limit=-max_total_time=10
case "${1:-}" in
  --seconds) limit=-max_total_time=$2; shift 2 ;;
  --runs) limit=-runs=$2; shift 2 ;;
esac
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(idx gzip tensors checkpoint json config sweep results report
  status metrics summary lock folder)

flags=(-c release --product Fuzz --scratch-path "${SCRATCH:-.build}" -Xswiftc -sanitize=fuzzer
  -Xswiftc -enable-testing)
swift build "${flags[@]}" || exit 2
fuzz=$(swift build "${flags[@]}" --show-bin-path)/Fuzz
[ -x "$fuzz" ] || exit 2
mkdir -p .build/findings

# The input must be kept, and the runtime's own report of a crash would come before that.
export SWIFT_BACKTRACE=enable=no

failed=()
for target in "${targets[@]}"; do
  mkdir -p ".build/corpus/$target"
  options=("$limit" -rss_limit_mb=256 -timeout=10 -max_len=4096 -print_final_stats=1
    "-artifact_prefix=.build/findings/$target-" -verbosity=0 -close_fd_mask=1)
  case $target in
    json | config | sweep | results | report | status | metrics | summary | lock)
      options+=(-dict=keys.dict) ;;
  esac
  start=$(date +%s.%N)
  verdict=clean
  FUZZ_TARGET=$target "$fuzz" "${options[@]}" ".build/corpus/$target" "Corpus/$target" \
    >".build/findings/$target.log" 2>&1 || verdict=FAILED
  # The clock goes on where a machine stands still: an input is slow if it is so when it is alone.
  slow=$(sed -n 's/.*Test unit written to \(.*timeout-.*\)/\1/p' ".build/findings/$target.log")
  if [ -n "$slow" ] && FUZZ_TARGET=$target "$fuzz" -timeout=10 -rss_limit_mb=256 "$slow" \
    >".build/findings/$target-again.log" 2>&1; then
    verdict="clean, but cut short by the machine"
  fi
  [ "$verdict" != FAILED ] || failed+=("$target")
  runs=$(sed -n 's/stat::number_of_executed_units: *//p' ".build/findings/$target.log")
  peak=$(sed -n 's/stat::peak_rss_mb: *//p' ".build/findings/$target.log")
  printf '%-11s %s: %s executions, %.0f s, %s MB at most\n' "$target" "$verdict" \
    "${runs:-?}" "$(echo "$(date +%s.%N) - $start" | bc 2>/dev/null || echo 0)" "${peak:-?}"
  [ "$verdict" != FAILED ] || tail -40 ".build/findings/$target.log"
done
[ ${#failed[@]} -eq 0 ] || { echo "findings in: ${failed[*]}" >&2; exit 1; }

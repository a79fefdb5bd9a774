#!/usr/bin/env bash
# Keeps the finished runs behind a page of `spikelab paper` beside it, without their parameters:
#
#     Results/paper/runs/keep.sh figure-2 [FOLDER OF RUNS [OTHER PAGE ...]]
#
# writes Results/paper/runs/figure-2.tar.gz. The same runs give the same bytes. An archive of more runs stays.
# A run has the name of the sweep that trained it first: a page that shares runs with others needs their names too,
# as figure-4 that of figure-a4-lenet.
set -euo pipefail
page=${1:?the name of a page is missing, such as figure-2}
here=$(cd "$(dirname "$0")" && pwd)
cd "${2:-Results/runs}"
names=$(IFS='|'; echo "$page${3:+|${*:3}}")
files=$(
  # Quick versions and our settings beside the paper's have sweeps of their own.
  { grep -lE "\"name\": *\"($names)[-/]" ./*/config.json || true; } | { xargs -r grep -LE "\"name\": *\"[^\"/]*-(quick|ours)/" || true; } | while read -r config; do
    run=$(dirname "$config")
    [ ! -e "$run/summary.json" ] ||
      ls "$run"/{config,env,status,summary,prune}.json "$run/metrics.jsonl" 2>/dev/null || true
  done
  ls "./$page.json" 2>/dev/null || true
)
archive="$here/$page.tar.gz"
count=$(grep -c summary.json <<<"$files" || true)
before=$([ ! -e "$archive" ] || tar -tzf "$archive" | grep -c summary.json || true)
if [ "$count" -le 0 ] || [ "$count" -lt "${before:-0}" ]; then
  echo "$page: $count finished runs here, ${before:-0} in the archive, which stays" >&2
  exit 1
fi
LC_ALL=C sort <<<"$files" |
  tar --files-from=- --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -cf - |
  gzip -9 -n >"$archive.new"
mv "$archive.new" "$archive"
echo "$page: $count runs"

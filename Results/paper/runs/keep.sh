#!/usr/bin/env bash
# Keeps the finished runs behind a page of `spikelab paper` beside it, without their parameters:
#
#     Results/paper/runs/keep.sh figure-2 [FOLDER OF RUNS]
#
# writes Results/paper/runs/figure-2.tar.gz. The same runs give the same bytes.
set -euo pipefail
page=$1
here=$(cd "$(dirname "$0")" && pwd)
cd "${2:-Results/runs}"
{
  grep -lE "\"name\": *\"$page-" ./*/config.json | while read -r config; do
    run=$(dirname "$config")
    [ -e "$run/summary.json" ] && ls "$run"/{config,env,status,summary,prune}.json "$run/metrics.jsonl" 2>/dev/null
  done || true
  ls "./$page.json" 2>/dev/null || true
} | LC_ALL=C sort |
  tar --files-from=- --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -cf - |
  gzip -9 -n >"$here/$page.tar.gz"
tar -tzf "$here/$page.tar.gz" | grep -c summary.json

#!/usr/bin/env bash
# Documentation of the public API by DocC: Documentation/docc.sh [FOLDER]
#
# Builds, takes the symbols of every library module and converts them, without a further package. A
# warning of DocC, such as a link to a symbol that is not there, is an error. The folder (default
# .build/SpikeLab.doccarchive) is served by any web server, such as `python3 -m http.server`.
set -euo pipefail
cd "$(dirname "$0")/.."

output=${1:-.build/SpikeLab.doccarchive}
modules=$(sed -n 's/^    \.library(name: "\([^"]*\)", targets: \["\1"\]),$/\1/p' Package.swift)
docc=$(command -v docc || xcrun --find docc)
sdk=()
[ "$(uname)" != Darwin ] || sdk=(-sdk "$(xcrun --show-sdk-path)")
target=$(swift -print-target-info | sed -n 's/.*"triple": "\(.*\)",.*/\1/p' | head -1)

# The build that a command is run from: nothing is compiled again.
read -ra flags <<<"${BUILD_FLAGS:--c release --product spikelab}"
swift build --quiet "${flags[@]}"
built=$(swift build "${flags[@]}" --show-bin-path)
clang=()
for name in CSpikeThreads CSpikeKernels CSpikeSystem; do
  clang+=(-Xcc "-fmodule-map-file=$built/$name.build/module.modulemap"
    -Xcc -I -Xcc "Sources/$name/include")
done
graphs=$(mktemp -d)
trap 'rm -rf "$graphs"' EXIT
for module in $modules; do
  swift symbolgraph-extract -module-name "$module" -I "$built/Modules" -I Sources/CZlib \
    "${clang[@]}" -target "$target" "${sdk[@]}" -minimum-access-level public \
    -skip-inherited-docs -output-dir "$graphs"
done
# Only the library's own symbols: not what it adds to those of Swift.
rm -f "$graphs"/*@*
mkdir -p "$(dirname "$output")"
"$docc" convert --additional-symbol-graph-dir "$graphs" --warnings-as-errors \
  --fallback-display-name SpikeLab --fallback-bundle-identifier SpikeLab --output-path "$output"
echo "$output: $(find "$output/data" -name '*.json' | wc -l) pages"

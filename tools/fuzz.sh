#!/bin/sh
# Builds the fuzzers of what reads text, and with `deep` that of whole deals too, under the address and undefined-behaviour sanitizers,
# and runs each.
#   fuzz.sh             the same inputs every time, for half a minute or so: what runs for every change
#   fuzz.sh deep 600    new inputs every time, 600 seconds each
# An input that breaks one is left in build/fuzz/, and the script fails.
set -eu
fuzzers="reader formula"
if [ "${1:-}" = deep ]; then
  fuzzers="$fuzzers deal"
  how="-max_total_time=${2:-600}"
else
  # A time would end the search elsewhere on another machine: inputs are counted.
  how="-seed=1 -runs=40000"
fi
mkdir -p build/fuzz
cmake --preset fuzz > build/fuzz.configure.log 2>&1 || { cat build/fuzz.configure.log; exit 1; }
cmake --build build/fuzz --target $(printf 'fuzz_%s ' $fuzzers)
for name in $fuzzers; do
  seeds=fuzz/seeds
  longest=8192
  [ "$name" = deal ] && seeds="models tests/models tests/cli/bad"
  # What was found in earlier runs is gone on from in a deep search; a brief one begins anew.
  found=build/fuzz/found/$name
  [ "${1:-}" = deep ] || rm -rf "$found"
  mkdir -p "$found"
  echo "fuzzing: $name"
  "build/fuzz/fuzz/fuzz_$name" $how -print_final_stats=0 -verbosity=0 -rss_limit_mb=2048 -timeout=20 -max_len="$longest" \
    -artifact_prefix=build/fuzz/"$name"- "$found" $seeds > build/fuzz/"$name".log 2>&1 \
    || { tail -n 60 build/fuzz/"$name".log; exit 1; }
done

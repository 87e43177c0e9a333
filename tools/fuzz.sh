#!/bin/sh
# Builds the fuzzers of what reads text, and with `deep` that of whole deals too, under the address and undefined-behaviour sanitizers,
# and runs each.
#   fuzz.sh             the same inputs every time, for about half a minute each: what runs for every change
#   fuzz.sh deep 600    new inputs, on from those of earlier runs, 600 seconds each
# An input that breaks one is left in build/fuzz/, and the script fails.
set -eu
kind=${1:-brief}
seconds=${2:-600}
fuzzers="reader formula"
[ "$kind" = brief ] || fuzzers="$fuzzers deal"
# What the sanitizers find ends in a signal: only then does the fuzzer write down the input.
export UBSAN_OPTIONS=abort_on_error=1:print_stacktrace=1 ASAN_OPTIONS=abort_on_error=1
mkdir -p build/fuzz
cmake --preset fuzz > build/fuzz.configure.log 2>&1 || { cat build/fuzz.configure.log; exit 1; }
cmake --build build/fuzz --target $(printf 'fuzz_%s ' $fuzzers)
for name in $fuzzers; do
  case $name in
    reader)  runs=40000;  seeds=fuzz/seeds ;;
    formula) runs=120000; seeds=fuzz/seeds ;;
    deal)    runs=10000;  seeds="models tests/models tests/cli/bad" ;;
  esac
  found=build/fuzz/found/$name
  if [ "$kind" = brief ]; then
    how="-seed=1 -runs=$runs"    # counted: a time would end the search elsewhere on another machine
    rm -rf "$found"
  else
    how="-max_total_time=$seconds"
  fi
  mkdir -p "$found"
  echo "fuzzing: $name"
  "build/fuzz/fuzz/fuzz_$name" $how -print_final_stats=0 -verbosity=0 -rss_limit_mb=2048 -timeout=20 -max_len=8192 \
    -artifact_prefix=build/fuzz/"$name"- "$found" $seeds > build/fuzz/"$name".log 2>&1 \
    || { tail -n 60 build/fuzz/"$name".log; exit 1; }
done

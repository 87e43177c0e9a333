#!/bin/sh
# Builds the fuzzers under the address and undefined-behaviour sanitizers and runs each for the given number of seconds.
# An input that breaks one is left in build/fuzz/, and the script fails.
set -eu
seconds=${1:-30}
cmake --preset fuzz > build/fuzz.configure.log 2>&1 || { cat build/fuzz.configure.log; exit 1; }
cmake --build --preset fuzz
for fuzzer in build/fuzz/fuzz/fuzz_*; do
  [ -x "$fuzzer" ] && [ -f "$fuzzer" ] || continue
  name=$(basename "$fuzzer")
  seeds=fuzz/seeds
  found=build/fuzz/found/$name
  mkdir -p "$found"
  echo "$name: $seconds s"
  "$fuzzer" -max_total_time="$seconds" -print_final_stats=0 -verbosity=0 -rss_limit_mb=1024 -timeout=5 -max_len=8192 \
    -artifact_prefix=build/fuzz/"$name"- "$found" $([ -d "$seeds" ] && echo "$seeds") > build/fuzz/"$name".log 2>&1 \
    || { tail -n 60 build/fuzz/"$name".log; exit 1; }
done

#!/bin/sh
# Times what users wait for, and the engine beside a plain program for one deal, where that program's source is at hand.
# tools/bench.sh BUILD_FOLDER
set -eu
build=$1
counterflow=$build/apps/cli/counterflow
deal=models/amazon-openai-2025-12.yaml

seconds() {   # of the quickest of three
  best=""
  for i in 1 2 3; do
    begin=$(date +%s%N)
    "$@" > /dev/null 2>&1 || true
    end=$(date +%s%N)
    spent=$(( (end - begin) / 1000 ))
    if [ -z "$best" ] || [ "$spent" -lt "$best" ]; then best=$spent; fi
  done
  echo "$best" | awk '{printf "%.3f", $1 / 1e6}'
}

echo "check of the worked deal:                       $(seconds "$counterflow" check $deal) s   (asked: 0.050)"
echo "worked deal, all structures, 100,000 futures:   $(seconds "$counterflow" run $deal --paths 100000 --json -) s   (asked: 5, on 2 cores)"
echo
echo "reference deal, structure R1F, one thread:"
"$build"/bench/bench_run models/r1.yaml --structure 2

anchor=../shared/anchors/a_scalar.cpp
if [ -f "$anchor" ]; then
  g++ -std=c++20 -O3 -march=native -o "$build"/bench/a_scalar "$anchor" -lpthread
  echo "the same, written by hand as a plain program (asked: at least 5 times as many paths a second):"
  R1_SET="CT0=300,raise_max=1,credits0=7000" "$build"/bench/a_scalar 65536 1 1 quiet
else
  echo "the plain program to compare with is not here ($anchor): that row is left out"
fi
echo
"$build"/bench/bench_kernels

#!/bin/sh
# Times what users wait for, and the engine beside a plain program for one deal, where that program's source is at hand.
# tools/bench.sh BUILD_FOLDER
set -eu
build=$1
counterflow=$build/apps/cli/counterflow

anchor=../shared/anchors/c_avx512.cpp
if [ -f "$anchor" ] && grep -q avx512dq /proc/cpuinfo; then
  g++ -std=c++20 -O3 -march=native -mprefer-vector-width=512 -Wno-invalid-offsetof -o "$build"/bench/c_avx512 "$anchor" -lpthread
  "$build"/bench/bench_process "$counterflow" "$build"/bench/c_avx512
else
  echo "the deal written by hand for AVX-512 is not here, or does not run here ($anchor): those rows are left out"
  "$build"/bench/bench_process "$counterflow"
fi
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

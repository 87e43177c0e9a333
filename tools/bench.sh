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
# The engine beside other programs for the reference deal: by hand for AVX-512, plain, NumPy.
by_hand=../shared/anchors/c_avx512.cpp
set -- --scalar "$build"/bench/r1_scalar
if [ -f "$by_hand" ] && grep -q avx512dq /proc/cpuinfo; then
  g++ -std=c++20 -O3 -march=native -mprefer-vector-width=512 -Wno-invalid-offsetof -o "$build"/bench/r1_by_hand "$by_hand" -lpthread
  set -- "$@" --anchor "$build"/bench/r1_by_hand
else
  echo "the reference deal written by hand for AVX-512 is not here, or does not run here ($by_hand): its row is left out"
fi
if /usr/bin/python3 -c 'import numpy' 2> /dev/null; then
  set -- "$@" --numpy "/usr/bin/python3 bench/r1_numpy.py"
else
  echo "NumPy is not here (apt-get install python3-numpy): its row is left out"
fi
"$build"/bench/bench_engine "$@"
echo
"$build"/bench/bench_kernels

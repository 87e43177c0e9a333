#!/bin/sh
# Times what users wait for, and the engine beside a plain program for one deal, where that program's source is at hand.
# tools/bench.sh BUILD_FOLDER
set -eu
build=$1
counterflow=$build/apps/cli/counterflow

# The reference deal written by hand for AVX-512, where its source is at hand.
source=../shared/anchors/c_avx512.cpp
by_hand=$build/bench/r1_by_hand
if [ -f "$source" ] && grep -q avx512dq /proc/cpuinfo; then
  g++ -std=c++20 -O3 -march=native -mprefer-vector-width=512 -Wno-invalid-offsetof -o "$by_hand" "$source" -lpthread
else
  echo "the reference deal written by hand for AVX-512 is not here, or does not run here ($source): those rows are left out"
  by_hand=
fi
"$build"/bench/bench_process "$counterflow" $by_hand
echo

# The engine beside it, a plain program, and NumPy.
set -- --scalar "$build"/bench/r1_scalar ${by_hand:+--anchor "$by_hand"}
if /usr/bin/python3 -c 'import numpy' 2> /dev/null; then
  set -- "$@" --numpy "/usr/bin/python3 bench/r1_numpy.py"
else
  echo "NumPy is not here (apt-get install python3-numpy): its row is left out"
fi
"$build"/bench/bench_engine "$@"
echo
"$build"/bench/bench_kernels

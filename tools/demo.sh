#!/bin/sh
# The main job on a worked deal: the answer on the terminal, the same as data in a file, and where it lies.
set -eu
counterflow=$1
deal=$2
"$counterflow" run "$deal" --json results.json
echo
echo "The whole answer as data: $(pwd)/results.json"

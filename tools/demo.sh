#!/bin/sh
# The main job on a worked deal: the answer on the terminal, the report as a page, the same as data, and where they lie.
set -eu
counterflow=$1
deal=$2
"$counterflow" run "$deal" --report report.html --json results.json
echo
echo "The report, to open in a browser: $(pwd)/report.html"
echo "The whole answer as data: $(pwd)/results.json"

#!/usr/bin/env bash
# Gradescope runs this, as root, for each submission. Whatever happens, results/results.json is written.
#
# To try it elsewhere: TUITRAINER_AUTOGRADER names the folder that stands for /autograder, and TUITRAINER_PYTHON an
# interpreter that has tuitrainer.
set -u
root=${TUITRAINER_AUTOGRADER:-/autograder}
python=${TUITRAINER_PYTHON:-$root/tuitrainer/bin/python}
results=$root/results/results.json

mkdir -p "$root/results"
rm -rf "$results"
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export TUITRAINER_HOME=$home
"$python" -I -m tuitrainer.grading.pack.autograder "$root/source" "$root/submission" "$results"
status=$?
if [ ! -s "$results" ]; then
    echo "The grader could not judge this submission (exit $status). Nothing is said against it: no score is written."
    cp "$root/source/ungraded.json" "$results"
fi

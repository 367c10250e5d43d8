#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image: a Python environment with tuitrainer in it.
#
# To try it elsewhere: TUITRAINER_AUTOGRADER names the folder that stands for /autograder, and TUITRAINER_PYTHON an
# interpreter that has tuitrainer already; with that one, nothing is installed.
set -euo pipefail
root=${TUITRAINER_AUTOGRADER:-/autograder}
source=$root/source
python=${TUITRAINER_PYTHON:-}

# The first interpreter that is new enough and can make an environment.
find_python() {
    local name
    for name in python3.14 python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            found=$name
            return 0
        fi
    done
    return 1
}
from_the_system() { apt-get update -q && apt-get install -q -y python3 python3-venv; }
from_elsewhere() {
    apt-get install -q -y software-properties-common && add-apt-repository -y ppa:deadsnakes/ppa &&
        apt-get update -q && apt-get install -q -y python3.12 python3.12-venv
}

if [ -z "$python" ]; then
    export DEBIAN_FRONTEND=noninteractive
    find_python || { from_the_system && find_python; } || { from_elsewhere && find_python; } || {
        echo "tuitrainer needs Python 3.11 or newer; choose a newer base image." >&2
        exit 1
    }
    "$found" -m venv "$root/tuitrainer"
    python=$root/tuitrainer/bin/python
    "$python" -m pip install --no-cache-dir @REQUIREMENT@
    # The strongest isolation, where the container allows it; there are others where it does not.
    apt-get install -q -y bubblewrap || echo "Without bubblewrap."
    # Reference solutions are for root, who grades; never for the user that a submission runs as.
    course=$("$python" -I -c 'from tuitrainer.base.course import find_course; print(find_course().exercises.parent)')
    chmod -R go= "$course"
fi
chmod -R go= "$source"

# An environment that can't grade is found now, and not by the first student.
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export TUITRAINER_HOME=$home
for exercise in @EXERCISES@; do
    "$python" -I -c 'import sys; from tuitrainer.cli.main import main; sys.exit(main())' \
        grade --reference "$exercise" @COURSE@
done

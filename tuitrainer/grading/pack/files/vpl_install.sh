#!/bin/bash
# For the administrator of the execution server, once, as root: tuitrainer in /opt/tuitrainer, or in the folder named.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=${1:-/opt/tuitrainer}
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "tuitrainer needs Python 3.11 or newer." >&2
    exit 1
}
python3 -m venv "$target"
"$target/bin/python" -m pip install --no-cache-dir @REQUIREMENT@
"$target/bin/tuitrainer" --version

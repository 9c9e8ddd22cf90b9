#!/bin/sh
# Makes .venv from requirements.lock, or finds within a moment that it is already as it should be.
set -eu
cd "$(dirname "$0")/.."
venv=.venv
stamp=$venv/.installed
unfinished=$venv/.unfinished

# fits PYTHON MODULES: is this an interpreter that we can use, and does it have these modules?
fits() { "$1" -c "import sys, $2; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1; }

# Contents, not file times, which Git changes freely; and the place, which installed scripts name.
wanted() { { pwd; cat requirements.lock pyproject.toml tools/setup.sh; } | cksum; }

find_python() {
    incomplete=""
    for candidate in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3; do
        if fits "$candidate" "ensurepip, venv"; then
            echo "$candidate"
            return
        fi
        if fits "$candidate" sys; then incomplete=${incomplete:-$candidate}; fi
    done
    explain_missing_python "$incomplete" >&2
    return 1
}

explain_missing_python() {
    if [ -n "$1" ]; then
        version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "setup: $1 is Python $version, but it cannot make a virtual environment: its venv or ensurepip module is missing."
        echo "setup: On Debian or Ubuntu, run: apt-get install python$version-venv"
    else
        echo "setup: Retainer needs Python 3.11 or later; python3.13, python3.12, python3.11 and python3 are missing or older."
        echo "setup: On Debian 12, Ubuntu 24.04 or later, run: apt-get install python3 python3-venv"
        echo "setup: If it is elsewhere, name it: make setup PYTHON=/path/to/python3"
    fi
}

make_venv() {
    python=$(find_python)
    echo "setup: making .venv with $("$python" -V), a minute or two, once"
    rm -rf "$venv"
    mkdir "$venv"
    : >"$unfinished"
    "$python" -m venv "$venv"
}

# The build backend is locked too, so the second pip needs no network.
install() {
    pip="$venv/bin/python -m pip --disable-pip-version-check"
    $pip install --quiet --compile --require-hashes -r requirements.lock
    $pip install --quiet --no-deps --no-build-isolation -e .
    wanted >"$stamp"
    rm -f "$unfinished"
}

if [ -e "$unfinished" ] || ! fits "$venv/bin/python" pip; then
    make_venv
fi
if [ "$(cat "$stamp" 2>/dev/null)" != "$(wanted)" ]; then
    install
fi
# A cold start reads bytecode, and where PYTHONDONTWRITEBYTECODE is set nothing else writes ours.
PYTHONDONTWRITEBYTECODE="" "$venv/bin/python" -m compileall -q semantic skills agent briefings connectors

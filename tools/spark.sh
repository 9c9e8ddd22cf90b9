#!/bin/sh
# Makes sure that the Spark suite has Java, Spark's client and other engines in .venv, and Spark
# itself in .venv/spark, whose 400 MB nothing else needs.
set -eu
cd "$(dirname "$0")/.."
venv=.venv
spark=$venv/spark
version=4.3.0
pip="$venv/bin/python -m pip --disable-pip-version-check"

if ! command -v java >/dev/null; then
    if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
        echo "test-engines: no Java found, and installing one here needs apt-get and root." >&2
        echo "test-engines: Install it (on Debian: sudo apt-get install default-jre-headless) and run make test-engines again." >&2
        exit 1
    fi
    echo "test-engines: installing Java with apt-get"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null
fi
wanted=$(cksum <requirements-engines.lock)
if [ "$(cat "$venv/.engines" 2>/dev/null)" != "$wanted" ]; then
    echo "test-engines: installing Spark's client and chDB, about a minute, once"
    $pip install --quiet --require-hashes -r requirements-engines.lock
    echo "$wanted" >"$venv/.engines"
fi
if [ "$(cat "$spark/.version" 2>/dev/null)" != "$version" ]; then
    echo "test-engines: installing Spark $version, about a minute, once"
    rm -rf "$spark"
    $pip install --quiet --no-deps --target "$spark" "pyspark==$version"
    echo "$version" >"$spark/.version"
fi

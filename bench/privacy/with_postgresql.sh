#!/bin/bash
# Runs a command beside a PostgreSQL of its own, gone afterwards: with_postgresql.sh FOLDER COMMAND...   Needs the package postgresql-15.
# The command's last argument becomes "host=…": where the server listens. Synced at each commit; memory for all of the data.
set -eu
folder=$(realpath "$1")
shift
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
data=$(mktemp -d "$folder/postgresql.XXXXXX")
as_owner() {
  if [ "$(id -u)" = 0 ]; then (cd /tmp && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); else "$@"; fi
}
if [ "$(id -u)" = 0 ]; then chown postgres "$data"; chmod a+rx "$folder"; fi
stop() { as_owner "$bin/pg_ctl" -D "$data/db" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$data"; }
trap stop EXIT
as_owner "$bin/initdb" -D "$data/db" -A trust --locale=C -E UTF8 >/dev/null
as_owner "$bin/pg_ctl" -D "$data/db" -w -l "$data/log" start -o "-c listen_addresses='' -c unix_socket_directories=$data \
  -c shared_buffers=1GB -c work_mem=64MB -c maintenance_work_mem=256MB -c effective_cache_size=4GB -c max_wal_size=8GB \
  -c jit=off -c random_page_cost=1.1 -c max_parallel_workers_per_gather=0" >/dev/null
user=$(id -un)
if [ "$(id -u)" = 0 ]; then user=postgres; fi
"$@" --postgresql "host=$data user=$user dbname=postgres"

#!/bin/bash
# The peer: PostgreSQL with the same keys as b-trees and trigram similarity as the score, asked inside the server, one query at a time.
# Usage: postgresql.sh FOLDER   (with people.csv and queries.csv, from match_bench --dump FOLDER). Needs the package postgresql-15.
set -eu
folder=$(realpath "$1")
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
data=$(mktemp -d /tmp/match-postgresql.XXXXXX)
as_owner() {
  if [ "$(id -u)" = 0 ]; then (cd /tmp && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); else "$@"; fi
}
if [ "$(id -u)" = 0 ]; then chown postgres "$data"; chmod a+rx "$folder"; chmod a+r "$folder"/*.csv; fi
stop() { as_owner "$bin/pg_ctl" -D "$data/db" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$data"; }
trap stop EXIT
as_owner "$bin/initdb" -D "$data/db" -A trust --locale=C -E UTF8 >/dev/null
as_owner "$bin/pg_ctl" -D "$data/db" -w -l "$data/log" start -o "-c listen_addresses='' -c unix_socket_directories=$data \
  -c shared_buffers=4GB -c work_mem=64MB -c maintenance_work_mem=1GB -c effective_cache_size=12GB -c max_wal_size=16GB \
  -c fsync=off -c jit=off -c random_page_cost=1.1 -c autovacuum=off -c max_parallel_workers_per_gather=0" >/dev/null
sql() { as_owner "$bin/psql" -h "$data" -d postgres -v ON_ERROR_STOP=1 -qAt "$@"; }
sql <<SQL
create extension pg_trgm;
create unlogged table people(id text, forename text, surname text, dob text, postcode text, fsound bigint, ssound bigint);
create unlogged table queries(id text, forename text, surname text, dob text, postcode text, fsound bigint, ssound bigint);
copy people from '$folder/people.csv' csv;
copy queries from '$folder/queries.csv' csv;
create index on people(dob);
create index on people(postcode);
create index on people(ssound, left(dob, 4));
create index on people(ssound, fsound);
create index on people(fsound, left(dob, 7));
create index on people(id);
analyze people;
create unlogged table times(ms float, found bool);
create function ask() returns void language plpgsql as \$\$
declare q queries; started timestamptz; hit bool;
begin
  for q in select * from queries loop
    started := clock_timestamp();
    select bool_or(best.id = q.id) into hit from (
      select id, similarity(forename, q.forename) + similarity(surname, q.surname) + (dob = q.dob)::int
        + coalesce(postcode = q.postcode, false)::int as score
      from people where dob = q.dob or postcode = q.postcode or (ssound = q.ssound and left(dob, 4) = left(q.dob, 4))
        or (ssound = q.ssound and fsound = q.fsound) or (fsound = q.fsound and left(dob, 7) = left(q.dob, 7))
      order by score desc limit 20) best;
    insert into times values (extract(epoch from clock_timestamp() - started) * 1000, coalesce(hit, false));
  end loop;
end \$\$;
select ask();
truncate times;
select ask();
select 'PostgreSQL: p50 ' || round(percentile_cont(0.5) within group (order by ms)::numeric, 3) || ' ms, p99 '
  || round(percentile_cont(0.99) within group (order by ms)::numeric, 3) || ' ms, true person in the first 20: '
  || round(100.0 * avg(found::int), 2) || ' %, bytes a row ' || pg_total_relation_size('people') / (select count(*) from people) from times;
SQL

# A throwaway PostgreSQL for the tests: its own folder, its own port on 127.0.0.1, gone when the tests end.

pg_home=""

# initdb refuses to run as root, so root hands the work to the user that the package made.
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

# A port on which nothing answers just now.
free_port() {
  local port
  while port=$((20000 + RANDOM % 30000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

# Passwords are checked by md5: SCRAM takes tens of milliseconds a connection, and each test opens seven.
#
# Starts the server and exports FOLKMOOT_TEST_POSTGRES, the address of an empty database whose owner is no superuser.
# fsync is off: only this machine's power cut could lose anything, and the data lives for minutes. Checkpoints
# are rare for the same reason. `start_postgres durable` leaves all of it on, as it must be where speed is measured.
start_postgres() {
  local bin port password try hasty="-c fsync=off -c full_page_writes=off -c max_wal_size=8GB"
  if [ "${1:-}" = durable ]; then hasty=""; fi
  bin=$(postgres_folder)
  pg_home=$(mktemp -d "${TMPDIR:-/tmp}/folkmoot-pg.XXXXXX")
  if [ "$(id -u)" -eq 0 ]; then chown postgres "$pg_home"; fi
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  as_postgres "$bin/initdb" -D "$pg_home/data" -U postgres -E UTF8 --locale=C.UTF-8 --no-sync \
    --auth-local=trust --auth-host=md5 >"$pg_home/initdb.log" || return 1
  for try in 1 2 3 4 5; do
    port=$(free_port)
    as_postgres "$bin/pg_ctl" start -s -w -t 30 -D "$pg_home/data" -l "$pg_home/data/server.log" -o "-p $port -k $pg_home \
      -c listen_addresses=127.0.0.1 $hasty -c password_encryption=md5 -c max_connections=200 -c shared_buffers=128MB" && break
    [ "$try" -lt 5 ] || { tail -n 5 "$pg_home/data/server.log" >&2; return 1; }
  done
  as_postgres "$bin/psql" -q -h "$pg_home" -p "$port" -U postgres -v ON_ERROR_STOP=1 \
    -c "CREATE ROLE folkmoot LOGIN CREATEDB PASSWORD '$password'" -c "CREATE DATABASE folkmoot OWNER folkmoot" || return 1
  export FOLKMOOT_TEST_POSTGRES="postgres://folkmoot:$password@127.0.0.1:$port/folkmoot"
}

# The same server by its socket in the file system, which costs less than the network: for a site on the same machine.
by_socket() { export FOLKMOOT_TEST_POSTGRES=${FOLKMOOT_TEST_POSTGRES/@127.0.0.1:/@${pg_home//\//%2F}:}; }

stop_postgres() {
  [ -n "$pg_home" ] || return 0
  as_postgres "$(postgres_folder)/pg_ctl" stop -s -m immediate -D "$pg_home/data" 2>/dev/null || true
  rm -rf "$pg_home"
  pg_home=""
}

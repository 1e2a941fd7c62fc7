#!/bin/sh
# The entry of each image that is stood in for: which one, says its first option.
set -eu
case "${1-}" in
    --config.file=/etc/prometheus/*) exec prometheus "$@" ;;
    --config.file=/etc/alertmanager/*) exec prometheus-alertmanager "$@" ;;
esac
# PostgreSQL's image: an account of any number, a password from a file, a database made once.
export LD_PRELOAD=libnss_wrapper.so NSS_WRAPPER_PASSWD=/tmp/passwd NSS_WRAPPER_GROUP=/tmp/group
echo "postgres:x:$(id -u):$(id -g):PostgreSQL:$PGDATA:/bin/false" >/tmp/passwd
echo "postgres:x:$(id -g):" >/tmp/group
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    initdb -U "$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" --auth-local=trust --auth-host=scram-sha-256 \
        -E UTF8 --locale=C.UTF-8 -D "$PGDATA" >/dev/null
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    echo "create database $POSTGRES_DB" | postgres --single -D "$PGDATA" postgres >/dev/null
fi
exec postgres -D "$PGDATA" -c listen_addresses='*'

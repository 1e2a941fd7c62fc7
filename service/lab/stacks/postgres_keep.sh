# db-c at every power-on: it receives the log of whoever has the virtual address, for ever. Base backups lie beside it.
install -d -o postgres -g postgres -m 2775 /run/postgresql
[ -e /etc/lab-postgres ] || exit 0 # not furnished yet
. /etc/lab-postgres
while :; do
    # shellcheck disable=SC2154  # LAB_VIP is in the file
    PGCONNECT_TIMEOUT=2 setpriv --reuid=postgres --regid=postgres --init-groups \
        env HOME=/var/lib/postgresql PGPASSFILE=/var/lib/postgresql/.pgpass \
        pg_receivewal -h "$LAB_VIP" -U dba -w -D /srv/backup/wal --no-loop -s 1
    sleep 0.5
done

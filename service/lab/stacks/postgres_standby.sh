# The standby: a copy of the primary, following it.
set -e
rm -rf /var/lib/postgresql/15/main
runuser -u postgres -- pg_basebackup -h "$PG_TWIN" -U dba -w -D /var/lib/postgresql/15/main -X stream -c fast --no-sync
runuser -u postgres -- touch /var/lib/postgresql/15/main/standby.signal
pg_ctlcluster 15 main start

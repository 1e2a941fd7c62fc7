# db-c: a place for backups, the command that makes one, and the first of them.
# In the environment: PG_VIP, PG_ADMIN_PASSWORD.
set -e
umask 022
rm -rf /etc/postgresql/15
install -d -o postgres -g postgres -m 700 /srv/backup/base /srv/backup/wal /srv/restore
chown postgres:postgres /var/lib/postgresql
printf '*:*:*:dba:%s\n' "$PG_ADMIN_PASSWORD" >/var/lib/postgresql/.pgpass
chmod 600 /var/lib/postgresql/.pgpass
chown postgres:postgres /var/lib/postgresql/.pgpass
printf 'LAB_VIP=%s\n' "$PG_VIP" >/etc/lab-postgres
cat >/usr/local/sbin/pg-backup <<'END'
#!/bin/sh
# Makes a base backup of whoever has the virtual address, under the time at which it began.
set -e
. /etc/lab-postgres
place=/srv/backup/base/$(date -u +%Y%m%dT%H%M%SZ)
runuser -u postgres -- pg_basebackup -h "$LAB_VIP" -U dba -w -D "$place" -X stream -c fast --no-sync
echo "$place"
END
chmod 755 /usr/local/sbin/pg-backup
setsid sh /etc/rc.boot </dev/null >/var/log/rc.boot.log 2>&1 &
/usr/local/sbin/pg-backup >/dev/null

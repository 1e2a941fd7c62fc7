# Both database hosts: a Debian cluster of version 15 with the lab's settings, not started yet.
# In the environment: PG_VIP, PG_TWIN (name), PG_ADMIN_PASSWORD.
set -e
umask 022
install -d -o postgres -g postgres -m 2775 /run/postgresql
rm -rf /etc/postgresql/15 /var/lib/postgresql/15
chown postgres:postgres /var/lib/postgresql
pg_createcluster 15 main -- --no-sync --data-checksums --wal-segsize=1 --auth-local=peer --auth-host=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 >/dev/null
cat >/etc/postgresql/15/main/conf.d/lab.conf <<END
listen_addresses = '*'
cluster_name = '$LAB_HOST'
shared_buffers = '32MB'
max_connections = 100
dynamic_shared_memory_type = mmap
ssl = off
wal_level = replica
wal_log_hints = on
wal_keep_size = '48MB'
min_wal_size = '8MB'
max_wal_size = '64MB'
max_wal_senders = 10
hot_standby = on
checkpoint_timeout = '30min'
wal_receiver_status_interval = '1s'
wal_receiver_timeout = '5s'
wal_sender_timeout = '5s'
wal_retrieve_retry_interval = '200ms'
password_encryption = 'scram-sha-256'
scram_iterations = 4096
primary_conninfo = 'host=$PG_TWIN user=dba application_name=$LAB_HOST connect_timeout=2'
END
sed -i '/^scram_iterations/d' /etc/postgresql/15/main/conf.d/lab.conf # from version 16 on
cat >/etc/postgresql/15/main/pg_hba.conf <<END
local all postgres peer
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
host all all $LAB_NET.0/24 scram-sha-256
host replication dba $LAB_NET.0/24 scram-sha-256
END
printf '*:*:*:dba:%s\n' "$PG_ADMIN_PASSWORD" >/var/lib/postgresql/.pgpass
chmod 600 /var/lib/postgresql/.pgpass
chown postgres:postgres /var/lib/postgresql/.pgpass
printf 'LAB_VIP=%s\nLAB_TWIN=%s\n' "$PG_VIP" "$PG_TWIN" >/etc/lab-postgres

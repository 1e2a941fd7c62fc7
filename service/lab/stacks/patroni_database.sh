# Furnishes a database host of the stack `patroni`: etcd, PostgreSQL 15 and Patroni, with Debian's paths and users. Reads
# patroni's init script from stdin; starts etcd, but not Patroni: the first host is to be the one that makes the cluster.
set -e
cat >/etc/init.d/patroni
chmod 755 /etc/init.d/patroni
rm -rf /var/lib/postgresql/15 /etc/postgresql/15 /var/lib/etcd/default # the machine's own are none of ours
install -d -o postgres -g postgres -m 700 /var/lib/postgresql/15
install -d -o etcd -g etcd -m 700 /var/lib/etcd /var/lib/etcd/default
cat >/etc/default/etcd <<ETCD
ETCD_NAME=$LAB_HOST
ETCD_LISTEN_PEER_URLS=http://$LAB_ADDRESS:2380
ETCD_LISTEN_CLIENT_URLS=http://$LAB_ADDRESS:2379,http://127.0.0.1:2379
ETCD_INITIAL_ADVERTISE_PEER_URLS=http://$LAB_ADDRESS:2380
ETCD_ADVERTISE_CLIENT_URLS=http://$LAB_ADDRESS:2379
ETCD_INITIAL_CLUSTER=$ETCD_PEERS
ETCD_INITIAL_CLUSTER_TOKEN=drillproof
ETCD_INITIAL_CLUSTER_STATE=new
ETCD_ENABLE_V2=true
ETCD
cat >/etc/patroni/config.yml <<PATRONI
# A dead leader is replaced when its key has run out: ttl at the most. ttl = loop_wait + 2 * retry_timeout is the least
# with which a leader that cannot renew its key has stepped down before another may take it.
scope: 15-main
namespace: /postgresql-common/
name: $LAB_HOST
# The older interface of etcd, as Debian's own example has it. By the newer one Patroni 3.0 writes the leader's key without
# asking whose it is: cut off and back again, it may believe its own etcd, which lags, and take the lead from the new
# leader. Then both go on from different data (patroni/patroni #3314).
etcd:
  hosts: [$ETCD_CLIENTS]
restapi:
  listen: 0.0.0.0:8008
  connect_address: $LAB_ADDRESS:8008
bootstrap:
  dcs:
    ttl: 10
    loop_wait: 2
    retry_timeout: 4
    maximum_lag_on_failover: 1048576
    postgresql:
      use_pg_rewind: true
      use_slots: true
      parameters:
        wal_log_hints: "on"
        wal_keep_size: 256MB
        wal_sender_timeout: 5s # a primary that is cut off and steps down waits so long for its replicas
        shared_buffers: 64MB
        max_connections: 100
  initdb: [{encoding: UTF8}, {locale: C.UTF-8}, data-checksums]
postgresql:
  listen: 0.0.0.0:5432
  connect_address: $LAB_ADDRESS:5432
  data_dir: /var/lib/postgresql/15/main
  bin_dir: /usr/lib/postgresql/15/bin
  pgpass: /var/lib/postgresql/15-main.pgpass
  use_unix_socket: true
  pg_hba:
    - local all postgres peer
    - local all all scram-sha-256
    - host replication replicator 127.0.0.1/32 scram-sha-256
    - host replication replicator $LAB_NET.0/24 scram-sha-256
    - host all all $LAB_NET.0/24 scram-sha-256
  authentication:
    replication: {username: replicator, password: $REPLICATION_PASSWORD}
    superuser: {username: postgres, password: $SUPERUSER_PASSWORD}
  parameters:
    unix_socket_directories: /var/run/postgresql
PATRONI
chown postgres:postgres /etc/patroni/config.yml
chmod 600 /etc/patroni/config.yml
service etcd start >/dev/null

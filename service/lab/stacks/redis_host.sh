# Furnishes a host with Redis and Sentinel as Debian lays them out; REDIS_PASSWORD, REDIS_PRIORITY and REDIS_FIRST (the
# address of the first master) come from outside. Each host keeps its priority, so that all know who is preferred.
set -e
install -d -o redis -g redis -m 2770 /etc/redis
install -d -o redis -g redis -m 750 /var/lib/redis
install -d -o redis -g adm -m 2750 /var/log/redis
cat >/etc/redis/redis.conf <<END
bind $LAB_ADDRESS 127.0.0.1
port 6379
daemonize yes
pidfile /run/redis/redis-server.pid
logfile /var/log/redis/redis-server.log
dir /var/lib/redis
appendonly yes
requirepass $REDIS_PASSWORD
masterauth $REDIS_PASSWORD
replica-priority $REDIS_PRIORITY
repl-diskless-sync-delay 0
repl-ping-replica-period 1
repl-timeout 5
END
[ "$LAB_ADDRESS" = "$REDIS_FIRST" ] || echo "replicaof $REDIS_FIRST 6379" >>/etc/redis/redis.conf
cat >/etc/redis/sentinel.conf <<END
bind $LAB_ADDRESS 127.0.0.1
protected-mode no
port 26379
daemonize yes
pidfile /run/sentinel/redis-sentinel.pid
logfile /var/log/redis/redis-sentinel.log
dir /var/lib/redis
sentinel monitor mymaster $REDIS_FIRST 6379 2
sentinel auth-pass mymaster $REDIS_PASSWORD
sentinel down-after-milliseconds mymaster 3000
sentinel failover-timeout mymaster 10000
sentinel parallel-syncs mymaster 1
END
chown redis:redis /etc/redis/redis.conf /etc/redis/sentinel.conf
chmod 640 /etc/redis/redis.conf /etc/redis/sentinel.conf
service redis-server start
# Sentinel asks only every ten seconds, so it is to find everything in place when it begins.
[ "$LAB_ADDRESS" = "$REDIS_FIRST" ] && whole=connected_slaves:2 || whole=master_link_status:up
try=0
until REDISCLI_AUTH=$REDIS_PASSWORD redis-cli info replication 2>/dev/null | grep -q "^$whole"; do
    try=$((try + 1))
    [ "$try" -lt 300 ] || { echo "replication does not begin" >&2; exit 1; }
    sleep 0.1
done
: >/etc/lab-furnished
service redis-sentinel start

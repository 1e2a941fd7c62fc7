# A cache: Redis as Debian lays it out, the one of site b a replica of the one of site a. From outside: REDIS_PASSWORD,
# CACHE_FIRST (address of site a's), SITE_HOME (the address that clients ask; empty at site b).
set -e
install -d -o redis -g redis -m 2770 /etc/redis
install -d -o redis -g redis -m 750 /var/lib/redis
install -d -o redis -g adm -m 2750 /var/log/redis
cat >/etc/redis/redis.conf <<END
bind * -::*
protected-mode no
port 6379
daemonize yes
pidfile /run/redis/redis-server.pid
logfile /var/log/redis/redis-server.log
dir /var/lib/redis
appendonly yes
requirepass $REDIS_PASSWORD
masterauth $REDIS_PASSWORD
repl-diskless-sync-delay 0
repl-ping-replica-period 1
repl-timeout 5
END
[ "$LAB_ADDRESS" = "$CACHE_FIRST" ] || echo "replicaof $CACHE_FIRST 6379" >>/etc/redis/redis.conf
chown redis:redis /etc/redis/redis.conf
chmod 640 /etc/redis/redis.conf
cat >/usr/local/sbin/cache-copy <<END
#!/bin/sh
# cache-copy ADDRESS: copy the cache there, for good, and wait until everything is here.
set -e
export REDISCLI_AUTH=$REDIS_PASSWORD
redis-cli replicaof "\$1" 6379 >/dev/null
redis-cli config rewrite >/dev/null
try=0
until redis-cli info replication | grep -q '^master_link_status:up'; do
    try=\$((try + 1))
    [ "\$try" -lt 300 ] || { echo "it does not copy from \$1"; exit 1; }
    sleep 0.1
done
echo "copies from \$1"
END
cat >/usr/local/sbin/cache-lead <<END
#!/bin/sh
# Leads from now on: takes writes, and copies from nobody.
set -e
export REDISCLI_AUTH=$REDIS_PASSWORD
redis-cli replicaof no one >/dev/null
redis-cli config rewrite >/dev/null
redis-cli info replication | grep -q '^role:master' || { echo "it does not lead"; exit 1; }
echo "leads"
END
cat >/usr/local/sbin/cache-role <<END
#!/bin/sh
# Says: leads, copies, or copies without link.
export REDISCLI_AUTH=$REDIS_PASSWORD
said=\$(redis-cli info replication) || { echo silent; exit 0; }
case \$said in
*role:master*) echo leads ;;
*master_link_status:up*) echo copies ;;
*) echo "copies without link" ;;
esac
END
chmod 700 /usr/local/sbin/cache-*
printf 'SITE_DAEMON=redis-server\nSITE_HOME=%s\n' "$SITE_HOME" >/etc/lab-site
service redis-server start
[ -z "$SITE_HOME" ] || ip address add "$SITE_HOME/24" dev eth0

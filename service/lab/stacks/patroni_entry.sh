# Furnishes the entry of the stack `patroni`: HAProxy, which asks Patroni's REST interface who leads.
set -e
servers() {
    for server in $DATABASES; do echo "    server ${server%=*} ${server#*=}:5432 maxconn 200 check port 8008"; done
}
cat >/etc/haproxy/haproxy.cfg <<HAPROXY
global
    stats socket /run/haproxy/admin.sock mode 660 level admin
    user haproxy
    group haproxy
    maxconn 1000

defaults
    mode tcp
    timeout connect 2s
    timeout client 1h
    timeout server 1h
    timeout check 2s
    default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions

listen primary
    bind *:5432
    option httpchk OPTIONS /primary
    http-check expect status 200
$(servers)

listen replicas
    bind *:5433
    option httpchk OPTIONS /replica
    http-check expect status 200
$(servers)
HAPROXY
service haproxy start >/dev/null
: >/etc/lab-furnished

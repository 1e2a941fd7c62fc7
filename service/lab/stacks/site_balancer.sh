# A balancer: HAProxy before the application's address. From outside: APP_ADDRESS, SITE_HOME (empty at site b).
set -e
install -d -m 755 /run/haproxy /etc/haproxy
cat >/etc/haproxy/haproxy.cfg <<END
global
    daemon
    pidfile /run/haproxy.pid
    stats socket /run/haproxy/admin.sock mode 600 level admin
    user haproxy
    group haproxy
defaults
    mode http
    timeout connect 1s
    timeout client 10s
    timeout server 10s
    option redispatch
frontend entry
    bind *:80
    default_backend orders
backend orders
    server app $APP_ADDRESS:8080
END
printf 'SITE_DAEMON=haproxy\nSITE_HOME=%s\n' "$SITE_HOME" >/etc/lab-site
service haproxy start
[ -z "$SITE_HOME" ] || ip address add "$SITE_HOME/24" dev eth0

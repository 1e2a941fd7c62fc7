# The order application, which needs database and cache. At site a it runs, at site b it waits to be started. From
# outside: APP_RUN (the command), APP_DSN, APP_CACHE, SITE_HOME (the address that clients ask; empty at site b).
set -e
install -d -m 700 /etc/order-app
printf '%s\n' "$APP_DSN" >/etc/order-app/dsn
printf '%s\n' "$APP_CACHE" >/etc/order-app/cache
cat >/usr/local/sbin/order-app <<END
#!/bin/sh
# order-app start|stop|status
pid=/run/order-app.pid
runs() { [ -s \$pid ] && kill -0 "\$(cat \$pid)" 2>/dev/null; }
case \$1 in
start)
    runs || {
        setsid $APP_RUN --port 8080 --dsn-file /etc/order-app/dsn --cache-file /etc/order-app/cache \\
            </dev/null >/var/log/order-app.log 2>&1 &
        echo \$! >\$pid
    }
    try=0
    until curl -s -o /dev/null -m 1 http://127.0.0.1:8080/alive; do
        try=\$((try + 1))
        [ "\$try" -lt 300 ] && runs || { echo "it does not start; see /var/log/order-app.log"; exit 1; }
        sleep 0.1
    done
    echo "runs"
    ;;
stop)
    runs && kill "\$(cat \$pid)"
    while runs; do sleep 0.05; done
    rm -f \$pid
    echo "stopped"
    ;;
status) runs && echo "runs" || { echo "stopped"; exit 1; } ;;
esac
END
chmod 700 /usr/local/sbin/order-app
[ -n "$SITE_HOME" ] && daemon=order-app || daemon=
printf 'SITE_DAEMON=%s\nSITE_HOME=%s\n' "$daemon" "$SITE_HOME" >/etc/lab-site
[ -z "$SITE_HOME" ] || {
    ip address add "$SITE_HOME/24" dev eth0
    /usr/local/sbin/order-app start >/dev/null
}

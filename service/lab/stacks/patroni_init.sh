#!/bin/sh
# Starts and stops Patroni where no systemd is. Debian's own init script wants a `python` that Debian 12 does not have.
### BEGIN INIT INFO
# Provides:          patroni
# Required-Start:    $remote_fs $network
# Required-Stop:     $remote_fs $network
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: Runners to orchestrate a high-availability PostgreSQL
### END INIT INFO
pid_file=/run/patroni.pid

control() {
    start-stop-daemon --pidfile "$pid_file" --exec /usr/bin/python3 "$@"
}

case ${1-} in
    start)
        install -d -o postgres -g postgres -m 2775 /run/postgresql
        control --start --oknodo --background --no-close --make-pidfile --chuid postgres:postgres \
            --chdir /var/lib/postgresql -- /usr/bin/patroni /etc/patroni/config.yml >>/var/log/patroni.log 2>&1
        ;;
    stop) control --stop --oknodo --retry TERM/30/KILL/5 --remove-pidfile ;;
    restart)
        "$0" stop
        "$0" start
        ;;
    reload) control --stop --signal HUP ;;
    status) control --status ;;
    *)
        echo "usage: $0 start|stop|restart|reload|status" >&2
        exit 2
        ;;
esac

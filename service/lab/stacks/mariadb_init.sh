#!/bin/sh
# Starts and stops MariaDB where no systemd is, without mysqld_safe: that one would start a killed server again.
### BEGIN INIT INFO
# Provides:          mariadb
# Required-Start:    $remote_fs $network
# Required-Stop:     $remote_fs $network
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: MariaDB database server
### END INIT INFO
socket=/run/mysqld/mysqld.sock

control() {
    start-stop-daemon --pidfile /run/mysqld/mysqld.pid --exec /usr/sbin/mariadbd "$@"
}

answers() {
    mariadb-admin --no-defaults --socket="$socket" --connect-timeout=2 ping >/dev/null 2>&1
}

case ${1-} in
    start)
        install -d -o mysql -g root -m 755 /run/mysqld
        install -d -o mysql -g adm -m 2750 /var/log/mysql
        control --start --oknodo --background --no-close --chuid mysql --chdir / >>/var/log/mysql/error.log 2>&1
        tenths=0
        until answers; do
            tenths=$((tenths + 1))
            [ "$tenths" -lt 300 ] || exit 1
            sleep 0.1
        done
        ;;
    stop) control --stop --oknodo --retry TERM/60/KILL/5 ;;
    restart)
        "$0" stop
        "$0" start
        ;;
    status) control --status ;;
    *)
        echo "usage: $0 start|stop|restart|status" >&2
        exit 2
        ;;
esac

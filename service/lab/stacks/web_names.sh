# Furnishes a name server: dnsmasq answers for portal.lab.example on every address that the host has, also on one that
# comes later. The first one (NAMES_ADDRESS given) begins with the address that clients ask.
set -e
cat >/etc/dnsmasq.conf <<END
bind-dynamic
interface=eth0
user=dnsmasq
no-resolv
no-hosts
domain=lab.example
local=/lab.example/
host-record=portal.lab.example,$WEB_ADDRESS
host-record=names.lab.example,$NAMES_SERVICE
local-ttl=1
pid-file=/run/dnsmasq.pid
END
cat >/etc/init.d/dnsmasq <<'END'
#!/bin/sh
# Starts and stops dnsmasq where only Debian's dnsmasq-base is installed, which has no init script.
### BEGIN INIT INFO
# Provides:          dnsmasq
# Required-Start:    $network $remote_fs
# Required-Stop:     $network $remote_fs
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: DNS server
### END INIT INFO
control() { start-stop-daemon --pidfile /run/dnsmasq.pid --exec /usr/sbin/dnsmasq "$@"; }
case ${1-} in
    start) control --start --oknodo -- --conf-file=/etc/dnsmasq.conf ;;
    stop) control --stop --oknodo --retry TERM/10/KILL/5 ;;
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
END
chmod 755 /etc/init.d/dnsmasq
: >/etc/lab-furnished
service dnsmasq start

# Makes sure that the MariaDB of this host takes no writes: stopped and shut off from the network until mariadb_rejoin
# lifts that, or, for a planned switch, read-only with every client sent away.
kill_clients() {
    ask "SELECT id FROM information_schema.processlist
        WHERE id <> CONNECTION_ID() AND command NOT IN ('Binlog Dump', 'Slave_IO', 'Slave_SQL', 'Slave_worker', 'Daemon')
        AND user NOT IN ('system user', 'event_scheduler')" |
        while read -r client; do
            case $client in (*[!0-9]*) ;; (*) ask "KILL $client" >/dev/null ;; esac
        done
}
make_read_only() {
    case $(ask 'SELECT @@read_only') in
        0 | 1) ;;
        *) refuse "MariaDB does not answer at $ACTION_SOCKET, so it cannot be made read-only; fence it with how: stop" ;;
    esac
    if [ "$(ask 'SELECT @@read_only')" = 1 ]; then
        echo "done: it is read-only already, at $(ask 'SELECT @@gtid_binlog_pos')"
        exit 0
    fi
    said=$(ask 'SET SESSION lock_wait_timeout = 5; SET GLOBAL read_only = 1')
    [ "$(ask 'SELECT @@read_only')" = 1 ] || refuse "it did not become read-only: $said; end the transaction that holds it up"
    kill_clients
    echo "done: read-only at $(ask 'SELECT @@gtid_binlog_pos')"
}
fenced_running() { [ "$(ask 'SELECT @@skip_networking AND @@read_only')" = 1 ]; }
shut() { gone || fenced_running; }
stop() {
    if [ -e "$(fence_file)" ] && shut; then
        echo "done: it is fenced already"
        exit 0
    fi
    [ "$(servers | grep -c .)" -le 1 ] ||
        refuse "more than one MariaDB server runs here: $(servers | tr '\n' ' '); fence it by hand"
    wall fenced
    stopped=$(servers)
    # Where a service manager looks after it, it comes back, but fenced by that file.
    for signal in TERM KILL; do
        [ -z "$stopped" ] || kill -s "$signal" $stopped 2>/dev/null
        [ -z "$stopped" ] || kill -s CONT $stopped 2>/dev/null
        until_yes "$ACTION_PATIENCE" shut && break
    done
    shut || refuse "MariaDB still runs: $(servers | tr '\n' ' '); take the host's power or its network away"
    echo "done: fenced, and it stays so until mariadb_rejoin"
}
case $ACTION_HOW in
    read_only) make_read_only ;;
    *) stop ;;
esac

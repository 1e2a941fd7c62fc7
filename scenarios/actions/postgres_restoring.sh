# How actions restore a base backup into a place of its own and run it there, apart from everything else.
place=$ACTION_SCRATCH/drillproof-$ACTION_NAME
restored=$place/data
case $ACTION_SCRATCH in
/*) [ -d "$ACTION_SCRATCH" ] || refuse "there is no directory $ACTION_SCRATCH; make it, with room for a whole database" ;;
*) refuse "the place to restore to must be the absolute path of a directory" ;;
esac
case $ACTION_ARCHIVE in
/*) [ -d "$ACTION_ARCHIVE" ] || refuse "there is no log archive $ACTION_ARCHIVE on this host" ;;
*) refuse "archive must be the absolute path of a directory" ;;
esac
case $ACTION_ARCHIVE$place in
*[\'\"\\%]*) refuse "quotes, backslashes and percent signs cannot stand in the paths of archive and scratch" ;;
esac
at_restored() { # the restored server, by its own socket
    as_owner timeout 60 "$bin/psql" -XqAtw -v ON_ERROR_STOP=1 -h "$place" -p "$ACTION_BESIDE_PORT" -U "$owner" -d "$1" -f -
}
end_restored() {
    [ ! -e "$restored/postmaster.pid" ] || as_owner "$bin/pg_ctl" -D "$restored" -m immediate -w -t 30 stop >/dev/null 2>&1
    rm -rf "$place"
}
setting() { as_owner "$bin/pg_controldata" -D "$newest" | sed -n "s/^$1 setting: *//p"; }
lay_out() {
    end_restored
    room=$(df -Pk "$ACTION_SCRATCH" | awk 'NR == 2 { print $4 }')
    size=$(du -sk "$newest" | cut -f 1)
    [ "$room" -gt $((size + 65536)) ] || refuse "$ACTION_SCRATCH has room for $room kB, and the backup has $size kB; make room"
    install -d -o "$owner" -m 700 "$place" 2>/dev/null || refuse "$place cannot be made for $owner; say become: true"
    as_owner cp -a "$newest" "$restored" || refuse "$newest cannot be read whole; see the disk that it lies on"
    rm -f "$restored/standby.signal" "$restored/postmaster.pid"
    as_owner touch "$restored/recovery.signal"
    as_owner tee "$place/hba" >/dev/null <<END
local all all peer
END
    # What a server in recovery must have at least as large as the one that was backed up.
    as_owner tee "$place/conf" >/dev/null <<END
hba_file = '$place/hba'
max_connections = $(setting max_connections)
max_worker_processes = $(setting max_worker_processes)
max_wal_senders = $(setting max_wal_senders)
max_prepared_transactions = $(setting max_prepared_xacts)
max_locks_per_transaction = $(setting max_locks_per_xact)
shared_buffers = '32MB'
dynamic_shared_memory_type = mmap
ssl = off
END
}
# run_to SETTING VALUE: recover until there and open the database. The command line goes before what the copy brings along.
run_to() {
    fetch="cp '$ACTION_ARCHIVE/%f' '%p' 2>/dev/null || cp '$ACTION_ARCHIVE/%f.partial' '%p'"
    as_owner tee "$place/start" >/dev/null <<'END'
exec "$2/postgres" -D "$1/data" -c "config_file=$1/conf" -c "unix_socket_directories=$1" -c "port=$3" \
    -c listen_addresses= -c "restore_command=$4" -c "$5=$6" -c recovery_target_action=promote -c primary_conninfo= \
    -c synchronous_standby_names= -c archive_mode=off -c cluster_name=restored >>"$1/log" 2>&1 </dev/null
END
    as_owner setsid sh "$place/start" "$place" "$bin" "$ACTION_BESIDE_PORT" "$fetch" "$1" "$2" \
        >/dev/null 2>&1 </dev/null &
    sleep 0.3
    until_yes 120 arrived_or_dead
    open_now
}
open_now() { [ "$(echo 'select pg_is_in_recovery()' | at_restored postgres 2>/dev/null)" = f ]; }
arrived_or_dead() { open_now || ! as_owner "$bin/pg_ctl" -D "$restored" status >/dev/null 2>&1; }
why() { grep -E 'FATAL|PANIC|ERROR' "$place/log" 2>/dev/null | grep -v 'the database system is' | tail -n 1 | sed 's/^.*\(FATAL\|PANIC\|ERROR\): *//'; }

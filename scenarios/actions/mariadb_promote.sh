# Makes the replica of this host the primary: the other one must not serve, everything that was received is applied.
other_serves() { # sets other: writes, read_only or away; refuses where that stays open
    answer=$(ask_there 'SELECT @@read_only')
    case $answer in
        0*) other=writes ;;
        1*) other=read_only ;;
        *"ERROR 2003"* | *"ERROR 2002"*) other=away ;;
        *"ERROR 1045"* | *"ERROR 1698"* | *"ERROR 1130"*)
            refuse "$ACTION_OTHER answers, but refuses the account $ACTION_USER, so nobody knows whether it takes writes; fence it or give the right password" ;;
        *) refuse "$ACTION_OTHER takes connections but does not answer; it may come to life again: fence it first (mariadb_fence)" ;;
    esac
}
caught_up() { # position seconds
    [ "$(printf "SELECT MASTER_GTID_WAIT('%s', %d)\n" "$(quoted "$1")" "$2" | patient_here)" = 0 ]
}
patient_here() { timeout "$((ACTION_PATIENCE + 5))" mariadb --socket="$ACTION_SOCKET" --connect-timeout=3 --batch --skip-column-names 2>&1; }
receive_all() { # in a planned switch: everything that the other one ever wrote
    target=$(ask_there 'SELECT @@gtid_binlog_pos')
    case $target in (*ERROR*) refuse "$ACTION_OTHER does not tell its position: $target; ask again" ;; esac
    [ -z "$target" ] || caught_up "$target" "$ACTION_PATIENCE" ||
        refuse "this replica does not reach $target, where $ACTION_OTHER stands: $(channel Last_IO_Error) $(channel Last_SQL_Error); mend replication first"
}
apply_all() { # after a crash: everything that arrived
    [ "$(channel Slave_SQL_Running)" = Yes ] ||
        refuse "what arrived cannot be applied: $(channel Last_SQL_Errno) $(channel Last_SQL_Error); mend replication (START REPLICA SQL_THREAD) first"
    received=$(channel Gtid_IO_Pos)
    [ -z "$received" ] || caught_up "$received" "$ACTION_PATIENCE" ||
        refuse "not everything that arrived is applied within $ACTION_PATIENCE s: $(ask 'SELECT @@gtid_slave_pos') of $received; wait and try again"
}
case $(ask 'SELECT @@read_only') in
    0) writable=yes ;;
    1) writable= ;;
    *"ERROR 1045"* | *"ERROR 1698"*) refuse "MariaDB refuses this account; say become: true, or give root a way in by $ACTION_SOCKET" ;;
    *) refuse "MariaDB does not answer at $ACTION_SOCKET; start it first" ;;
esac
other_serves
[ "$other" != writes ] || refuse "$ACTION_OTHER still takes writes; fence it first (mariadb_fence), or there would be two primaries"
fenced=
[ ! -e "$(fence_file)" ] || fenced=yes
if [ -n "$writable" ] && ! replicates && [ -z "$fenced" ]; then
    echo "done: it is the primary already, at $(ask 'SELECT @@gtid_binlog_pos')"
    exit 0
fi
if replicates; then
    if [ "$other" = read_only ]; then receive_all; else apply_all; fi
    said=$(ask "STOP ALL REPLICAS; RESET REPLICA ALL")
    ! replicates || refuse "replication could not be ended: $said; end it by hand (RESET REPLICA ALL)"
elif [ "$other" = read_only ]; then
    newer=$(ahead "$(ask_there 'SELECT @@gtid_binlog_state')" "$(ask 'SELECT @@gtid_binlog_state')")
    [ -z "$newer" ] || refuse "$ACTION_OTHER has transactions that this server lacks; let it follow first (mariadb_rejoin)"
elif [ -n "$fenced" ]; then
    refuse "this server is fenced, and $ACTION_OTHER does not tell whether it went on; bring that one back first"
fi
[ -z "$fenced" ] || open_up
ask 'SET GLOBAL read_only = 0' >/dev/null
[ "$(ask 'SELECT @@read_only')" = 0 ] || refuse "it did not become writable; look at its log"
position=$(ask 'SELECT @@gtid_current_pos')
echo "position: $position"
echo "done: server promoted, at $position"

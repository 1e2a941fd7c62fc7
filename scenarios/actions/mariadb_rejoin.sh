# Makes a server that was primary, or was fenced, the replica of another by GTID. Transactions that only this server has
# are counted and kept in a file; then that is refused, or everything is copied anew, as the scenario says.
follows() {
    [ "$(channel Master_Host)" = "$ACTION_OTHER" ] && [ "$(channel Slave_IO_Running)$(channel Slave_SQL_Running)" = YesYes ]
}
logs() { # the binary logs, oldest first, as paths
    base=$(ask 'SELECT @@log_bin_basename')
    ask 'SHOW BINARY LOGS' | while read -r log _; do printf '%s/%s\n' "${base%/*}" "$log"; done
}
keep_errant() { # writes what is only here to a file and sets errant to its number
    kept=$ACTION_KEEP/mariadb-errant-$(hostname)-$(date -u +%Y%m%dT%H%M%SZ).sql
    (umask 077 && : >"$kept") 2>/dev/null || refuse "$kept cannot be written; give another directory with keep"
    from=$(printf '%s\n' "$only_here" | awk '{ printf "%s%s-%s", sep, $1, $2; sep = "," }')
    logs | tr '\n' '\0' | xargs -0 mariadb-binlog --no-defaults --verbose --start-position="$from" >"$kept" 2>/dev/null ||
        logs | tr '\n' '\0' | xargs -0 mariadb-binlog --no-defaults --verbose >"$kept" 2>/dev/null
    errant=$(only=$only_here awk '
        BEGIN { count = split(ENVIRON["only"], line, "\n"); for (i = 1; i <= count; i++) { split(line[i], word, " "); known[word[1]] = word[2] } }
        match($0, /GTID [0-9]+-[0-9]+-[0-9]+/) {
            split(substr($0, RSTART + 5, RLENGTH - 5), part, "-"); name = part[1] "-" part[2]
            if ((name in known) && part[3] + 0 > known[name] + 0) found++
        }
        END { print found + 0 }' "$kept")
}
merged() { # a binary log's state, and a position: the state with that position in it
    printf '%s,%s\n' "$1" "$2" | tr ',' '\n' | awk -F - 'NF == 3 { last[$1 "-" $2] = $3 + 0 > last[$1 "-" $2] + 0 ? $3 : last[$1 "-" $2] }
        END { for (each in last) { printf "%s%s-%s", gap, each, last[each]; gap = "," } }'
}
databases() { grep -vxE 'information_schema|performance_schema|mysql|sys'; }
rebuild() { # everything anew from the other one; what was begun is begun again
    wall rebuilding
    theirs=$(ask_there 'SHOW DATABASES' | databases)
    known=$(ask_there 'SELECT @@gtid_binlog_state')
    {
        echo 'SET SESSION sql_log_bin = 0;'
        ask 'SHOW DATABASES' | databases | sed -e 's/`/``/g' -e 's/.*/DROP DATABASE `&`;/'
        echo 'RESET MASTER;'
    } | here --skip-column-names
    [ -z "$(ask 'SHOW DATABASES' | databases)" ] || refuse "the old content could not be removed; look at MariaDB's log"
    printf '%s\n' "$theirs" | tr '\n' '\0' | MYSQL_PWD=$ACTION_PASSWORD xargs -0 mariadb-dump --no-defaults --protocol=tcp \
        --host="$ACTION_OTHER" --port="$ACTION_PORT" --user="$ACTION_USER" --single-transaction --gtid --master-data=1 \
        --routines --events --triggers --databases >"$copy" 2>"$copy.said" || refuse "mariadb-dump failed: $(tail -n 1 "$copy.said")"
    said=$(mariadb --socket="$ACTION_SOCKET" --init-command='SET SESSION sql_log_bin = 0' <"$copy" 2>&1) ||
        refuse "the copy could not be loaded: $said"
    # What the copy holds was written there, so that this is no stranger to it when roles change again.
    ask "SET GLOBAL gtid_binlog_state = '$(quoted "$(merged "$known" "$(ask 'SELECT @@gtid_slave_pos')")")'" >/dev/null
}
follow() { # by GTID, from where this server stands
    target=$(ask_there 'SELECT @@gtid_binlog_pos')
    said=$(ask "STOP ALL REPLICAS; $1
        CHANGE MASTER TO MASTER_HOST='$(quoted "$ACTION_OTHER")', MASTER_PORT=$ACTION_PORT, MASTER_USER='$(quoted "$ACTION_USER")',
        MASTER_PASSWORD='$(quoted "$ACTION_PASSWORD")', MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos; START REPLICA")
    until_yes "$ACTION_PATIENCE" follows ||
        refuse "it does not follow $ACTION_OTHER: $said $(channel Last_IO_Error) $(channel Last_SQL_Error); mend that and try again"
    until_yes "$ACTION_PATIENCE" reached || refuse "it follows, but does not reach $target within $ACTION_PATIENCE s; wait and try again"
    open_up
    until_yes "$ACTION_PATIENCE" follows || refuse "it followed, but does not since it was started anew: $(channel Last_IO_Error)"
    echo "done: replica of $ACTION_OTHER, caught up with $target"
}
reached() { [ "$(ask "SELECT MASTER_GTID_WAIT('$(quoted "$target")', 1)")" = 0 ]; }
state=$(sed -n 's/^# state: //p' "$(fence_file)" 2>/dev/null)
[ "$(ask_there 'SELECT @@read_only')" = 0 ] ||
    refuse "$ACTION_OTHER is no primary that takes writes: $(ask_there 'SELECT @@read_only' | head -n 1); promote it first (mariadb_promote)"
if [ ! -e "$(fence_file)" ] && answers && follows && [ "$(ask 'SELECT @@read_only')" = 1 ]; then
    echo "done: it follows $ACTION_OTHER already"
    exit 0
fi
copy=$(mktemp) && trap 'rm -f "$copy" "$copy.said"' EXIT || refuse "no temporary file can be made; make room in the directory for temporary files"
[ -n "$(servers)$state" ] || wall joining
start
ask 'SET GLOBAL read_only = 1' >/dev/null
[ "$(ask 'SELECT @@read_only')" = 1 ] || refuse "it does not become read-only; end the transactions that hold it up"
only_here=$(ahead "$(ask 'SELECT @@gtid_binlog_state')" "$(ask_there 'SELECT @@gtid_binlog_state')")
if [ -n "$only_here" ]; then
    keep_errant
    echo "errant: $errant"
    echo "kept: $kept"
    [ "$ACTION_ERRANT" = rebuild ] ||
        refuse "$errant transactions here never reached $ACTION_OTHER (kept in $kept); settle them, then say errant: rebuild"
fi
if [ -n "$only_here" ] || [ "$state" = rebuilding ]; then
    rebuild
    follow ''
else
    echo "errant: 0"
    follow 'SET GLOBAL gtid_slave_pos = @@gtid_current_pos;'
fi

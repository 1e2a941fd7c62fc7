# Restores the newest base backup for real, brings it by the log archive to a point of its source's history, and compares
# every table with the source: how many rows, and a checksum over them all. Leaves nothing behind.
shown=$(date -u -d "@$newest_at" '+%Y-%m-%d %H:%M:%S UTC')
age=$(($(date +%s) - newest_at))
[ "$age" -le "$ACTION_MAX_AGE" ] ||
    refuse "the newest backup, ${newest##*/}, is too old: it was made at $shown, $age s ago, and $ACTION_MAX_AGE s are allowed; make backups more often"
identifier() { sed -n 's/^Database system identifier: *//p'; }
own=$(as_owner "$bin/pg_controldata" -D "$newest" | identifier)
theirs=$(ask_there 'select system_identifier from pg_control_system()' 20)
case $theirs in
'' | *[!0-9]*) refuse "the source $ACTION_OTHER does not answer as $ACTION_ACCOUNT: $(printf '%s' "$theirs" | head -n 1)" ;;
"$own") ;;
*) refuse "the newest backup, ${newest##*/}, is of another database system ($own) than $ACTION_OTHER ($theirs); find out what is backed up there" ;;
esac
damage=$(as_owner "$bin/pg_verifybackup" -n "$newest" 2>&1) ||
    refuse "the newest backup, ${newest##*/}, is damaged: $(printf '%s' "$damage" | head -n 1); discard it, make another, and find the cause"
trap end_restored EXIT
trap 'exit 1' HUP INT TERM
table_sums() {
    cat <<'END'
select format('select %L, count(*), coalesce(sum((''x'' || left(md5(t::text), 15))::bit(60)::bigint), 0) from %I.%I t',
    schemaname || '.' || tablename, schemaname, tablename)
from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by schemaname, tablename \gexec
END
}
at_source() {
    as_owner env PGCONNECT_TIMEOUT=3 timeout 300 "$bin/psql" -XqAtw -v ON_ERROR_STOP=1 -h "$ACTION_OTHER" -p "$ACTION_PORT" \
        -U "$ACTION_ACCOUNT" -d "$1" -f - 2>&1
}
name=drillproof_verify_$(date +%s)_$$
tries=0
while :; do
    before=$(table_sums | at_source "$ACTION_DATABASE") ||
        refuse "the source $ACTION_OTHER cannot be read: $(printf '%s' "$before" | head -n 1)"
    said=$(echo "select pg_create_restore_point('$name')" | at_source "$ACTION_DATABASE") ||
        refuse "no restore point can be set at $ACTION_OTHER: $(printf '%s' "$said" | head -n 1)"
    [ "$(table_sums | at_source "$ACTION_DATABASE")" = "$before" ] && break
    tries=$((tries + 1)) name=${name}x
    [ "$tries" -lt 3 ] || refuse "$ACTION_DATABASE at $ACTION_OTHER keeps changing, so it cannot be compared to the row; verify in a quiet hour"
done
[ -n "$before" ] || refuse "$ACTION_DATABASE at $ACTION_OTHER has no table, so nothing can be compared; name another database"
lay_out
tries=0
until run_to recovery_target_name "$name"; do
    tries=$((tries + 1))
    [ "$tries" -lt 4 ] ||
        refuse "the newest backup, ${newest##*/}, does not come up to its source by the archive: $(why); see that the archive is without gaps"
    sleep 1
done
after=$(table_sums | at_restored "$ACTION_DATABASE" 2>&1) ||
    refuse "the restored copy cannot be read whole: $(printf '%s' "$after" | head -n 1); discard that backup and make another"
if [ "$after" != "$before" ]; then
    printf '%s\n' "$before" >"$place/source"
    printf '%s\n' "$after" >"$place/copy"
    differ=$(awk -F '|' 'NR == FNR { source[$1] = $0; next } source[$1] != $0 { print $1 } { delete source[$1] } END { for (each in source) print each }' \
        "$place/source" "$place/copy" | sort | tr '\n' ' ')
    refuse "the restored copy differs from its source in: $differ; discard that backup and find the cause"
fi
printf '%s\n' "$before" | awk -F '|' '{ print "same: " $1 ", rows " $2; rows += $2 } END { print "rows compared: " rows + 0 }'
echo "done: ${newest##*/}, made at $shown, was restored and has all $(printf '%s\n' "$before" | grep -c .) tables of $ACTION_OTHER"

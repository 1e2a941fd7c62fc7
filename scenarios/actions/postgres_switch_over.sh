# Hands the role of primary over in order, without loss: the standby has everything before it is promoted. On the primary.
there=$(role_there)
if [ "$there" = primary ] && postmaster >/dev/null && [ "$(in_recovery)" = t ] && streaming; then
    echo "done: $ACTION_OTHER is the primary already, and this one follows it"
    exit 0
fi
! is_fenced || refuse "this server is fenced; lift that by postgres_rewind first"
postmaster >/dev/null || refuse "PostgreSQL does not run in $data; start it first"
[ "$(in_recovery)" = f ] || refuse "this server is not the primary; switch over from the primary"
[ "$there" = standby ] || refuse "$ACTION_OTHER does not answer as a standby ($there); bring it up first"
attached() {
    [ "$(ask "select count(*) from pg_stat_replication r where state = 'streaming' and
        host(client_addr) = '$(printf %s "$ACTION_OTHER" | sed "s/'/''/g")'" 10)" -ge 1 ]
}
until_yes 10 attached || refuse "$ACTION_OTHER does not stream from here, so it cannot have everything; repair replication first"
ask checkpoint 120 >/dev/null # so that the stop is short
said=$(stop fast) || {
    start >/dev/null
    refuse "PostgreSQL did not stop: $said; end the sessions that hold it up"
}
# A primary that stops in order sends its last record, the one of the stop, to every standby that streams.
last=$(as_owner "$bin/pg_controldata" -D "$data" | sed -n 's/^Latest checkpoint location: *//p')
has_all() { [ "$(ask_there "select pg_last_wal_receive_lsn() > '$last'" 10)" = t ]; }
back() {
    start >/dev/null
    refuse "$1; this one serves again as before"
}
until_yes 20 has_all || back "$ACTION_OTHER did not receive the last record"
ask_there 'select pg_promote(true, 60)' 90 >/dev/null
[ "$(role_there)" = primary ] || back "$ACTION_OTHER could not be promoted"
ask_there checkpoint 60 >/dev/null
as_owner touch "$data/standby.signal"
if [ -z "$(as_owner "$bin/postgres" -D "$data" -c "config_file=$(configuration)" -C primary_conninfo 2>/dev/null)" ]; then
    printf "primary_conninfo = 'host=%s port=%s user=%s application_name=%s'\n" "$ACTION_OTHER" "$ACTION_PORT" \
        "$ACTION_ACCOUNT" "$(hostname)" | as_owner tee -a "$data/postgresql.auto.conf" >/dev/null
fi
said=$(start) || refuse "$ACTION_OTHER is the primary now, but this one does not start as its standby: $said"
until_yes 60 streaming || refuse "$ACTION_OTHER is the primary now, but this one does not stream from it; see its log"
echo "done: $ACTION_OTHER is the primary, and nothing was lost"

# Makes a standby the primary. It refuses where the other side still serves.
! is_fenced || refuse "this server is fenced; lift that by postgres_rewind first"
postmaster >/dev/null || refuse "PostgreSQL does not run in $data; start it first"
case $(in_recovery) in
f)
    echo "done: it is the primary already"
    exit 0
    ;;
t) ;;
*) refuse "PostgreSQL in $data does not answer as $ACTION_USER: $(in_recovery | head -n 1); see that it is up" ;;
esac
if [ -n "$ACTION_OTHER" ]; then
    there=$(role_there)
    case $there in
    primary) refuse "$ACTION_OTHER still serves as primary; fence it first (postgres_fence), or there will be two" ;;
    answers) refuse "$ACTION_OTHER answers but does not say whether it is the primary; fence it, or give account a .pgpass entry" ;;
    esac
fi
said=$(ask "select pg_promote(true, ${ACTION_SECONDS:-60})" 90)
[ "$(in_recovery)" = f ] || refuse "it did not become the primary: $said; see the log of PostgreSQL"
ask checkpoint 60 >/dev/null # pg_rewind of version 15 and earlier looks at the last checkpoint to tell the timelines apart
[ "$(ask 'select pg_current_xact_id() is not null' 20)" = t ] ||
    refuse "it is the primary but takes no writes; see the log of PostgreSQL"
echo "done: server promoted"

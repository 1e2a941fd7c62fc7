# Brings a former primary back. Where the other side was promoted, it is rewound and follows that one; where nobody was,
# its fence is lifted and it serves again as it did.
there=$(role_there)
case $there in
silent) refuse "$ACTION_OTHER does not answer, so it is not known whether it was promoted; bring it up first" ;;
answers) refuse "$ACTION_OTHER does not tell its role to $ACTION_ACCOUNT; give that account an entry in .pgpass of $owner" ;;
esac
if [ "$there" = standby ]; then
    if postmaster >/dev/null && ! is_fenced && [ "$(in_recovery)" = f ]; then
        echo "done: $ACTION_OTHER was not promoted, and this one is the primary"
        exit 0
    fi
    ! postmaster >/dev/null || refuse "both sides are standbys; promote the one that has more (postgres_promote)"
    is_fenced || [ ! -e "$data/standby.signal" ] ||
        refuse "both sides are standbys; start this one, then promote the one that has more (postgres_promote)"
    lift_fence as-it-was
    said=$(start) || refuse "PostgreSQL does not start: $said; see its log"
    until_yes 60 eval '[ "$(in_recovery)" = f ]' || refuse "it started, but does not answer as the primary; see its log"
    echo "done: $ACTION_OTHER was not promoted, so this one serves again"
    exit 0
fi
follows() { postmaster >/dev/null && [ "$(in_recovery)" = t ] && streaming; }
if ! is_fenced && follows; then
    echo "done: it follows $ACTION_OTHER already"
    exit 0
fi
if postmaster >/dev/null; then
    [ "$(in_recovery)" != f ] ||
        refuse "this one still serves as primary beside $ACTION_OTHER; fence it first (postgres_fence)"
    said=$(stop fast) || refuse "PostgreSQL does not stop: $said"
fi
ask_there checkpoint 60 >/dev/null # version 15 and earlier: pg_rewind looks at the last checkpoint's timeline
raise_fence || refuse "the fence cannot be noted in $data; say become: true" # should this end half-way
rm -f "$data/standby.signal" # the recovery that pg_rewind does first runs by itself, and wants none
source="host=$ACTION_OTHER port=$ACTION_PORT user=$ACTION_ACCOUNT dbname=postgres application_name=$(hostname)"
if ! said=$(as_owner env PGCONNECT_TIMEOUT=5 "$bin/pg_rewind" -D "$data" --config-file "$(configuration)" \
    --source-server "$source" --write-recovery-conf 2>&1); then
    as_owner touch "$data/standby.signal"
    refuse "pg_rewind failed: $(printf '%s' "$said" | tail -n 1); copy this one anew from $ACTION_OTHER by pg_basebackup"
fi
# Identical timelines leave nothing to rewind, and then nothing is written.
as_owner touch "$data/standby.signal"
raise_fence # the rewind may have taken the notes away
lift_fence standby
said=$(start) || refuse "PostgreSQL does not start after the rewind: $said; see its log"
until_yes 60 follows || refuse "it does not stream from $ACTION_OTHER; see its log"
echo "done: rewound, and follows $ACTION_OTHER"

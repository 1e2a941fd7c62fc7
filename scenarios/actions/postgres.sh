# How the actions of PostgreSQL find a server by its data directory, ask it, start it and stop it.
refuse() {
    printf '%s\n' "$1"
    exit 1
}
data=$ACTION_DATA
case $data in
/*) ;;
*) refuse "data must be the absolute path of a data directory, such as /var/lib/postgresql/15/main" ;;
esac
[ -r "$data/PG_VERSION" ] ||
    refuse "$data is no data directory of PostgreSQL, or may not be read; give data, or say become: true"
version=$(cat "$data/PG_VERSION")
owner=$(stat -c %U "$data")
home=$(getent passwd "$owner" | cut -d : -f 6)
for bin in "/usr/lib/postgresql/$version/bin" "/usr/pgsql-$version/bin" "$(dirname "$(command -v pg_ctl || echo /nowhere/x)")"; do
    [ -x "$bin/pg_ctl" ] && break
done
[ -x "$bin/pg_ctl" ] || refuse "the programs of PostgreSQL $version are not on this host; install them or put them in PATH"
cd /
as_owner() {
    if [ "$(id -un)" = "$owner" ]; then "$@"; else runuser -u "$owner" -- env HOME="$home" "$@"; fi
}
[ "$(id -un)" = "$owner" ] || [ "$(id -u)" = 0 ] || refuse "only $owner or root may do this; say become: true"
lock_line() { sed -n "$1p" "$data/postmaster.pid" 2>/dev/null; }
# A zombie is not a server, nor is a stranger that took its number since.
postmaster() {
    pid=$(lock_line 1)
    case $pid in '' | *[!0-9]*) return 1 ;; esac
    [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" = "$(readlink -f "$data")" ] || return 1
    grep -q '^State:[[:space:]]*[ZX]' "/proc/$pid/status" 2>/dev/null && return 1
    printf '%s\n' "$pid"
}
workers() { # every process that lives in the data directory
    for entry in /proc/[0-9]*; do
        [ "$(readlink "$entry/cwd" 2>/dev/null)" = "$(readlink -f "$data")" ] || continue
        grep -q '^State:[[:space:]]*[ZX]' "$entry/status" 2>/dev/null || printf '%s\n' "${entry#/proc/}"
    done
}
ask() {
    as_owner env PGCONNECT_TIMEOUT=3 timeout "${2:-40}" "$bin/psql" -XqAtw -v ON_ERROR_STOP=1 \
        -h "$(lock_line 5)" -p "$(lock_line 4)" -U "$ACTION_USER" -d postgres -f - 2>&1 <<END
$1
END
}
# The server on another host, by an account whose password the owner's .pgpass knows.
ask_there() {
    as_owner env PGCONNECT_TIMEOUT=3 timeout "${2:-40}" "$bin/psql" -XqAtw -v ON_ERROR_STOP=1 \
        -h "$ACTION_OTHER" -p "$ACTION_PORT" -U "$ACTION_ACCOUNT" -d postgres -f - 2>&1 <<END
$1
END
}
in_recovery() { ask 'select pg_is_in_recovery()' 10; }
# primary, standby, silent (nobody answers) or "answers" (somebody does, but does not say what it is)
role_there() {
    case $(ask_there 'select pg_is_in_recovery()' 10) in
    f) echo primary ;;
    t) echo standby ;;
    *)
        if "$bin/pg_isready" -q -t 3 -h "$ACTION_OTHER" -p "$ACTION_PORT"; then echo answers; else echo silent; fi
        ;;
    esac
}
# Debian's clusters are started by its own tools, which know where the configuration is.
debian() {
    command -v pg_lsclusters >/dev/null || return 1
    pg_lsclusters -h | awk -v data="$data" '$6 == data { print $2; found = 1 } END { exit !found }'
}
configuration() {
    if cluster=$(debian); then echo "/etc/postgresql/$version/$cluster/postgresql.conf"; else echo "$data/postgresql.conf"; fi
}
start_file() { cluster=$(debian) && echo "/etc/postgresql/$version/$cluster/start.conf"; }
start() {
    if cluster=$(debian); then
        pg_ctlcluster --skip-systemctl-redirect "$version" "$cluster" start 2>&1
    else
        as_owner "$bin/pg_ctl" -D "$data" -w -t 60 -l "$data/drillproof.log" start 2>&1 >/dev/null
    fi
}
stop() { as_owner "$bin/pg_ctl" -D "$data" -m "$1" -w -t 60 stop 2>&1; }
stopped() { ! postmaster >/dev/null && [ -z "$(workers)" ]; }
# Empty files, which also a full disk has room for.
is_fenced() { [ -e "$data/drillproof.fenced-primary" ] || [ -e "$data/drillproof.fenced-standby" ]; }
until_yes() { # seconds command…: asks five times a second
    tries=$(($1 * 5))
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.2
    done
}
# Two guards: Debian's own tools refuse to start it, and whatever else does gets a standby that acknowledges nothing.
raise_fence() {
    was=primary
    [ ! -e "$data/standby.signal" ] || was=standby
    is_fenced || as_owner touch "$data/drillproof.fenced-$was" || return 1
    as_owner touch "$data/standby.signal" || return 1
    ! file=$(start_file) || { [ -e "$file.drillproof" ] || cp -p "$file" "$file.drillproof"; echo disabled >"$file"; }
}
lift_fence() { # as a standby, or as what it was
    is_fenced || return 0
    [ "$1" = standby ] || [ -e "$data/drillproof.fenced-standby" ] || rm -f "$data/standby.signal"
    ! file=$(start_file) || [ ! -e "$file.drillproof" ] || mv "$file.drillproof" "$file"
    rm -f "$data/drillproof.fenced-primary" "$data/drillproof.fenced-standby"
}
streaming() { [ "$(ask "select count(*) from pg_stat_wal_receiver where status = 'streaming'" 10)" = 1 ]; }

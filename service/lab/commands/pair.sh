# What every command of a lab host knows about its pair of databases. Sourced, never run.
set -u
fence="$HOME/fenced"

running() { pg_ctl status -D "$PGDATA" >/dev/null 2>&1; }

ask() { psql -XAtqw -c "$1"; }

# Prints primary, standby, or nothing where the twin does not answer.
role_of_twin() {
    case "$(PGCONNECT_TIMEOUT=2 psql -XAtqw -h "$TWIN_ADDRESS" -p "$TWIN_PORT" -c 'select pg_is_in_recovery()' 2>/dev/null)" in
        t) echo standby ;;
        f) echo primary ;;
    esac
}

# Prints fenced, stopped, primary or standby.
role_here() {
    if ! running; then
        if [ -e "$fence" ]; then echo fenced; else echo stopped; fi
        return
    fi
    case "$(ask 'select pg_is_in_recovery()' 2>/dev/null)" in
        t) echo standby ;;
        f) echo primary ;;
        *) echo silent ;;
    esac
}

start() {
    pg_ctl start -w -t 30 -D "$PGDATA" -l "$HOME/log/postgres.log" >/dev/null || {
        tail -n 5 "$HOME/log/postgres.log" >&2
        return 1
    }
}

refuse() {
    echo "$LAB_HOST: refused: $1" >&2
    exit 3
}

fail() {
    echo "$LAB_HOST: $1" >&2
    exit 1
}

# until_true SECONDS COMMAND...: asks ten times a second.
until_true() {
    left=$(($1 * 10))
    shift
    until "$@"; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || return 1
        sleep 0.1
    done
}

# The small shared memory segment that a killed postmaster leaves in the system is named in its lock file only.
forget_memory() {
    [ -r "$PGDATA/postmaster.pid" ] || return 0
    segment="$(sed -n 7p "$PGDATA/postmaster.pid")"
    set -- $segment
    [ "$#" -eq 2 ] && awk -v key="$1" -v id="$2" '$1 == key && $2 == id && $7 == 0 { found = 1 } END { exit !found }' \
        /proc/sysvipc/shm && ipcrm -m "$2"
    return 0
}

# What every command of a lab host knows about its pair of databases. Sourced, never run.
set -u
fence="$HOME/fenced"

# A killed database can stay a zombie for a while, which pg_ctl would take for a running one.
running() {
    { read -r pid <"$PGDATA/postmaster.pid"; } 2>/dev/null || return 1
    { read -r line <"/proc/$pid/stat"; } 2>/dev/null || return 1
    case "$line" in *\)\ [ZX]\ *) return 1 ;; esac
    [ "/proc/$pid/cwd" -ef "$PGDATA" ]
}

# Prints the pids of everything that lives in the data directory, a frozen process included.
inhabitants() {
    ls -l /proc/[0-9]*/cwd 2>/dev/null | awk -v tail=" -> $(readlink -f "$PGDATA")" '
        substr($0, length($0) - length(tail) + 1) == tail { sub(".*/proc/", ""); sub("/cwd.*", ""); print }'
}

deserted() { [ -z "$(inhabitants)" ]; }

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

# Takes away the lock of a killed database once its last process is gone: neither a zombie nor a stranger that has
# the old number now is to keep the next one from starting.
clear_lock() {
    [ -e "$PGDATA/postmaster.pid" ] && ! running || return 0
    until_true 10 deserted || fail "processes of the killed database do not end"
    forget_memory
    rm -f "$PGDATA/postmaster.pid"
}

start() {
    clear_lock
    pg_ctl start -w -t 30 -D "$PGDATA" -l "$HOME/log/postgres.log" >/dev/null 9>&- || {
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

# until_true SECONDS COMMAND...: asks twenty times a second.
until_true() {
    left=$(($1 * 20))
    shift
    until "$@"; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || return 1
        sleep 0.05
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

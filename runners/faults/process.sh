# What /proc tells of processes. A process is named by pid and start time together, since a pid alone is used again.

# stat_of PID: sets proc_state, proc_parent, proc_start; 1 when there is no such process.
stat_of() {
    { read -r proc_line <"/proc/$1/stat"; } 2>/dev/null || return 1
    set -- ${proc_line##*\) }
    proc_state=${1-} proc_parent=${2-} proc_start=${20-}
}

# lives PID START: that very process runs (a zombie does not).
lives() {
    stat_of "${1:-none}" && [ "$proc_start" = "${2-}" ] || return 1
    case $proc_state in (Z | X | x) return 1 ;; esac
}

# myself: sets my_pid to the (sub)shell that asks; $$ would be the outermost shell.
myself() {
    read -r my_pid proc_line </proc/self/stat
}

# family PID…: PID:START:STATE of these and of all their living descendants. One awk for all: the longer the look, the
# wider the instant of the fault.
family() {
    cat /proc/[0-9]*/stat 2>/dev/null | awk -v roots="$*" '
        {
            pid = $1
            sub(/^.*\) /, "")
            state[pid] = $1
            parent[pid] = $2
            start[pid] = $20
        }
        function related(pid) {
            for (; pid > 0; pid = parent[pid]) if (pid in root) return 1
            return 0
        }
        END {
            split(roots, listed, " ")
            for (i in listed) root[listed[i]]
            for (pid in state) if (related(pid) && state[pid] !~ /[ZXx]/) print pid ":" start[pid] ":" state[pid]
        }'
}

# pause: a tenth of a second, or a whole one where sleep knows no fractions.
pause() {
    sleep 0.1 2>/dev/null || sleep 1
}

# within TENTHS COMMAND…: asks again and again until the answer is yes; 1 when it never was.
within() {
    tenths=$1
    shift
    until "$@"; do
        tenths=$((tenths - 1))
        [ "$tenths" -gt 0 ] || return 1
        pause
    done
}

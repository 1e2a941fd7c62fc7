# Which processes a fault is about: those that match, and all that descend from them, never ourselves.

# snapshot: "pid parent start state" of every process, one a line.
snapshot() {
    for entry in /proc/[0-9]*; do
        stat_of "${entry#/proc/}" && printf '%s\n' "${entry#/proc/} $proc_parent $proc_start $proc_state"
    done
}

# spared: ourselves, whoever started us, and the first process.
spared() {
    myself
    while [ "${my_pid:-0}" -gt 0 ]; do
        printf '%s ' "$my_pid"
        stat_of "$my_pid" || break
        my_pid=$proc_parent
    done
    printf '1 '
}

# roots: every living process whose command line (words joined by one space) contains the text `match`, or the one that
# pid_file names (which must contain `match` too where both are given).
# grep gets the text on its stdin: in its arguments another scan would find it.
roots() {
    if [ -n "$FAULT_PID_FILE" ]; then
        { read -r root rest <"$FAULT_PID_FILE"; } 2>/dev/null
        case ${root:-none} in (*[!0-9]*) return ;; esac
        candidates=$root
    else
        candidates=$(printf '%s\n' "${FAULT_MATCH%% *}" | grep -l -F -f - /proc/[0-9]*/cmdline 2>/dev/null)
    fi
    avoid=" $(spared) "
    for root in $candidates; do
        root=${root#/proc/} root=${root%/cmdline}
        case $avoid in (*" $root "*) continue ;; esac
        stat_of "$root" && lives "$root" "$proc_start" && matches "$root" && printf '%s ' "$root"
    done
}

matches() {
    [ -n "$FAULT_MATCH" ] || return 0
    words=$({ tr '\0' ' ' <"/proc/$1/cmdline"; } 2>/dev/null)
    case $words in
    (*drillproof-lease*) return 1 ;;
    (*"$FAULT_MATCH"*) return 0 ;;
    esac
    return 1
}

# family: "pid start state" of the roots and of all their living descendants, one a line.
family() {
    relatives=" $(roots)"
    table=$(snapshot)
    grew=yes
    while [ -n "$grew" ]; do
        grew=
        while read -r pid parent start state; do
            case $relatives in (*" $pid "*) continue ;; esac
            case $relatives in (*" $parent "*) relatives="$relatives$pid " grew=yes ;; esac
        done <<TABLE
$table
TABLE
    done
    while read -r pid parent start state; do
        case $state in (Z | X | x) continue ;; esac
        case $relatives in (*" $pid "*) printf '%s\n' "$pid $start $state" ;; esac
    done <<TABLE
$table
TABLE
}

known() { grep -qxF -e "$1 $2" "$dir/processes" 2>/dev/null; }

# halt WANTED: records and stops every process of the family that WANTED accepts, again and again until a look finds
# no new one. What is stopped cannot start another, so none escapes.
halt() {
    found=yes
    while [ -n "$found" ]; do
        found=
        while read -r pid start state; do
            [ -n "$pid" ] && ! known "$pid" "$start" && "$1" "$pid" "$start" "$state" || continue
            found="$found $pid"
            printf '%s\n' "$pid $start" >>"$dir/processes"
        done <<FAMILY
$(family)
FAMILY
        [ -z "$found" ] || kill -STOP $found
    done
}

# ours STATES: pids of recorded processes that live in one of STATES (T, or any).
ours() {
    while read -r pid start; do
        lives "$pid" "$start" || continue
        case $1$proc_state in (any* | "T"[Tt]) printf '%s ' "$pid" ;; esac
    done <<RECORDED
$(recorded processes)
RECORDED
}

# Which processes a fault is about: those that match, and all that descend from them, never ourselves.

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

# roots: the living process that pid_file names, or every one whose command line fits the regular expression `match`;
# 2 when that cannot be asked.
roots() {
    if [ -n "$FAULT_PID_FILE" ]; then
        { read -r root rest <"$FAULT_PID_FILE"; } 2>/dev/null
        case ${root:-none} in (*[!0-9]*) candidates= ;; (*) candidates=$root ;; esac
    else
        candidates=$(matching) || return 2
    fi
    avoid=" $(spared) "
    for root in $candidates; do
        case $avoid in (*" $root "*) continue ;; esac
        stat_of "$root" && lives "$root" "$proc_start" && printf '%s ' "$root"
    done
    return 0
}

# matching: pids whose command line fits. grep reads the expression from a descriptor: in its arguments another scan
# would find it.
matching() {
    lines=$(command_lines)
    fitting=$(printf '%s\n' "$lines" | sed -e 's/^[0-9]* //' | grep -n -a -E -f /proc/self/fd/3 3<<MATCH
$FAULT_MATCH
MATCH
    )
    [ $? -le 1 ] || return 2
    numbers=$(printf '%s\n' "$fitting" | cut -d : -f 1 | tr '\n' ' ')
    printf '%s\n' "$lines" | awk -v numbers="$numbers" '
        BEGIN { count = split(numbers, number, " "); for (i = 1; i <= count; i++) wanted[number[i]] }
        (NR in wanted) && !/drillproof-lease/ { print $1 }'
}

# halt WANTED: records and stops every process of the family that WANTED accepts, again and again until a look finds
# no new one. What is stopped cannot start another, so none escapes; but kill returns before anybody is.
halt() {
    caught=' '
    found=yes
    while [ -n "$found" ]; do
        found=
        for relative in $(family $(roots)); do
            pid=${relative%%:*} name=${relative%:*}
            case $caught in (*" $name "*) continue ;; esac
            "$1" "$name" "${relative##*:}" || continue
            caught="$caught$name " found="$found $pid"
            printf '%s\n' "$pid ${name#*:}" >>"$dir/processes"
        done
        [ -z "$found" ] || { acting; kill -STOP $found; within 20 all_stopped; acted; }
    done
}

# must_stop PID: SIGSTOP (19, bit 18) is pending, so not one more instruction of its own is run. So waits, and cannot be
# stopped before, a process whose vforked child was stopped first.
must_stop() {
    while read -r field mask; do
        case $field$mask in (SigPnd:*[4567c-f]???? | ShdPnd:*[4567c-f]????) return 0 ;; esac
    done 2>/dev/null <"/proc/$1/status"
    return 1
}

# halted PID: every thread of a stopped process is. The first takes the signal when it has its turn on a processor, and
# only then stops the others; one that waits in the kernel (D) is stopped before it comes back from there.
halted() {
    for thread in "/proc/$1/task"/[0-9]*; do
        stat_of "$1/task/${thread##*/}" || continue
        case $proc_state in (T | t | D | Z | X | x) ;; (*) return 1 ;; esac
    done
}

all_stopped() { [ "$(ours H)" = "$(ours any)" ]; }

# ours STATES: pids of recorded processes that live in one of STATES (T, stopped or as good as that; H, all of their
# threads too; or any).
ours() {
    while read -r pid start; do
        lives "$pid" "$start" || continue
        case $1$proc_state in
            (any* | T[Tt]) printf '%s ' "$pid" ;;
            (H[Tt]) halted "$pid" && printf '%s ' "$pid" ;;
            (TD) must_stop "$pid" && printf '%s ' "$pid" ;;
            (HD) must_stop "$pid" && [ "$(ls "/proc/$pid/task")" = "$pid" ] && printf '%s ' "$pid" ;;
        esac
    done <<RECORDED
$(recorded processes)
RECORDED
}

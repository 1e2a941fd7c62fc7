# freeze_process: SIGSTOP to the whole family. Undo: SIGCONT to those that this step stopped and that no other holds.

# awake PID:START STATE: runs, or was stopped by another drill's step, whose claim this one then shares.
awake() {
    case $2 in (T | t) held_elsewhere "frozen $1" || return 1 ;; esac
    hold "frozen $1"
}

apply() {
    roots >/dev/null || { say "grep cannot search for $FAULT_MATCH"; return 1; }
    halt awake
    marked processes || { say "no process to freeze: nothing awake fits ${FAULT_MATCH:-$FAULT_PID_FILE}"; return 1; }
    took
}

took() {
    stopped=$(ours H)
    [ -n "$stopped" ] || { say "none of the processes is stopped"; return 1; }
    [ "$stopped" = "$(ours any)" ] || { say "stopped only: $stopped of $(ours any)"; return 1; }
    say "stopped: $stopped"
}

# still_ours: recorded processes that are stopped and that no other step holds.
still_ours() {
    for pid in $(ours T); do
        stat_of "$pid" && ! held_elsewhere "frozen $pid:$proc_start" && printf '%s ' "$pid"
    done
}

revert() {
    stopped=$(still_ours)
    [ -z "$stopped" ] || kill -CONT $stopped
}

gone() {
    stopped=$(still_ours)
    [ -z "$stopped" ] || { say "still stopped: $stopped"; return 1; }
    say "none is stopped; running: $(ours any)"
}

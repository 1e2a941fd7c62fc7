# kill_process: SIGKILL to the whole family at once. Undo: the scenario's `restart`, if nothing of the kind runs.

thing="process $FAULT_PID_FILE|$FAULT_MATCH"

anyone() { :; }

apply() {
    victims=$(runs) || { say "$victims"; return 1; }
    hold "$thing"
    halt anyone
    kill -KILL $(ours any)
    within 20 all_dead
    took
}

all_dead() { [ -z "$(ours any)" ]; }

took() {
    marked processes || { say "nothing was killed"; return 1; }
    survivors=$(ours any)
    [ -z "$survivors" ] || { say "still alive: $survivors"; return 1; }
    say "killed, and none of them lives: $(cut -d ' ' -f 1 "$dir/processes" | tr '\n' ' ')"
}

# revert: a begin that died between stopping and killing left processes stopped; they go on.
revert() {
    stopped=$(ours T)
    [ -z "$stopped" ] || kill -CONT $stopped
    gone && return
    authored "$FAULT_RESTART"
}

gone() {
    runs
    seen_running=$?
    [ "$seen_running" -eq 1 ] || return "$seen_running"
    held_elsewhere "$thing" && say "it is held down by another step: $holder"
}

# runs: 0 something that fits runs, 1 nothing does, 2 that cannot be asked.
runs() {
    running=$(roots) || { say "grep cannot search for $FAULT_MATCH"; return 2; }
    [ -n "$running" ] || { say "nothing runs that fits ${FAULT_MATCH:-$FAULT_PID_FILE}"; return 1; }
    say "it runs: $running"
}

# Processes of this step's own: their command lines name its directory, so that they are found without any record.

load=$dir/load

# tagged [WHICH]: pids of the living ones, of those whose name goes on so.
tagged() {
    command_lines | while read -r pid words; do
        case $words in (*"$load${1-}"*) ;; (*) continue ;; esac
        stat_of "$pid" || continue
        case $proc_state in (Z | X | x) ;; (*) printf '%s ' "$pid" ;; esac
    done
}

none_tagged() { [ -z "$(tagged)" ]; }

# alone COMMAND…: in a session of its own, which outlives this one; by exec, since a shell that waited for it would keep
# this session's output open.
alone() {
    if command -v setsid >/dev/null 2>&1; then
        exec setsid "$@"
    else
        exec nohup "$@"
    fi </dev/null >/dev/null 2>&1 &
}

# revert: all of them are ended, those too that a begin that died was about to start.
revert() {
    for round in 1 2 3; do
        none_tagged && return
        kill -9 $(tagged) 2>/dev/null
        within 10 none_tagged && return
    done
    return 1
}

gone() {
    left=$(tagged)
    [ -z "$left" ] || { say "still running: $left"; return 1; }
    say "none of this step's processes runs"
}

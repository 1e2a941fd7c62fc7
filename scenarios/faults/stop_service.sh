# stop_service: the service manager's stop, or the scenario's. Undo: start, if it ran before and does not run now.

thing="service $FAULT_SERVICE"

stop() { if [ -n "$FAULT_STOP" ]; then authored "$FAULT_STOP"; else systemctl stop -- "$FAULT_SERVICE"; fi; }
start() { if [ -n "$FAULT_START" ]; then authored "$FAULT_START"; else systemctl start -- "$FAULT_SERVICE"; fi; }

# runs: 0 it runs, 1 it does not, 2 could not tell (LSB: 0 runs, 1 to 3 does not, 4 and up unknown).
runs() {
    if [ -z "$FAULT_STATUS" ]; then
        case $(systemctl is-active -- "$FAULT_SERVICE" 2>/dev/null) in
        (active | activating | reloading | deactivating) return 0 ;;
        (inactive | failed) return 1 ;;
        esac
        return 2
    fi
    authored "$FAULT_STATUS" >/dev/null 2>&1
    case $? in (0) return 0 ;; (1 | 2 | 3) return 1 ;; esac
    return 2
}

apply() {
    runs
    case $? in
    (1) held_elsewhere "$thing" || { say "nothing to stop: $FAULT_SERVICE does not run"; return 1; } ;;
    (2) say "cannot tell whether $FAULT_SERVICE runs; give stop, start and status"; return 1 ;;
    esac
    hold "$thing"
    acting
    stop || { say "the command to stop $FAULT_SERVICE exited $?"; return 1; }
    acted
}

took() {
    runs
    case $? in
    (0) say "$FAULT_SERVICE still runs"; return 1 ;;
    (1) say "$FAULT_SERVICE does not run" ;;
    (*) say "cannot tell whether $FAULT_SERVICE runs"; return 2 ;;
    esac
}

revert() {
    gone && return
    start
}

gone() {
    runs
    case $? in
    (0) say "$FAULT_SERVICE runs" ;;
    (1)
        held_elsewhere "$thing" || { say "$FAULT_SERVICE does not run"; return 1; }
        say "held down by another step: $holder"
        ;;
    (*) say "cannot tell whether $FAULT_SERVICE runs"; return 2 ;;
    esac
}

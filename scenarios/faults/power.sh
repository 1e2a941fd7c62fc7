# host_power_loss: the scenario's own commands, on the runner's machine, take a host's power away and give it back.

thing="power $FAULT_HOST"

# commanded TEXT: as any command of the scenario, which is told the host besides.
commanded() (
    hidden=
    for name in $FAULT_NAMES; do
        case $name in (FAULT_HOST | FAULT_ADDRESS) ;; (*) hidden="$hidden $name" ;; esac
    done
    FAULT_NAMES=$hidden
    authored "$1"
)

# powered: 0 it is on, 1 it is off, 2 could not tell (status: 0 on, 1 to 3 off, 4 and up unknown).
powered() {
    commanded "$FAULT_STATUS" >/dev/null 2>&1
    case $? in (0) return 0 ;; (1 | 2 | 3) return 1 ;; esac
    return 2
}

is_off() { powered; [ "$?" -eq 1 ]; }

is_on() { powered; }

apply() {
    powered
    case $? in
    (1) held_elsewhere "$thing" || { say "nothing to power off: $FAULT_HOST is off"; return 1; } ;;
    (2) say "cannot tell whether $FAULT_HOST has power: status must exit 0 for on and 1 for off"; return 1 ;;
    esac
    hold "$thing"
    acting
    commanded "$FAULT_OFF" || { say "the command to power $FAULT_HOST off exited $?"; return 1; }
    within 100 is_off
    acted
}

took() {
    powered
    case $? in
    (0) say "$FAULT_HOST is still on"; return 1 ;;
    (1) say "$FAULT_HOST is off" ;;
    (*) say "cannot tell whether $FAULT_HOST has power"; return 2 ;;
    esac
}

revert() {
    gone && return
    commanded "$FAULT_ON" && within 100 is_on
}

gone() {
    powered
    case $? in
    (0) say "$FAULT_HOST is on" ;;
    (1)
        held_elsewhere "$thing" || { say "$FAULT_HOST is off"; return 1; }
        say "held off by another step: $holder"
        ;;
    (*) say "cannot tell whether $FAULT_HOST has power"; return 2 ;;
    esac
}

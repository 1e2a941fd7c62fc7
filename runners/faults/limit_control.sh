# A userland relay limits: its control file holds one integer, kbit a second, 0 for no limit.

thing="control $FAULT_CONTROL"
wanted=$FAULT_KBIT

usable() {
    setting >/dev/null && [ -w "$FAULT_CONTROL" ] && return
    say "$FAULT_CONTROL is no control file of a relay that $(id -un) may write: one integer, kbit a second"
    return 1
}

plain() { :; }

# setting: a relay may be about to write; an empty file is looked at again.
setting() {
    within 5 integer_read || { say "$FAULT_CONTROL does not hold an integer, or may not be read"; return 1; }
    say "$kbit"
}

integer_read() {
    { read -r kbit rest <"$FAULT_CONTROL"; } 2>/dev/null
    case ${kbit:-none} in (*[!0-9]*) return 1 ;; esac
}

put() { printf '%s\n' "$1" >"$FAULT_CONTROL"; }

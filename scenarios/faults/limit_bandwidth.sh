# limit_bandwidth, whatever does the limiting: remembers the first setting, and the last step to leave puts it back.
# A backend brings by_… functions: usable, setting (prints the present one), plain (whether nobody limits) and put.

if [ -n "$FAULT_CONTROL" ]; then by=control thing="control $FAULT_CONTROL" wanted=$FAULT_KBIT
else by=interface thing="interface $FAULT_INTERFACE" wanted="$FAULT_HANDLE: $FAULT_KBIT"
fi

apply() {
    "${by}_usable" || return 1
    before=$("${by}_setting") || return 1
    if held_elsewhere "$thing"; then
        before=$(cat "$holder/before")
    elif ! "${by}_plain" "$before"; then
        say "$thing is already limited by somebody else ($before); take that away first"
        return 1
    fi
    mark before "$before" && mark wanted "$wanted" && hold "$thing" && acting && "${by}_put" "$wanted" && acted
}

took() {
    now=$("${by}_setting") || return 2
    say "$thing is set to $now"
    [ "$now" = "$wanted" ]
}

# revert: where another step limits the same thing, its limit stays or comes back; elsewise what was there before.
revert() {
    marked before || return 0
    [ "$("${by}_setting")" = "$wanted" ] || return 0
    if held_elsewhere "$thing"; then "${by}_put" "$(cat "$holder/wanted")"; else "${by}_put" "$(recorded before)"; fi
}

gone() {
    now=$("${by}_setting") || { say "$now"; return 2; }
    say "$thing is set to $now"
    [ "$now" = "$wanted" ] && ! held_elsewhere "$thing" || return 0
    marked before || { say "which may be this step's doing, but there is no record"; return 2; }
    [ "$now" = "$(recorded before)" ]
}

# --- a userland relay: its control file holds one integer, kbit a second, 0 for no limit ------------------------------

control_usable() {
    control_setting >/dev/null && [ -w "$FAULT_CONTROL" ] && return
    say "$FAULT_CONTROL is no control file of a relay that $(id -un) may write: one integer, kbit a second"
    return 1
}

control_plain() { :; }

# control_setting: a relay may be about to write; an empty file is looked at again.
control_setting() {
    within 5 integer_read || { say "$FAULT_CONTROL does not hold an integer, or may not be read"; return 1; }
    say "$kbit"
}

integer_read() {
    { read -r kbit rest <"$FAULT_CONTROL"; } 2>/dev/null
    case ${kbit:-none} in (*[!0-9]*) return 1 ;; esac
}

control_put() { printf '%s\n' "$1" >"$FAULT_CONTROL"; }

# --- the kernel: a token bucket (tbf) at the root of the interface, with a handle that bears this step's tag -----------

interface_usable() {
    needs_root "limiting an interface" || return 1
    command -v tc >/dev/null 2>&1 || { say "tc is not on this host; install iproute2"; return 1; }
    tc qdisc show dev "$FAULT_INTERFACE" >/dev/null 2>&1 || { say "there is no interface $FAULT_INTERFACE"; return 1; }
}

interface_plain() { [ "$1" = default ]; }

# interface_setting: "default" for what the kernel puts there by itself (handle 0:), "HANDLE: KBIT" for a token bucket, else
# tc's own words.
interface_setting() {
    discipline=$(tc qdisc show dev "$FAULT_INTERFACE" 2>&1) || { say "$discipline"; return 1; }
    discipline=$(printf '%s\n' "$discipline" | grep -e ' root ')
    set -- $discipline
    case "${2-} ${3-}" in
    (' ' | *' 0:') say default ;;
    ('tbf '*) say "$3 $(rate_of "$@")" ;;
    (*) say "$discipline" ;;
    esac
}

# rate_of WORDS…: the kbit after the word `rate`. tc shows a rate of 1 Gbit and more rounded down to Mbit.
rate_of() {
    while [ "$#" -gt 1 ] && [ "$1" != rate ]; do shift; done
    case ${2-} in
    (*Gbit) shown=${2%Gbit}000000 ;;
    (*Mbit) shown=${2%Mbit}000 ;;
    (*Kbit) shown=${2%Kbit} ;;
    (*) shown=${2-} ;;
    esac
    [ "$shown" != "${FAULT_KBIT%???}000" ] || [ "$FAULT_KBIT" -lt 1000000 ] || shown=$FAULT_KBIT
    say "$shown"
}

# interface_put SETTING: one packet and 16 ms of traffic may go at once, so that the timer's beat does not lower the rate.
interface_put() {
    [ "$1" != default ] || { tc qdisc del dev "$FAULT_INTERFACE" root; return; }
    { read -r mtu <"/sys/class/net/$FAULT_INTERFACE/mtu"; } 2>/dev/null
    tc qdisc replace dev "$FAULT_INTERFACE" root handle "${1%% *}" \
        tbf rate "${1##* }kbit" burst "$((${mtu:-65536} + 100 + ${1##* } * 2))" latency 400ms
}

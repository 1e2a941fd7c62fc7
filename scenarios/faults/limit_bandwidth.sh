# limit_bandwidth: what a host sends is limited, by the kernel or by a relay.

if [ -n "$FAULT_CONTROL" ]; then by=control keys=kbit thing="control $FAULT_CONTROL" wanted=kbit=$FAULT_KBIT
else by=interface thing="interface $FAULT_INTERFACE" wanted="$FAULT_HANDLE: $FAULT_KBIT"
fi

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

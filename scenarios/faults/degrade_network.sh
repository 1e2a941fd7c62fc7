# degrade_network: what passes comes late, and some of it not at all, by the kernel (netem) or by a relay.

if [ -n "$FAULT_CONTROL" ]; then by=control
else by=netem
fi
keys="delay_ms jitter_ms loss_percent"
worse="delay_ms=$FAULT_DELAY_MS jitter_ms=$FAULT_JITTER_MS loss_percent=$FAULT_LOSS"
if [ "$by" = control ]; then thing="control $FAULT_CONTROL $keys" wanted=$worse
else thing="netem $FAULT_INTERFACE" wanted="$FAULT_HANDLE: $worse"
fi

# --- the kernel: netem at the root of the interface, with a handle that bears this step's tag --------------------------

netem_usable() {
    needs_root "degrading an interface" || return 1
    command -v tc >/dev/null 2>&1 || { say "tc is not on this host; install iproute2"; return 1; }
    tc qdisc show dev "$FAULT_INTERFACE" >/dev/null 2>&1 || { say "there is no interface $FAULT_INTERFACE"; return 1; }
}

netem_plain() { [ "$1" = default ]; }

# netem_setting: "default" for what the kernel puts there by itself, a step's own words for netem under its handle, else
# those of tc.
netem_setting() {
    discipline=$(tc qdisc show dev "$FAULT_INTERFACE" 2>&1) || { say "$discipline"; return 1; }
    discipline=$(printf '%s\n' "$discipline" | grep -e ' root ')
    set -- $discipline
    case "${2-} ${3-}" in
    (' ' | *' 0:') say default && return ;;
    ('netem '*) whose "$3" && return ;;
    esac
    say "$discipline"
}

# whose HANDLE: the words of the step that has put it there.
whose() {
    for words in "$FAULT_STATE"/*/*/wanted; do
        { read -r line <"$words"; } 2>/dev/null && [ "${line%% *}" = "$1" ] && say "$line" && return
    done
    return 1
}

netem_put() {
    [ "$1" != default ] || { tc qdisc del dev "$FAULT_INTERFACE" root; return; }
    set -- $1
    tc qdisc replace dev "$FAULT_INTERFACE" root handle "$1" \
        netem delay "${2#*=}ms" "${3#*=}ms" loss "${4#*=}%" limit 100000 && return
    say "the kernel of this host has no netem; put a relay between and name its control file," \
        "or take lose_packets, which needs a packet filter only"
    return 1
}

# Packets are dropped, all of them or a share, in a table (nftables) or in chains (iptables) that bear this step's tag
# and hold nothing else, so that whatever other rules there are stay as they are. A packet is named by its direction,
# its peer, its protocol with destination ports, and its interface; what is empty stands for any.

apply() {
    needs_root "filtering packets" || return 1
    find_peers || return 1
    if nft list tables >/dev/null 2>&1; then with=nft
    elif iptables -w -S >/dev/null 2>&1; then with=iptables
    else say "neither nft nor iptables works on this host; install nftables"; return 1
    fi
    [ -z "$FAULT_INTERFACE" ] || grep -qF -e "$FAULT_INTERFACE:" /proc/net/dev ||
        { say "there is no interface $FAULT_INTERFACE"; return 1; }
    hold "packets $FAULT_TAG" && mark peers "$peers" && mark spared "$(way_in)" && mark with "$with" && strike
}

harm() { "put_$(recorded with)"; }

# cuts_the_way_in: the scenario said that the runner itself may be cut off.
cuts_the_way_in() { [ "$FAULT_CONTROLLER" = cut ] && [ -n "${SSH_CONNECTION-}" ]; }

# way_in: "THEIRS OURS" of the SSH connection that is to go on, the peer's address and our port.
way_in() {
    [ "$FAULT_CONTROLLER" = spare ] || return 0
    set -- ${SSH_CONNECTION-}
    [ "$#" -ne 4 ] || say "${1%%%*} $4"
}

took() {
    case $(recorded with) in
    (nft) [ "$(nft list table inet "$FAULT_TAG" 2>/dev/null | grep -c -e 'counter.* drop')" -eq "$(count_rules)" ] ;;
    (iptables) iptables_rules ;;
    (*) false ;;
    esac && say "$(told) dropped" && return
    say "the rules of this step are not there"
    return 1
}

told() {
    say "${FAULT_LOSS:+$FAULT_LOSS of 100 }packets $FAULT_DIRECTION${FAULT_PORTS:+, $FAULT_PROTOCOLS port $FAULT_PORTS,}" \
        "${FAULT_PEERS:+with $(recorded peers) }are"
}

revert() {
    ! nft_there || nft delete table inet "$FAULT_TAG"
    for tables in $(all_tables); do
        drop_chain "$tables" INPUT "${FAULT_TAG}_in"
        drop_chain "$tables" OUTPUT "${FAULT_TAG}_out"
    done
}

gone() {
    needs_root "looking at packet filters" || return 2
    ! nft_there || { say "the table inet $FAULT_TAG is still there"; return 1; }
    for tables in $(all_tables); do
        ! "$tables" -w -S 2>/dev/null | grep -q -e "$FAULT_TAG" || { say "chains of $FAULT_TAG are still there"; return 1; }
    done
    if [ "$(recorded with)" = nft ]; then nft list tables >/dev/null 2>&1
    elif [ "$(recorded with)" = iptables ]; then iptables -w -S >/dev/null 2>&1
    fi || { say "the packet filter cannot be looked at"; return 2; }
    say "no rule of this step is there"
}

# find_peers: sets peers to addresses and networks; a name stands for all that this host finds under it.
find_peers() {
    peers=
    for peer in $FAULT_PEERS; do
        case $peer in
        (-* | *[!0-9A-Za-z:./_-]*) say "$peer is no address; write for example 10.0.0.7 or 10.0.0.0/24"; return 1 ;;
        (*:* | *[!0-9./]*) ;;
        (*) peers="$peers${peers:+ }$peer"; continue ;;
        esac
        case $peer in (*:*) found=$peer ;; (*) found=$(getent ahosts "$peer" | cut -d ' ' -f 1 | sort -u) ;; esac
        [ -n "$found" ] || { say "this host finds no address for $peer; write the address"; return 1; }
        for address in $found; do peers="$peers${peers:+ }$address"; done
    done
}

# each_rule DO: calls DO DIRECTION PEER PROTOCOL PORTS for each rule; - stands for any.
each_rule() {
    set -- "$1" "$(recorded peers)"
    for way in in out; do
        case $FAULT_DIRECTION in ("$way" | both) ;; (*) continue ;; esac
        for peer in ${2:--}; do
            for protocol in ${FAULT_PROTOCOLS:--}; do
                for ports in ${FAULT_PORTS:--}; do
                    "$1" "$way" "$peer" "$protocol" "$ports" || return 1
                done
            done
        done
    done
}

count_rules() { each_rule say | wc -l; }

# --- nftables: one transaction, so there is all of it or nothing ------------------------------------------------------

nft_there() { nft list tables 2>/dev/null | grep -qxF -e "table inet $FAULT_TAG"; }

put_nft() {
    {
        say "add table inet $FAULT_TAG"
        nft_chain in input saddr dport
        nft_chain out output daddr sport
        each_rule nft_rule
    } | nft -f -
}

# nft_chain DIRECTION HOOK WHOSE WHICH: with the way in before all else.
nft_chain() {
    case $FAULT_DIRECTION in ("$1" | both) ;; (*) return 0 ;; esac
    say "add chain inet $FAULT_TAG $1 { type filter hook $2 priority -10; policy accept; }"
    spared=$(recorded spared)
    [ -z "$spared" ] || say "add rule inet $FAULT_TAG $1 $(nft_peer "$3" "${spared% *}") tcp $4 ${spared#* } accept"
}

nft_peer() { case $2 in (-) ;; (*:*) say "ip6 $1 $2" ;; (*) say "ip $1 $2" ;; esac; }

nft_rule() {
    case $1 in (in) whose=saddr card=iifname ;; (*) whose=daddr card=oifname ;; esac
    port=
    [ "$4" = - ] || port="$3 dport $4"
    say "add rule inet $FAULT_TAG $1 ${FAULT_INTERFACE:+$card \"$FAULT_INTERFACE\"} $(nft_peer "$whose" "$2") $port" \
        "${FAULT_LOSS:+numgen random mod 100 < $FAULT_LOSS} counter drop"
}

# --- iptables: chains of our own, filled before anything leads to them ------------------------------------------------

all_tables() {
    for tables in iptables ip6tables; do
        ! "$tables" -w -S >/dev/null 2>&1 || printf '%s ' "$tables"
    done
}

# tables_of PEER: those that can know it.
tables_of() { case $1 in (-) all_tables ;; (*:*) say ip6tables ;; (*) say iptables ;; esac; }

needed_tables() { each_rule peer_tables | sort -u; }

peer_tables() { for tables in $(tables_of "$2"); do say "$tables"; done; }

put_iptables() {
    for tables in $(needed_tables); do
        new_chain "$tables" in -s --dport && new_chain "$tables" out -d --sport || return 1
    done
    each_rule iptables_rule || return 1
    for tables in $(needed_tables); do
        each_hook "$tables" lead_to || return 1
    done
}

# new_chain TABLES DIRECTION WHOSE WHICH: with the way in before all else.
new_chain() {
    case $FAULT_DIRECTION in ("$2" | both) ;; (*) return 0 ;; esac
    "$1" -w -N "${FAULT_TAG}_$2" || return 1
    spared=$(recorded spared)
    [ -n "$spared" ] && [ "$(tables_of "${spared% *}")" = "$1" ] || return 0
    "$1" -w -A "${FAULT_TAG}_$2" "$3" "${spared% *}" -p tcp "$4" "${spared#* }" -j RETURN
}

iptables_rule() {
    case $1 in (in) whose=-s card=-i ;; (*) whose=-d card=-o ;; esac
    set -- "$1" "$2" "$3" "$(printf '%s' "$4" | tr - :)"
    for tables in $(tables_of "$2"); do
        chain=${FAULT_TAG}_$1
        (
            [ -z "$FAULT_LOSS" ] || share="0.$(printf %02d "$FAULT_LOSS")"
            [ "${FAULT_LOSS:-0}" != 100 ] || share=1
            peer=$2 protocol=$3 port=$4
            set -- ${FAULT_LOSS:+-m statistic --mode random --probability "$share"} -j DROP
            [ "$port" = : ] || set -- -p "$protocol" --dport "$port" "$@"
            [ "$peer" = - ] || set -- "$whose" "$peer" "$@"
            exec "$tables" -w -A "$chain" ${FAULT_INTERFACE:+"$card" "$FAULT_INTERFACE"} "$@"
        ) || return 1
    done
}

# each_hook TABLES DO: calls DO TABLES HOOK CHAIN for each direction.
each_hook() {
    case $FAULT_DIRECTION in (in | both) "$2" "$1" INPUT "${FAULT_TAG}_in" || return 1 ;; esac
    case $FAULT_DIRECTION in (out | both) "$2" "$1" OUTPUT "${FAULT_TAG}_out" || return 1 ;; esac
}

lead_to() { "$1" -w -I "$2" 1 -j "$3"; }

leads_to() { "$1" -w -C "$2" -j "$3" 2>/dev/null; }

# drop_chain TABLES HOOK CHAIN
drop_chain() {
    while "$1" -w -D "$2" -j "$3" 2>/dev/null; do :; done
    "$1" -w -F "$3" 2>/dev/null && "$1" -w -X "$3"
}

iptables_rules() {
    there=0
    for tables in $(needed_tables); do
        each_hook "$tables" leads_to || return 1
        there=$((there + $("$tables" -w -S 2>/dev/null | grep -e "^-A $FAULT_TAG" | grep -c -e '-j DROP')))
    done
    [ "$there" -eq "$(each_rule peer_tables | wc -l)" ]
}

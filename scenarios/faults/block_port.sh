# block_port: packets are dropped in a table (nftables) or in chains (iptables) that bear this step's tag and hold
# nothing else, so that whatever other rules there are stay as they are.

apply() {
    needs_root block_port || return 1
    case $FAULT_PEER in
    (-* | *[!0-9A-Za-z:./-]*) say "$FAULT_PEER is no address; write for example 10.0.0.7 or 10.0.0.0/24"; return 1 ;;
    esac
    if nft list tables >/dev/null 2>&1; then with=nft
    elif iptables -w -S >/dev/null 2>&1; then with=iptables
    else say "neither nft nor iptables works on this host; install nftables"; return 1
    fi
    hold "port $FAULT_TAG" && mark with "$with" && acting && "put_$with" && acted
}

took() {
    case $(recorded with) in
    (nft) nft_rules ;;
    (iptables) iptables_rules ;;
    (*) false ;;
    esac && say "packets of $FAULT_PROTOCOL port $FAULT_PORT are dropped" && return
    say "the rules of this step are not there"
    return 1
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

# --- nftables: one transaction, so there is all of it or nothing ------------------------------------------------------

nft_there() { nft list tables 2>/dev/null | grep -qxF -e "table inet $FAULT_TAG"; }

put_nft() {
    { nft_chain in input saddr && nft_chain out output daddr; } | nft -f -
}

# nft_chain DIRECTION HOOK WHOSE
nft_chain() {
    case $FAULT_DIRECTION in ("$1" | both) ;; (*) return 0 ;; esac
    case $FAULT_PEER in ('') peer= ;; (*:*) peer="ip6 $3 $FAULT_PEER" ;; (*) peer="ip $3 $FAULT_PEER" ;; esac
    say "add table inet $FAULT_TAG"
    say "add chain inet $FAULT_TAG $1 { type filter hook $2 priority -10; policy accept; }"
    say "add rule inet $FAULT_TAG $1 $peer $FAULT_PROTOCOL dport $FAULT_PORT counter drop"
}

nft_rules() {
    rules=$(nft list table inet "$FAULT_TAG" 2>/dev/null | grep -c -e "dport .*drop")
    case $FAULT_DIRECTION in (both) [ "$rules" -eq 2 ] ;; (*) [ "$rules" -eq 1 ] ;; esac
}

# --- iptables: chains of our own, filled before anything leads to them ------------------------------------------------

all_tables() {
    for tables in iptables ip6tables; do
        ! "$tables" -w -S >/dev/null 2>&1 || printf '%s ' "$tables"
    done
}

peer_tables() {
    case $FAULT_PEER in ('') all_tables ;; (*:*) say ip6tables ;; (*) say iptables ;; esac
}

put_iptables() {
    for tables in $(peer_tables); do
        case $FAULT_DIRECTION in (in | both) put_chain "$tables" INPUT "${FAULT_TAG}_in" -s || return 1 ;; esac
        case $FAULT_DIRECTION in (out | both) put_chain "$tables" OUTPUT "${FAULT_TAG}_out" -d || return 1 ;; esac
    done
}

# put_chain TABLES HOOK CHAIN WHOSE
put_chain() {
    "$1" -w -N "$3" &&
        "$1" -w -A "$3" -p "$FAULT_PROTOCOL" --dport "$FAULT_PORT" ${FAULT_PEER:+"$4" "$FAULT_PEER"} -j DROP &&
        "$1" -w -I "$2" 1 -j "$3"
}

# drop_chain TABLES HOOK CHAIN
drop_chain() {
    while "$1" -w -D "$2" -j "$3" 2>/dev/null; do :; done
    "$1" -w -F "$3" 2>/dev/null && "$1" -w -X "$3"
}

iptables_rules() {
    case $FAULT_DIRECTION in (in | both) leads_to INPUT "${FAULT_TAG}_in" || return 1 ;; esac
    case $FAULT_DIRECTION in (out | both) leads_to OUTPUT "${FAULT_TAG}_out" || return 1 ;; esac
}

leads_to() {
    for tables in $(peer_tables); do
        "$tables" -w -S "$2" 2>/dev/null | grep -q -e DROP && "$tables" -w -C "$1" -j "$2" 2>/dev/null || return 1
    done
}

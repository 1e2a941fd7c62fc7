# link_down: an interface goes down. What the kernel forgets of it then (IPv6 addresses, routes, permanent neighbours;
# its own and those of what stands on it, a VLAN say) is written down before, and put back after it is up again.

thing="link $FAULT_INTERFACE"
for iproute in ip /usr/sbin/ip /sbin/ip /usr/bin/ip /bin/ip none; do
    [ "$iproute" = none ] || ! "$iproute" -Version 2>/dev/null | grep -q iproute2 || break
done
ip() { command "$iproute" "$@"; }

apply() {
    needs_root "taking an interface down" || return 1
    [ "$iproute" != none ] || { say "ip of iproute2 is not on this host; install iproute2"; return 1; }
    is_there || { say "there is no interface $FAULT_INTERFACE"; return 1; }
    if held_elsewhere "$thing"; then
        mark devices "$(cat "$holder/devices")" && mark before "$(cat "$holder/before")" || return 1
    else
        is_up || { say "nothing to take down: $FAULT_INTERFACE is down already"; return 1; }
        mark devices "$(stacked "$FAULT_INTERFACE")" && mark before "$(snapshot)" || return 1
    fi
    if cuts_the_way_in && [ "$FAULT_CONTROLLER" != cut ]; then
        say "$FAULT_INTERFACE carries the connection by which this came;" \
            "with including_controller: true it goes down for one lease, which nobody can renew"
        return 1
    fi
    hold "$thing" && strike
}

harm() { ip link set dev "$FAULT_INTERFACE" down; }

# cuts_the_way_in: the SSH connection has its end on one of these interfaces, or its packets leave by one.
cuts_the_way_in() {
    set -- ${SSH_CONNECTION-}
    [ "$#" -eq 4 ] || return 1
    recorded before | grep -qF -e "address ${3%%%*}/" ||
        ip -o route get "${1%%%*}" 2>/dev/null | grep -qF -e " dev $FAULT_INTERFACE "
}

is_there() { ip link show dev "$FAULT_INTERFACE" >/dev/null 2>&1; }

is_up() { [ -n "$(ip -o link show dev "$FAULT_INTERFACE" up 2>/dev/null)" ]; }

took() {
    is_there || { say "there is no interface $FAULT_INTERFACE any more"; return 2; }
    is_up || { say "$FAULT_INTERFACE is down"; return; }
    say "$FAULT_INTERFACE is up"
    return 1
}

# revert: up again, then whatever is missing of what was there, in the order in which one thing needs the other.
revert() {
    marked before || return 0
    ! held_elsewhere "$thing" || return 0
    is_up || ip link set dev "$FAULT_INTERFACE" up || return 1
    within 20 put_back
}

gone() {
    is_there || { say "there is no interface $FAULT_INTERFACE"; return 2; }
    if ! is_up; then
        held_elsewhere "$thing" || { say "$FAULT_INTERFACE is down"; return 1; }
        say "held down by another step: $holder"
        return 0
    fi
    lost=$(missing)
    [ -z "$lost" ] || { say "$FAULT_INTERFACE is up, but without $lost"; return 1; }
    say "$FAULT_INTERFACE is up, with its addresses and routes"
}

# --- what there is ----------------------------------------------------------------------------------------------------

# stacked DEVICE: it, and every interface that stands on it.
stacked() {
    printf '%s ' "$1"
    ip -o -d link show 2>/dev/null | grep -e ' vlan ' -e ' macvlan ' -e ' ipvlan ' |
        sed -n -e "s/^[0-9]*: \([^@ ]*\)@$1: .*/\1/p" | while read -r upper; do stacked "$upper"; done
}

# snapshot: one line for each thing: "address …", "route …", "neighbour …", each with the words that put it back.
# What is learnt anew, and may differ then (temporary and lent IPv6 addresses, routes that expire), is left out.
snapshot() {
    for device in $(recorded devices); do
        ip -o address show dev "$device" 2>/dev/null | grep -v -e ' temporary' -e ' peer ' -e ' inet6 .* dynamic' | put_words
        for family in -4 -6; do
            ip -o "$family" route show table all 2>/dev/null | tr '\\\t' '  ' | sed -e 's/$/ /' |
                grep -F -e " dev $device " | grep -v -e ' table local ' -e ' proto kernel ' -e ' expires ' |
                sed -e 's/ dead / /g' -e 's/ linkdown / /g' -e 's/  */ /g' -e 's/ *$//' -e "s/^/route $family /"
        done
        ip -o neighbour show dev "$device" nud permanent 2>/dev/null |
            sed -e 's/ *PERMANENT.*//' -e "s/^/neighbour /" -e "s/\$/ dev $device nud permanent/"
    done | sort -u
}

# put_words: `ip -o address` in the words of `ip address add`, with the lifetimes left out where they are for ever.
put_words() {
    awk '{
        device = $2
        words = $4
        for (i = 5; i <= NF; i++) {
            if ($i == "\\" || $i ~ /^\\/) break
            if ($i == "brd" || $i == "scope" || $i == "metric") words = words " " $i " " $(i + 1)
            if ($i == "noprefixroute" || $i == "mngtmpaddr" || $i == "home" || $i == "nodad") words = words " " $i
            if ($3 == "inet" && ($i ~ /:/ || $i == device)) words = words " label " $i
        }
        print "address " words " dev " device
        if ($3 == "inet6" && !/ tentative/) print "usable " $4 " on " device
    }'
}

# missing: the lines of before that are not there now, each in quotes.
missing() {
    mark now "$(snapshot)"
    grep -vxF -f "$dir/now" "$dir/before" | sed -e '/^$/d' -e 's/^/"/' -e 's/$/"/' | tr '\n' ' '
}

# put_back: yes when nothing is missing any more.
put_back() {
    lost=$(missing)
    [ -n "$lost" ] || return 0
    for kind in address neighbour route; do
        grep -e "^$kind " "$dir/before" | while read -r _ words; do
            grep -qxF -e "$kind $words" "$dir/now" || put_one "$kind" "$words"
        done
    done
    [ -z "$(missing)" ]
}

put_one() {
    kind=$1
    set -- $2
    case $kind in
    (address) ip address add "$@" ;;
    (neighbour) ip neighbour replace "$@" ;;
    (route) family=$1 && shift && ip "$family" route replace "$@" ;;
    esac 2>/dev/null
}

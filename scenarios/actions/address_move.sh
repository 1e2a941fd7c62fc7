# Moves an address. Run on the host that is to have it, and beside that on the one that had it, where it can be reached:
# there it is taken off. The target takes it only when nobody answers for it any more, tells the neighbours, and proves
# by an answer from the witness that packets for the address come to this host.
refuse() {
    printf '%s\n' "$1"
    exit 1
}
has() { ip -4 -o address show | awk '{ print $4 }' | cut -d / -f 1 | grep -Fqx -- "$1"; }
arp() {
    if arping -V 2>&1 | grep -q iputils; then arping "$@"; else busybox arping "$@"; fi
}
echo_from_witness() {
    if command -v ping >/dev/null; then
        ping -c 1 -W 1 -I "$ACTION_ADDRESS" "$witness"
    else
        busybox ping -c 1 -W 1 -I "$ACTION_ADDRESS" "$witness"
    fi
}
nobody_answers() { arp -D -q -c 2 -w 2 -I "$ACTION_INTERFACE" "$ACTION_ADDRESS" >/dev/null 2>&1; }
announce() { arp -U -q -c 1 -w 1 -s "$ACTION_ADDRESS" -I "$ACTION_INTERFACE" "$ACTION_ADDRESS" >/dev/null 2>&1; }
take_off() { ip address delete "$ACTION_ADDRESS/$ACTION_PREFIX" dev "$ACTION_INTERFACE" 2>&1; }
answers_here() {
    tries=5
    while [ "$tries" -gt 0 ]; do
        announce
        echo_from_witness >/dev/null 2>&1 && announce && return 0
        tries=$((tries - 1))
    done
    return 1
}
is_kept() { pidof keepalived >/dev/null && grep -Fqw -r -- "$ACTION_ADDRESS" /etc/keepalived 2>/dev/null; }
case $ACTION_ADDRESS$ACTION_TO$ACTION_PREFIX$ACTION_WITNESS in
*[!0-9.]*) refuse "address, to and witness are IPv4 addresses, such as 192.0.2.10" ;;
esac
case $ACTION_INTERFACE in
'' | -* | *[!A-Za-z0-9._:@-]*) refuse "$ACTION_INTERFACE is no name of an interface" ;;
esac
[ "$(id -u)" = 0 ] || refuse "only root moves addresses; say become: true"
is_kept &&
    refuse "keepalived holds $ACTION_ADDRESS and would take it back; stop keepalived where the address is"
if ! has "$ACTION_TO"; then
    has "$ACTION_ADDRESS" || {
        echo "done: $ACTION_ADDRESS is not on this host"
        exit 0
    }
    said=$(take_off) || refuse "$ACTION_ADDRESS/$ACTION_PREFIX cannot be taken off $ACTION_INTERFACE: $said"
    has "$ACTION_ADDRESS" &&
        refuse "$ACTION_ADDRESS is still on this host, on another interface or with another prefix; see ip address"
    echo "done: $ACTION_ADDRESS was taken off"
    exit 0
fi
ip link show dev "$ACTION_INTERFACE" >/dev/null 2>&1 ||
    refuse "this host has no interface $ACTION_INTERFACE; see ip link"
arping -V 2>&1 | grep -q iputils || busybox arping --help >/dev/null 2>&1 ||
    refuse "neighbours cannot be told from here; install iputils-arping or busybox"
witness=${ACTION_WITNESS:-${SSH_CONNECTION%% *}}
[ -n "$witness" ] ||
    refuse "nobody can bear witness that the address answers from here; name a witness, such as the gateway"
if has "$ACTION_ADDRESS"; then
    answers_here || refuse "$ACTION_ADDRESS is on this host, but $witness does not find it here; see who else has it"
    echo "done: $ACTION_ADDRESS is on this host already"
    exit 0
fi
rounds=$ACTION_ROUNDS
until nobody_answers; do
    rounds=$((rounds - 1))
    [ "$rounds" -gt 0 ] ||
        refuse "$ACTION_ADDRESS still answers from another host; take it off there, or fence that host"
done
said=$(ip address add "$ACTION_ADDRESS/$ACTION_PREFIX" dev "$ACTION_INTERFACE" 2>&1) ||
    refuse "$ACTION_ADDRESS/$ACTION_PREFIX cannot be put on $ACTION_INTERFACE: $said"
answers_here || {
    take_off >/dev/null
    refuse "$witness did not find $ACTION_ADDRESS here, so it was taken off again; name a witness that answers a ping"
}
echo "done: $ACTION_ADDRESS answers from this host, as $witness finds"

# Hands the role of master to one replica in order: writes are held back until the replica has everything, then Sentinel
# is told to fail over. The role is proved at both ends. Sentinel chooses by replica-priority: where it would choose
# another one, the target's is lowered for as long as this takes.
sentinel() { speak "$ACTION_SENTINEL_PASSWORD" "$ACTION_ADDRESS" "$ACTION_PORT" "$@"; }
whereabouts() { sentinel sentinel get-master-addr-by-name "$ACTION_MASTER" | tr -d '\r'; }
replicas() { # one line each: address port priority flags link
    sentinel sentinel replicas "$ACTION_MASTER" | tr -d '\r' | awk '
        NR % 2 { key = $0; next }
        key == "name" { if (line) print line; line = "" }
        key == "ip" || key == "port" || key == "flags" || key == "master-link-status" || key == "slave-priority" {
            value[key] = $0
            line = value["ip"] " " value["port"] " " value["slave-priority"] " " value["flags"] " " \
                value["master-link-status"]
        }
        END { if (line) print line }'
}
of_target() { replicas | awk '$1 == ENVIRON["ACTION_TO"]'; }
seen_priority() { of_target | cut -d ' ' -f 3; }
best_of_others() { replicas | awk '$1 != ENVIRON["ACTION_TO"] && $3 > 0 { print $3 }' | sort -n | head -n 1; }
replies() { # how often, until when, what: asks every tenth of a second
    tries=$1
    shift
    while [ "$tries" -gt 0 ]; do
        "$@" && return 0
        tries=$((tries - 1))
        sleep 0.1
    done
    return 1
}
prefers_target() {
    mine=$(seen_priority) best=$(best_of_others)
    [ "${mine:-0}" -gt 0 ] && [ "$mine" -lt "${best:-1000000}" ]
}
has_everything() { [ "$(fact master_repl_offset "$ACTION_TO" "$port")" -ge "$offset" ] 2>/dev/null; } # pings move it on
leads() { [ "$(whereabouts | head -n 1)" = "$ACTION_TO" ] && [ "$(fact role "$ACTION_TO" "$port")" = master ]; }
follows() {
    [ "$(fact role "$old" "$old_port")" = slave ] && [ "$(fact master_host "$old" "$old_port")" = "$ACTION_TO" ] &&
        [ "$(fact master_link_status "$old" "$old_port")" = up ]
}
listed() { of_target | grep -q ' slave ok$'; }
settled() { replicas | grep -q "^$old .* slave ok\$"; }
put_back() {
    [ -z "$lowered" ] || at "$ACTION_TO" "$port" config set replica-priority "$lowered" >/dev/null
    [ -z "$held" ] || at "$old" "$old_port" client unpause >/dev/null
    lowered='' held=''
}
lower() {
    best=$(best_of_others)
    [ "$best" -gt 1 ] ||
        refuse "$ACTION_TO cannot be preferred to a replica with replica-priority 1; give that one a higher number"
    before=$(at "$ACTION_TO" "$port" config get replica-priority | tail -n 1)
    [ "$(at "$ACTION_TO" "$port" config set replica-priority $((best - 1)))" = OK ] ||
        refuse "$ACTION_TO does not let its replica-priority be changed; make it the lowest by hand"
    lowered=$before
    replies 150 prefers_target ||
        refuse "Sentinel did not notice the priority of $ACTION_TO within 15 s; nothing was failed over"
}
hold() {
    held=yes
    [ "$(at "$old" "$old_port" client pause "$ACTION_HOLD_MS" write)" = OK ] || {
        held=''
        refuse "$old does not let its writes be held back; Redis 6.2 or later and the right password are needed"
    }
    offset=$(fact master_repl_offset "$old" "$old_port")
    replies $((ACTION_HOLD_MS / 200)) has_everything ||
        refuse "$ACTION_TO has not caught up with $old while writes were held; wait until its link is fast again"
}
ACTION_SENTINEL_PASSWORD=${ACTION_SENTINEL_PASSWORD:-}
lowered='' held=''
export ACTION_TO
found=$(whereabouts)
[ -n "$found" ] ||
    refuse "this Sentinel watches no master called $ACTION_MASTER; ask it: redis-cli -p $ACTION_PORT sentinel masters"
[ "$(printf '%s\n' "$found" | grep -c .)" = 2 ] ||
    refuse "no answer of use from Sentinel at $ACTION_ADDRESS:$ACTION_PORT: $found"
old=$(printf '%s\n' "$found" | head -n 1) old_port=$(printf '%s\n' "$found" | tail -n 1) port=$old_port
if [ "$old" = "$ACTION_TO" ]; then
    [ "$(fact role "$old" "$old_port")" = master ] ||
        refuse "Sentinel names $old as master, but it is not one; look at it first"
    echo "done: $ACTION_TO is the master already"
    exit 0
fi
case $(sentinel sentinel ckquorum "$ACTION_MASTER") in
OK*) ;;
*) refuse "too few Sentinels see the master to agree on another: $(sentinel sentinel ckquorum "$ACTION_MASTER")" ;;
esac
replies 50 listed # a fail-over that has just ended may not have reached this Sentinel yet
target=$(of_target)
case $target in
'')
    refuse "Sentinel knows no replica $ACTION_TO of $ACTION_MASTER; name one of: $(replicas | cut -d ' ' -f 1 | xargs)"
    ;;
*down* | *disconnected*) refuse "Sentinel has lost $ACTION_TO ($target); bring it back first" ;;
*' ok') ;;
*) refuse "$ACTION_TO has no link to its master; wait until it follows again" ;;
esac
port=$(printf '%s\n' "$target" | cut -d ' ' -f 2)
[ "$(fact role "$ACTION_TO" "$port")" = slave ] ||
    refuse "$ACTION_TO:$port does not answer as a replica: $(fact role "$ACTION_TO" "$port")"
trap put_back EXIT
trap 'exit 1' HUP INT TERM
prefers_target || lower
hold
told=$(sentinel sentinel failover "$ACTION_MASTER")
[ "$told" = OK ] || refuse "Sentinel does not fail over now: $told"
replies 300 leads ||
    refuse "Sentinel was told to fail over, but $ACTION_TO is not the master after 30 s; look at its log"
at "$old" "$old_port" replicaof "$ACTION_TO" "$port" >/dev/null # Sentinel itself says so only ten seconds later
at "$old" "$old_port" config rewrite >/dev/null
at "$old" "$old_port" client kill type normal >/dev/null
replies 300 follows || refuse "$ACTION_TO is the master, but $old does not follow it after 30 s; look at $old"
put_back
replies 200 settled ||
    refuse "$ACTION_TO is the master and $old follows it, but Sentinel does not list it as its replica after 20 s"
echo "done: $ACTION_TO is the master, $old follows it"

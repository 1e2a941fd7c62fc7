# Hands the leader's role over in order, by patronictl: to one member, or to anybody but some. Proved by what the cluster
# tells: the new leader on a new timeline, the old one following.
refuse() {
    printf '%s\n' "$1"
    exit 1
}
members() { # cluster, member, address, role, state, timeline
    timeout 10 python3 -I -c '
import json, os, urllib.request

def read(path):
    with urllib.request.urlopen(os.environ["ACTION_URL"] + path, timeout=3) as answer:
        return json.load(answer)

scope = read("/patroni")["patroni"]["scope"]
for member in read("/cluster")["members"]:
    facts = (member.get(key, "") for key in ("name", "host", "role", "state", "timeline"))
    print(scope, *facts, sep="\t")
' 2>/dev/null
}
field() { printf '%s\n' "$seen" | awk -F '\t' -v wanted="$2" -v from="$1" -v to="$3" '$from == wanted { print $to; exit }'; }
leader() { printf '%s\n' "$seen" | awk -F '\t' '$4 ~ /leader$/ { print $2; exit }'; }
named() { # the members that have one of these names or addresses: pairs name=address
    for pair in $1; do
        printf '%s\n' "$seen" | awk -F '\t' -v name="${pair%%=*}" -v address="${pair#*=}" '$2 == name || $3 == address { print $2 }'
    done
}
is_away() { case " $away " in (*" $1 "*) return 1 ;; esac; }
led_well() { [ -n "$now" ] && [ "$(field 2 "$now" 5)" = running ]; }
is_done() {
    seen=$(members)
    now=$(leader)
    led_well || return 1
    if [ -n "$target" ]; then [ "$now" = "$target" ]; else is_away "$now"; fi
}
handed_over() {
    is_done && [ "$(field 2 "$now" 6)" -gt "$timeline" ] 2>/dev/null || return 1
    case $(field 2 "$old" 4),$(field 2 "$old" 5) in (*leader,* | ,*) return 1 ;; (*,running | *,streaming) ;; (*) return 1 ;; esac
}
command -v patronictl >/dev/null || refuse "there is no patronictl on this host; run this on a member of the cluster"
[ -r "$ACTION_CONFIG" ] || refuse "$ACTION_CONFIG cannot be read; give Patroni's configuration as config, or say become: true"
seen=$(members)
[ -n "$seen" ] || refuse "the cluster tells nothing of its members at $ACTION_URL; see whether Patroni runs here and etcd has a majority"
target=$(named "$ACTION_TO") away=$(named "$ACTION_AWAY" | tr '\n' ' ')
[ -z "$ACTION_TO" ] || [ -n "$target" ] || refuse "no member of the cluster is ${ACTION_TO##* }; there are: $(printf '%s\n' "$seen" | cut -f 2 | tr '\n' ' ')"
if is_done; then
    echo "done: $now is the leader already"
    exit 0
fi
old=$now timeline=$(field 2 "$now" 6)
led_well || refuse "no leader runs, so nothing can be handed over in order; wait for Patroni's own failover"
if [ -n "$target" ]; then
    case $(field 2 "$target" 5) in (running | streaming) ;; (*) refuse "$target does not follow ($(field 2 "$target" 5)); bring it back before it is to lead" ;; esac
    set -- --candidate "$target"
else
    set --
fi
said=$(timeout 60 patronictl -c "$ACTION_CONFIG" switchover "$(field 2 "$old" 1)" --leader "$old" "$@" --force 2>&1 </dev/null)
tries=$ACTION_PATIENCE
until handed_over; do
    case $said in (*412* | *"Switchover failed"* | *Error:*) [ "$now" != "$old" ] || break ;; esac
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || break
    sleep 0.4
done
handed_over || refuse "$old did not hand over: $(printf '%s\n' "$said" | grep -iE 'fail|error|412' | tail -n 1); see the log of Patroni"
echo "leader: $now"
echo "done: $now leads on timeline $(field 2 "$now" 6), and $old follows"

# Hands the leader's role over in order, by patronictl: to one member, or to anybody but some. Proved by the new leader
# itself: it leads on a new timeline, and the old one streams from it.
is_done() {
    seen=$(cluster)
    now=$(one leader)
    [ -n "$now" ] || return 1
    if [ -n "$target" ]; then [ "$now" = "$target" ]; else ! stands_in "$now" "$away"; fi
}
handed_over() {
    is_done && [ "$(of_leader 5)" -gt "$timeline" ] 2>/dev/null && stands_in "$old" "$(names follower)"
}
refused() { [ "$now" = "$old" ] && printf '%s\n' "$said" | grep -qE '412|503|[Ff]ailed|Error'; }
command -v patronictl >/dev/null || refuse "there is no patronictl on this host; run this on a member of the cluster"
[ -r "$ACTION_CONFIG" ] || refuse "$ACTION_CONFIG cannot be read; give Patroni's configuration as config, or say become: true"
seen=$(cluster)
[ -n "$seen" ] || refuse "the cluster tells nothing of its members at $ACTION_URL; see whether Patroni runs here"
target=$(named "$ACTION_TO") away=$(named "$ACTION_AWAY" | tr '\n' ' ')
[ -z "$ACTION_TO" ] || [ -n "$target" ] ||
    refuse "no member of the cluster is ${ACTION_TO%%=*}; there are: $(printf '%s\n' "$seen" | cut -f 3 | tr '\n' ' ')"
if is_done; then
    echo "done: $now is the leader already"
    exit 0
fi
old=$now timeline=$(of_leader 5)
[ -n "$old" ] || refuse "nobody leads, so nothing can be handed over in order; wait for Patroni's own failover"
set --
if [ -n "$target" ]; then
    stands_in "$target" "$(names follower)" || refuse "$target does not stream from $old; bring it back before it is to lead"
    set -- --candidate "$target"
fi
said=$(timeout 60 patronictl -c "$ACTION_CONFIG" switchover "$(of_leader 2)" --leader "$old" "$@" --force 2>&1 </dev/null)
tries=$ACTION_PATIENCE
until handed_over || refused; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || break
    sleep 0.3
done
handed_over || refuse "$old did not hand over: $(printf '%s\n' "$said" | grep -iE 'fail|error|412|503' | tail -n 1); see the log of Patroni"
echo "leader: $now"
echo "done: $now leads on timeline $(of_leader 5), and $old follows"

# Says how the whole cluster stands: whether that is everybody, who leads, and who follows.
seen=$(cluster)
if [ -z "$seen" ]; then
    echo silent
    exit 0
fi
head=$(one leader) followers=$(names follower)
if [ -z "$head" ]; then
    said="nobody at the head" claimant=$(one claimant)
    [ -z "$claimant" ] || said="$said, though $claimant is said to be"
elif stands_in "$head" "$(named "$ACTION_AWAY" | tr '\n' ' ')"; then
    said="the old head still, $head"
else
    said="$head leads"
fi
size=$(printf '%s %s\n' "$head" "$followers" | wc -w)
[ "$size" -eq "$ACTION_MEMBERS" ] && [ "$(printf '%s\n' "$seen" | wc -l)" -eq "$size" ] && whole=whole || whole=incomplete
echo "$whole; $said; following: ${followers:-nobody}"

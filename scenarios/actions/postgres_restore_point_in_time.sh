# Restores the newest base backup from before a moment into a place beside everything else, brings it by the log archive
# to that moment, and leaves it running there, so that what was damaged can be taken from it.
case ${ACTION_TIME:+t}${ACTION_LSN:+l} in
t) kind=recovery_target_time value=$ACTION_TIME ;;
l) kind=recovery_target_lsn value=$ACTION_LSN ;;
tl) refuse "both a time and an lsn are given; give one of them" ;;
*) refuse "neither a time nor an lsn is given; give one of them, or take one in by inputs: {ACTION_TIME: step.capture}" ;;
esac
if [ "$(cat "$place/target" 2>/dev/null)" = "$kind $value" ] && open_now; then
    echo "done: it is restored to $value already, at port $ACTION_BESIDE_PORT, socket $place"
    exit 0
fi
lay_out
if ! run_to "$kind" "$value"; then
    reason=$(why)
    end_restored
    refuse "${newest##*/} cannot be brought to $value: ${reason:-no reason is told}; see that the archive reaches so far without gaps"
fi
printf '%s %s\n' "$kind" "$value" | as_owner tee "$place/target" >/dev/null
reached=$(echo 'select pg_last_xact_replay_timestamp()' | at_restored postgres)
echo "reached: ${reached:-as the backup was}"
echo "done: ${newest##*/} was restored to $value, at port $ACTION_BESIDE_PORT, socket $place"

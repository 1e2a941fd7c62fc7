# The newest file under READY_PATH named like READY_MATCH, larger than READY_LEAST bytes, dated between two instants
# (touch -t, UTC). A file dated in the future proves nothing of when it was written.
LC_ALL=C TZ=UTC0
export LC_ALL TZ
[ -d "$READY_PATH" ] && [ -x "$READY_PATH" ] || { echo "$READY_PATH is no directory that $(id -un) may look into" >&2; exit 2; }
umask 077
oldest=$(mktemp) || exit 2
trap 'rm -f "$oldest" "$latest"' EXIT
latest=$(mktemp) || exit 2
touch -t "$READY_OLDEST" "$oldest" && touch -t "$READY_LATEST" "$latest" || exit 2
cd "$READY_PATH" || exit 2
fresh() {
    find . -type f -name "$READY_MATCH" -size +"$READY_LEAST"c -newer "$oldest" ! -newer "$latest" "$@" 2>/dev/null
}
printf 'fresh %s\n' "$(fresh | grep -c '')"
printf 'all %s\n' "$(find . -type f -name "$READY_MATCH" 2>/dev/null | grep -c '')"
fresh -exec ls -ldt {} + | head -n 1
exit 0

# Adds one line. 0: it is on the disk; 3: nothing was written and nothing will be; anything else: nobody knows.
# The mark names the process that will be dd, and is written before that looks at the file; whoever fences renames the
# file before looking at the marks. So either the rename is seen here, or the mark is seen there.
# Each line begins with a line end of its own, so that a torn one before it stays apart.
file=$LEDGER_DIR/$LEDGER_TABLE mark=$marks/$LEDGER_TOKEN
printf '\n%s\n' "$LEDGER_LINE" | (
    read -r stat </proc/self/stat || exit 3
    set -- ${stat##*) }
    { echo "${stat%% *} ${20}" >"$mark"; } 2>/dev/null || exit 3
    [ -f "$file" ] && [ -w "$file" ] || exit 3
    add "$file"
)
status=$?
rm -f -- "$mark"
[ "$status" -ne 3 ] || echo "$file cannot be written to"
exit "$status"

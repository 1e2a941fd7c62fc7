# Prints a piece of the file: LEDGER_COUNT bytes from LEDGER_OFFSET (from 1); before it a line with its name and size.
current
[ -n "$name" ] || { echo "there is no file of this ledger in $LEDGER_DIR"; exit 1; }
size=$(wc -c <"$LEDGER_DIR/$name") || exit 1
echo "$name" $size
tail -c "+$LEDGER_OFFSET" -- "$LEDGER_DIR/$name" | head -c "$LEDGER_COUNT"

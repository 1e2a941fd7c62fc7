# Makes the ledger's file, and tries out on another whether lines can be added and brought to the disk here.
[ -d "$LEDGER_DIR" ] || { echo "there is no directory $LEDGER_DIR"; exit 1; }
[ -r /proc/self/stat ] || { echo "there is no /proc"; exit 1; }
mkdir -p -- "$marks" || { echo "$marks cannot be made"; exit 1; }
trial=$marks/trial
printf '1\n' >"$trial" && (printf '2\n' | add "$trial") && [ "$(cat "$trial")" = "1
2" ] || { echo "dd cannot add a line and fsync it in $LEDGER_DIR"; exit 1; }
rm -f -- "$trial"
current
[ -n "$name" ] || : >"$LEDGER_DIR/$1" || { echo "$LEDGER_DIR/$1 cannot be made"; exit 1; }
sync

# Removes the file under every name that it had, and the marks.
for each in $LEDGER_NAMES; do
    rm -f -- "$LEDGER_DIR/$each" || exit 1
done
rm -rf -- "$marks" || exit 1
sync

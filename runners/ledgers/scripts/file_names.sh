# What the scripts of a ledger's file share. LEDGER_DIR is a directory that is there; LEDGER_NAMES are the names that the
# file has one after the other, the first one first; beside it lie the marks of whoever is writing.
set -u
set -- $LEDGER_NAMES
marks=$LEDGER_DIR/$1.writers

# current: sets name to what the file is called by now, empty where there is none.
current() {
    name=
    for each in $LEDGER_NAMES; do
        [ ! -f "$LEDGER_DIR/$each" ] || name=$each
    done
}

# add FILE: brings what comes by stdin to the end of a file and to the disk; one write, for it is one short line.
add() {
    exec dd "of=$1" oflag=append conv=notrunc,fsync bs=65536 2>/dev/null
}

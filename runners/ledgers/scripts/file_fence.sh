# Renames the file and ends whoever may still hold it under its old name. 0: nobody is left; the name is printed.
lives() {
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    started=$2
    set -- ${stat##*) }
    [ "${20-}" = "$started" ] || return 1
    case $1 in (Z | X | x) return 1 ;; esac
}

# ended PID START: kills that very process and waits until it is gone; one that hangs in the kernel is not.
ended() {
    tries=100
    while lives "$1" "$2"; do
        kill -9 "$1" 2>/dev/null
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.1 2>/dev/null || sleep 1
    done
}

current
[ -n "$name" ] || { echo "there is no file of this ledger in $LEDGER_DIR"; exit 1; }
next= seen=
for each in $LEDGER_NAMES; do
    [ -z "$seen" ] || [ -n "$next" ] || next=$each
    [ "$each" != "$name" ] || seen=1
done
[ -n "$next" ] || { echo "the file was fenced too often and has no further name"; exit 1; }
mv -- "$LEDGER_DIR/$name" "$LEDGER_DIR/$next" || { echo "$LEDGER_DIR/$name cannot be renamed"; exit 1; }
for mark in "$marks"/*; do
    { read -r pid start <"$mark"; } 2>/dev/null || continue
    ended "$pid" "$start" || { echo "process $pid still writes and cannot be ended"; exit 1; }
    rm -f -- "$mark"
done
echo "$next"

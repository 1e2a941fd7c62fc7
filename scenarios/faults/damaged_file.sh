# damaged_file: a file is overwritten, cut off or deleted, as by an operator's mistake. A copy is made first and held
# against it byte by byte. The undo acts only where the damage still stands: what a recovery has put right stays.

thing="file $FAULT_PATH"
copy=$dir/copy

usable() {
    [ ! -h "$FAULT_PATH" ] || { say "$FAULT_PATH is a link; name the file itself"; return 1; }
    [ -f "$FAULT_PATH" ] && [ -r "$FAULT_PATH" ] || { say "$FAULT_PATH is no file that $(id -un) may read"; return 1; }
    [ "$(stat -c %h "$FAULT_PATH")" -eq 1 ] || [ "$FAULT_HOW" != delete ] ||
        { say "$FAULT_PATH has other names (hard links), which an undo could not join again"; return 1; }
    size=$(wc -c <"$FAULT_PATH")
    case $FAULT_HOW in
    (overwrite) [ "$size" -ge "$((FAULT_OFFSET + FAULT_LENGTH))" ] ;;
    (truncate) [ "$size" -gt "$FAULT_LENGTH" ] ;;
    esac || { say "$FAULT_PATH has only $size bytes"; return 1; }
    ! held_elsewhere "$thing" || cmp -s "$holder/copy" "$FAULT_PATH" ||
        { say "another step has damaged $FAULT_PATH: $holder"; return 1; }
}

apply() {
    usable || return 1
    { cp -a "$FAULT_PATH" "$copy" || cp -p "$FAULT_PATH" "$copy"; } 2>/dev/null && cmp -s "$FAULT_PATH" "$copy" ||
        { rm -f "$copy"; say "no true copy ($size bytes) can be kept in $dir; look at the disk"; return 1; }
    [ "$FAULT_HOW" != overwrite ] || pattern >"$dir/pattern" || return 1
    mark size "$size" && hold "$thing" || return 1
    acting
    case $FAULT_HOW in
    (overwrite) dd if="$dir/pattern" of="$FAULT_PATH" bs=1 seek="$FAULT_OFFSET" conv=notrunc 2>/dev/null ;;
    (truncate) dd if=/dev/null of="$FAULT_PATH" bs=1 seek="$FAULT_LENGTH" 2>/dev/null ;;
    (delete) rm -f "$FAULT_PATH" ;;
    esac
    acted
    took
}

pattern() { yes "damaged by $FAULT_TAG" | head -c "$FAULT_LENGTH"; }

part() { dd if="$1" bs=1 skip="$FAULT_OFFSET" count="$FAULT_LENGTH" 2>/dev/null; }

# stands: 0 the damage stands, 1 it does not, 2 that cannot be seen.
stands() {
    [ -x "${FAULT_PATH%/*}/" ] || return 2
    if [ "$FAULT_HOW" = delete ]; then [ ! -e "$FAULT_PATH" ]; return; fi
    [ -e "$FAULT_PATH" ] || return 1
    [ -r "$FAULT_PATH" ] || return 2
    case $FAULT_HOW in
    (overwrite) marked pattern && part "$FAULT_PATH" | cmp -s - "$dir/pattern" ;;
    (truncate) [ "$(wc -c <"$FAULT_PATH")" -lt "$(recorded size)" ] ;;
    esac
}

took() {
    stands
    case $? in
    (0) say "$FAULT_PATH is damaged ($FAULT_HOW)" ;;
    (1) say "$FAULT_PATH is not damaged"; return 1 ;;
    (*) say "$FAULT_PATH cannot be looked at"; return 2 ;;
    esac
}

# revert: into the file itself where it is there, so that it stays the same; a deleted one comes back whole at once.
revert() {
    [ -e "$copy" ] && stands && ! held_elsewhere "$thing" || return 0
    case $FAULT_HOW in
    (overwrite) part "$copy" | dd of="$FAULT_PATH" bs=1 seek="$FAULT_OFFSET" conv=notrunc 2>/dev/null ;;
    (truncate)
        if [ "$(wc -c <"$FAULT_PATH")" -gt "$FAULT_LENGTH" ] && ! marked since; then
            cp -p "$FAULT_PATH" "$dir/since" || return 1
        fi
        cat "$copy" >"$FAULT_PATH"
        ;;
    (delete)
        back=${FAULT_PATH%/*}/.$FAULT_TAG.back
        { cp -a "$copy" "$back" || cp -p "$copy" "$back"; } 2>/dev/null && mv "$back" "$FAULT_PATH"
        ;;
    esac
    ! cmp -s "$copy" "$FAULT_PATH" || touch -r "$copy" "$FAULT_PATH"
}

gone() {
    rm -f "${FAULT_PATH%/*}/.$FAULT_TAG.back" 2>/dev/null
    stands
    case $? in
    (0)
        held_elsewhere "$thing" || { say "$FAULT_PATH is still damaged"; return 1; }
        say "damaged by another step: $holder"
        ;;
    (1)
        ! marked since || say "what was added meanwhile is kept in $dir/since"
        say "$FAULT_PATH has no such damage"
        ;;
    (*) say "$FAULT_PATH cannot be looked at"; return 2 ;;
    esac
}

# disk_full: one file of this step's own takes the room of a file system, down to FAULT_LEAVE bytes, and never more.

filler=$FAULT_PATH/.$FAULT_TAG.fill

# room: free bytes for those who are not root, by df; its last words may hold anything, so it is read by its percent.
room() {
    free=$(df -P -k "$FAULT_PATH" 2>/dev/null | sed -n '2s/.* \([0-9][0-9]*\)  *[0-9-]*%  *.*/\1/p')
    [ -n "$free" ] && free=$((free * 1024))
}

disk_of() { stat -c %d "$1" 2>/dev/null; }

size_of() { { wc -c <"$filler"; } 2>/dev/null || say 0; }

usable() {
    [ -d "$FAULT_PATH" ] && [ -w "$FAULT_PATH" ] ||
        { say "$FAULT_PATH is no directory that $(id -un) may write"; return 1; }
    room || { say "df tells nothing of $FAULT_PATH"; return 1; }
    [ "$(disk_of "$FAULT_PATH")" != "$(disk_of "$dir")" ] || [ "$FAULT_LEAVE" -ge 1000000 ] ||
        { say "our own records lie there too ($dir): leave 1MB, or give the host another state_dir"; return 1; }
    [ "$free" -gt "$((FAULT_LEAVE + 65536))" ] ||
        { say "nothing to fill: only $free bytes are free on $FAULT_PATH"; return 1; }
}

apply() {
    usable || return 1
    hold "file $filler"
    acting
    rounds=8
    while [ "$rounds" -gt 0 ] && room && [ "$free" -gt "$((FAULT_LEAVE + 65536))" ]; do
        grow "$((free - FAULT_LEAVE))" || break
        rounds=$((rounds - 1))
    done
    give_back
    acted
    took
}

# grow BYTES: at once where the file system can reserve, else by writing.
grow() {
    have=$(size_of)
    fallocate -l "$((have + $1))" "$filler" 2>/dev/null && [ "$(size_of)" -gt "$have" ] && return
    dd if=/dev/zero bs=65536 count="$(($1 / 65536))" 2>/dev/null >>"$filler"
    [ "$(size_of)" -gt "$have" ]
}

# give_back: what a file system's own bookkeeping took beyond what was asked for.
give_back() {
    room && [ "$free" -lt "$FAULT_LEAVE" ] || return 0
    truncate -s "$(($(size_of) - FAULT_LEAVE + free))" "$filler" 2>/dev/null || rm -f "$filler"
}

took() {
    [ -s "$filler" ] || { say "$filler is not there"; return 1; }
    room || { say "df tells nothing of $FAULT_PATH"; return 2; }
    say "$free bytes are free on $FAULT_PATH"
    [ "$free" -le "$((FAULT_LEAVE + 1048576))" ]
}

revert() { rm -f "$filler"; }

gone() {
    [ ! -e "$FAULT_PATH" ] || [ -x "$FAULT_PATH" ] || { say "$(id -un) may not look into $FAULT_PATH"; return 2; }
    [ ! -e "$filler" ] || { say "$filler is still there"; return 1; }
    say "the file of this step is not there${free:+, $free bytes were free}"
}

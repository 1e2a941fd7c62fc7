# memory_pressure: dd reads zeros into buffers of up to 1 GiB and cannot pass them on, so they stay resident. Each dd
# asks to be the first that the kernel ends when memory runs out, so that no other process dies of this fault.

kbyte_of() { awk -v name="$1:" '$1 == name { print $2 }' /proc/meminfo; }

# due: bytes to take.
due() {
    available=$(($(kbyte_of MemAvailable) * 1024))
    [ "$available" -gt 0 ] || { say "/proc/meminfo of this host does not tell MemAvailable"; return 1; }
    if [ -n "$FAULT_TAKE" ]; then bytes=$FAULT_TAKE; else bytes=$((available - FAULT_LEAVE)); fi
    [ "$bytes" -ge 1048576 ] || { say "nothing to take: only $available bytes are available"; return 1; }
    [ "$bytes" -lt "$available" ] || { say "only $available bytes are available; take less"; return 1; }
}

apply() {
    due || return 1
    mkfifo "$load.pipe" 2>/dev/null || { say "no fifo can be made in $dir"; return 1; }
    hold "processes $load" && mark bytes "$bytes" || return 1
    acting
    left=$bytes
    while [ "$left" -gt 0 ]; do
        part=$left
        [ "$part" -le 1073741824 ] || part=1073741824
        left=$((left - part))
        alone sh -c "$glutton" glutton "$load.pipe" "$part"
    done
    within 250 enough
    acted
    took
}

# glutton: holds the pipe open both ways, so that it is never refused and never read.
glutton='echo 1000 >/proc/self/oom_score_adj && exec 3<>"$1" && exec dd if=/dev/zero of="$1" bs="$2" count=1'

# resident: bytes that the step's processes have in memory.
resident() {
    total=0
    for pid in $(tagged); do
        pages=$(awk '$1 == "VmRSS:" { print $2 }' "/proc/$pid/status" 2>/dev/null)
        total=$((total + ${pages:-0} * 1024))
    done
    say "$total"
}

enough() { [ "$(resident)" -ge "$(($(recorded bytes) / 100 * 97))" ]; }

first_to_go() {
    for pid in $(tagged); do
        { read -r score <"/proc/$pid/oom_score_adj"; } 2>/dev/null && [ "$score" -eq 1000 ] || return 1
    done
}

took() {
    marked bytes || { say "nothing was taken"; return 1; }
    say "$(resident) of $(recorded bytes) bytes are resident"
    enough || return 1
    first_to_go || { say "but they would not be the first to go when memory runs out"; return 1; }
}

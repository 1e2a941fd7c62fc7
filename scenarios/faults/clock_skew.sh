# clock_skew: the host's own clock (date), or the control file of services that run under libfaketime. A setting is the
# shift in seconds.

wanted=$FAULT_SHIFT
if [ -n "$FAULT_CONTROL" ]; then by=file thing="clock $FAULT_CONTROL"; else by=host thing="clock of the host"; fi

# --- libfaketime: its file holds +90 or -90 ---------------------------------------------------------------------------

file_usable() {
    file_setting >/dev/null && [ -w "$FAULT_CONTROL" ] && return
    say "$FAULT_CONTROL is no control file of libfaketime that $(id -un) may write: one line such as +0"
    return 1
}

file_plain() { [ "$1" -eq 0 ]; }

file_setting() {
    within 5 shift_read || { say "$FAULT_CONTROL does not hold a shift such as +0, or may not be read"; return 1; }
    say "$shift_now"
}

shift_read() {
    { read -r shift_now rest <"$FAULT_CONTROL"; } 2>/dev/null
    shift_now=${shift_now%s}
    case ${shift_now#[+-]} in ('' | *[!0-9]*) return 1 ;; esac
    shift_now=${shift_now#+}
    [ "$shift_now" != -0 ] || shift_now=0
}

file_put() { case $1 in (-*) say "$1" ;; (*) say "+$1" ;; esac >"$FAULT_CONTROL"; }

# --- the host's clock: measured against the time since it began to run, which nobody can set --------------------------

host_usable() {
    may_set || { say "$(id -un) may not set the clock of this host; give control, the file of libfaketime"; return 1; }
    ! held_elsewhere "$thing" || cp "$holder/base" "$dir/base"
    marked base || mark base "$(running_id) $(($(wall) - $(running)))"
}

# may_set: bit 25 of what this process may do.
may_set() {
    while read -r field mask; do
        [ "$field" = CapEff: ] || continue
        case $mask in (*[2367abef]??????) return 0 ;; esac
    done </proc/self/status
    return 1
}

host_plain() { :; }

# wall, running: milliseconds since 1970, and since the machine began to run.
wall() {
    stamp=$(date +%s%N)
    case $stamp in (*[!0-9]*) say "$(date +%s)000" ;; (*) say "${stamp%??????}" ;; esac
}

running() {
    read -r up idle </proc/uptime
    say "$((${up%.*} * 1000 + 1${up#*.} * 10 - 1000))"
}

running_id() { cat /proc/sys/kernel/random/boot_id; }

# host_setting: to the nearest second. Another boot has read its clock anew, so no shift of ours is left.
host_setting() {
    { read -r booted base <"$dir/base"; } 2>/dev/null && [ "$booted" = "$(running_id)" ] || { say 0; return; }
    off=$(($(wall) - $(running) - base))
    say "$(((off + 1000000000500) / 1000 - 1000000000))"
}

host_put() {
    read -r booted base <"$dir/base"
    to=$((base + $(running) + $1 * 1000))
    date -u -s "@${to%???}.${to#"${to%???}"}" >/dev/null 2>&1 || date -u -s "@$(((to + 500) / 1000))" >/dev/null
}

# cpu_pressure: busy loops. Below 100 % one process more stops and continues them all, ten times a second.

processors() { grep -c '^processor' /proc/cpuinfo 2>/dev/null || say 1; }

apply() {
    workers=$FAULT_WORKERS
    [ "$workers" -gt 0 ] || workers=$(processors)
    [ "$FAULT_LOAD" -eq 1000 ] || sleep 0.01 2>/dev/null ||
        { say "sleep on this host knows no parts of a second, so only load: 100% can be had here"; return 1; }
    [ "$FAULT_NICE" -eq 0 ] || command -v nice >/dev/null 2>&1 ||
        { say "nice is not on this host, so only nice: 0 can be had here"; return 1; }
    hold "processes $load" && mark workers "$workers" || return 1
    if [ "$FAULT_NICE" -eq 0 ]; then politely=; else politely="nice -n $FAULT_NICE"; fi
    acting
    for worker in $(counted "$workers"); do
        alone $politely sh -c 'while :; do :; done' "$load.busy"
    done
    within 50 all_there
    [ "$FAULT_LOAD" -eq 1000 ] || alone sh -c "$beat" "$load.beat" "$FAULT_LOAD" $(tagged .busy)
    acted
    took
}

# beat: of a tenth of a second, so many thousandths of it busy; it ends when nobody is left to beat.
beat='load=$1
shift
on=$(printf "0.%04d" "$load") off=$(printf "0.%04d" "$((1000 - load))")
while kill -CONT "$@" 2>/dev/null; do sleep "$on"; kill -STOP "$@" 2>/dev/null; sleep "$off"; done'

counted() { awk -v count="$1" 'BEGIN { for (i = 1; i <= count; i++) print i }'; }

all_there() { [ "$(tagged .busy | wc -w)" -ge "$workers" ]; }

# burnt: clock ticks that all of them have used so far.
burnt() {
    ticks=0
    for pid in $(tagged .busy); do
        { read -r line <"/proc/$pid/stat"; } 2>/dev/null || continue
        set -- ${line##*\) }
        ticks=$((ticks + ${12} + ${13}))
    done
    say "$ticks"
}

busier() { [ "$(burnt)" -gt "$first" ]; }

took() {
    set -- $(tagged .busy)
    workers=$(recorded workers)
    [ "$#" -ge "${workers:-1}" ] || { say "only $# of ${workers:-some} busy processes run"; return 1; }
    first=$(burnt)
    within 50 busier || { say "they run, but get no processor time"; return 1; }
    say "$workers processes are busy"
}

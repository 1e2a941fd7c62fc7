# What every fault shares: marker, lock, lease and tombstone in a directory of its own. A fault brings four functions:
# apply (hold first, then record, then act), took, revert (only what was recorded, any number of times) and gone.
# Exit status of every verb: 0 done or yes, 1 no, 2 could not tell.
set -u
umask_before=$(umask)
umask 077
PATH=$PATH:/usr/sbin:/sbin
dir=$FAULT_STATE/$FAULT_DRILL/$FAULT_STEP

say() { printf '%s\n' "$*"; }
marked() { [ -e "$dir/$1" ]; }
recorded() { cat "$dir/$1" 2>/dev/null; }

# acting, acted: this host's clock right before the first and right after the last harm, so that the instant of the
# interruption is known far better than from when the script began and ended.
acting() { [ -n "${harm_began-}" ] || harm_began=$(date +%s%N 2>/dev/null); }
acted() { say "acted ${harm_began:-?} $(date +%s%N 2>/dev/null)"; }

# mark NAME [TEXT]: the file appears whole or not at all.
mark() { myself && { printf '%s\n' "${2-}" >"$dir/.$1.$my_pid"; } 2>/dev/null && mv "$dir/.$1.$my_pid" "$dir/$1"; }

needs_root() {
    [ "$(id -u)" -eq 0 ] && return
    say "$1 needs root on this host, and this is $(id -un); log in as root, or leave this fault out"
    return 1
}

# authored TEXT: runs the scenario's own command, in which none of our names is to be seen.
# A shell of its own reads it from the environment, so that it never stands in a command line that a fault could match.
authored() (
    umask "$umask_before"
    AUTHORED=$1
    export AUTHORED
    unset $FAULT_NAMES
    exec sh -c 'text=$AUTHORED; unset AUTHORED; eval "$text"' </dev/null
)

# --- who else holds the same thing -----------------------------------------------------------------------------------

# hold THING: from here on this step has, or is about to have, its hands on THING.
hold() { printf '%s\n' "$1" >>"$dir/holds"; }

# held_elsewhere THING: a step with a living lease that is not being undone holds it too; sets holder to its directory.
held_elsewhere() {
    for holder in "$FAULT_STATE"/*/*/holds; do
        holder=${holder%/holds}
        [ "$holder" != "$dir" ] && grep -qxF -e "$1" "$holder/holds" 2>/dev/null || continue
        [ -e "$holder/cancelled" ] || [ -e "$holder/expired" ] || ! timer_lives "$holder" || return 0
    done
    return 1
}

# --- the lock --------------------------------------------------------------------------------------------------------

# lock: claims are numbered and never removed; the next number is free when the holder of the newest let go or died.
# A claim is made by link(2), so it exists only with its holder's name in it. A holder that keeps an undo waiting for
# longer than FAULT_PATIENCE tenths of a second is ended: what it left half-done can be reverted.
lock() {
    myself && stat_of "$my_pid" || return 2
    { printf '%s\n' "$my_pid $proc_start" >"$dir/.claim.$my_pid"; } 2>/dev/null || return 2
    waited=0
    until next_claim && ln "$dir/.claim.$my_pid" "$dir/lock.$claim" 2>/dev/null; do
        marked ".claim.$my_pid" || return 2
        pause
        waited=$((waited + 1))
        case $FAULT_VERB in
        (begin | soon) ;;
        (*) [ "$waited" -lt "$FAULT_PATIENCE" ] || end_holder ;;
        esac
    done
    rm -f "$dir/.claim.$my_pid"
}

# end_holder: with all that it started, since a command that hung could do its harm later; but not the timer.
end_holder() {
    timer_lives "$dir" || timer_pid=none
    for relative in $(family "${lock_holder%% *}"); do
        pid=${relative%%:*}
        [ "$pid" = "$timer_pid" ] && [ "$pid" != "${lock_holder%% *}" ] || kill -9 "$pid"
    done 2>/dev/null
    waited=0
}

unlock() { { : >"$dir/released.$claim"; } 2>/dev/null; }

# next_claim: sets claim to the number that can be claimed now; 1 while somebody holds the newest.
next_claim() {
    newest=0
    for lock_file in "$dir"/lock.*; do
        [ -e "$lock_file" ] && [ "${lock_file##*.}" -gt "$newest" ] && newest=${lock_file##*.}
    done
    claim=$((newest + 1))
    [ "$newest" -eq 0 ] || marked "released.$newest" && return
    lock_holder=$(recorded "lock.$newest")
    ! lives ${lock_holder}
}

# --- the lease -------------------------------------------------------------------------------------------------------

timer_lives() { { read -r timer_pid timer_start <"$1/timer"; } 2>/dev/null && lives "$timer_pid" "$timer_start"; }

# start_timer: 1 when it does not come up.
start_timer() {
    printf '%s\n' "$FAULT_PROGRAM" >"$dir/program"
    detach lease
    within 100 timer_came_up
}

# timer_came_up: one that an undo has ended by now, or that ran out, did come up too.
timer_came_up() { timer_lives "$dir" || { marked timer && to_be_undone; }; }

# to_be_undone: from here on nothing may be done any more.
to_be_undone() { marked cancelled || marked expired; }

# detach VERB: in a process of its own that outlives this session.
detach() {
    if setsid -f true 2>/dev/null; then
        (detached "$1" setsid -f)
    elif command -v setsid >/dev/null 2>&1; then
        detached "$1" setsid &
    else
        detached "$1" nohup &
    fi
}

# detached VERB HOW…: nothing is left behind that would hold this session's output.
detached() {
    detached_verb=$1
    shift
    exec "$@" env FAULT_VERB="$detached_verb" FAULT_PROGRAM= sh -s drillproof-lease \
        <"$dir/program" >"$dir/$detached_verb.said" 2>&1
}

# lease: counts seconds slept, so no clock can hasten or delay it. Once undone it ends; unrenewed it heals.
lease() {
    myself && stat_of "$my_pid" && mark timer "$my_pid $proc_start" || return 2
    left=$FAULT_LEASE
    while [ "$left" -gt 0 ]; do
        sleep 1
        marked undone && return
        left=$((left - 1))
        marked renewed && rm -f "$dir/renewed" && left=$FAULT_LEASE
    done
    mark expired "$(date -u +%Y-%m-%dT%H:%M:%SZ 2>/dev/null)"
    tries=20
    until heal || [ "$tries" -eq 0 ]; do
        tries=$((tries - 1))
        sleep "$FAULT_LEASE"
    done
}

timer_ended() { ! timer_lives "$dir"; }

end_timer() { timer_lives "$dir" && kill "$timer_pid"; } 2>/dev/null

# --- putting right ---------------------------------------------------------------------------------------------------

# heal: under the lock, reverts what is not undone yet.
heal() {
    lock || { say "no lock can be taken (is the disk full?); going on without it"; claim=none; }
    if marked undone && { ! marked holds || gone >/dev/null; }; then
        say "already undone$(marked expired && say ": the lease expired at $(recorded expired)")"
        healed=0
    else
        settle
        healed=$?
    fi
    [ "$healed" -ne 0 ] || mark undone
    unlock
    return "$healed"
}

# settle: reverts, then looks for some seconds whether it is gone; where it cannot look, revert's own word counts.
settle() {
    marked holds || { say "nothing of this step to undo"; return 0; }
    revert
    reverted=$?
    within 30 no_longer_seen
    say "$sight"
    [ "$seen" -ne 2 ] || seen=$reverted
    return "$seen"
}

no_longer_seen() {
    sight=$(gone)
    seen=$?
    [ "$seen" -ne 1 ]
}

# --- the verbs -------------------------------------------------------------------------------------------------------

# own_parent: the drill's directory is there and ours, in a place where nobody else can put another one instead.
own_parent() {
    mkdir -p "$FAULT_STATE/$FAULT_DRILL" 2>/dev/null
    [ -d "$FAULT_STATE/$FAULT_DRILL" ] && [ ! -h "$FAULT_STATE/$FAULT_DRILL" ] && [ -O "$FAULT_STATE/$FAULT_DRILL" ] ||
        { say "$FAULT_STATE/$FAULT_DRILL cannot be made as $(id -un)'s own; give the host another state_dir"; return 1; }
    safe_place $(ls -ldn "$FAULT_STATE") && return
    say "$FAULT_STATE is a link, or somebody else's, or open to all; give the host another state_dir"
    return 1
}

# safe_place MODE LINKS UID …, as ls -ldn prints them.
safe_place() {
    case $1 in (l* | ????????w[!tT]*) return 1 ;; esac
    [ "$3" -eq 0 ] || [ -O "$FAULT_STATE" ]
}

begin() {
    own_parent || return 1
    mkdir "$dir" 2>/dev/null || { begun_before; return; }
    mark begun "$FAULT_HOST $FAULT_RUN" || return 1
    start_timer || { mark undone; say "no lease timer came up, so nothing was done: $(recorded lease.said)"; return 1; }
    lock || return 1
    if to_be_undone; then
        say "already begun, and already to be undone; nothing was done"
        begun=0
    else
        apply >"$dir/begin.said" 2>&1
        begun=$?
        : >"$dir/renewed"
        marked holds || mark undone
    fi
    unlock
    recorded begin.said
    return "$begun"
}

begun_before() {
    [ -d "$dir" ] || { say "$dir cannot be made; look at the disk and its rights"; return 1; }
    begun=$(recorded begun)
    case ${begun:-$FAULT_HOST } in
    ("$FAULT_HOST "*) say "already begun" ;;
    (*) say "$dir belongs to host ${begun% *}; hosts that share a disk need a state_dir each"; return 1 ;;
    esac
}

verify() {
    marked holds || { say "this step put nothing here"; return 1; }
    ! marked expired || { say "the lease expired at $(recorded expired)"; return 1; }
    ! marked cancelled || { say "it was undone, or is being undone"; return 1; }
    took
}

renew() {
    ! marked expired || { say "the lease expired at $(recorded expired)"; return 1; }
    ! marked cancelled || { say "it was undone, or is being undone"; return 1; }
    timer_lives "$dir" || { say "no lease timer runs, so nothing can be renewed"; return 1; }
    : >"$dir/renewed"
}

# undo: cancels first, so that a late begin does nothing. The timer is ended last: if this dies half-way, it heals.
undo() {
    own_parent || return 2
    mkdir "$dir" 2>/dev/null
    mark cancelled
    said=$dir/undo.said
    rm -f "$said"
    { : >"$said"; } 2>/dev/null || said=/dev/null
    heal >"$said" 2>&1
    undone=$?
    [ "$undone" -ne 0 ] || end_timer
    recorded undo.said
    return "$undone"
}

prove() {
    for place in "$FAULT_STATE" "$FAULT_STATE/$FAULT_DRILL" "$dir"; do
        [ ! -e "$place" ] || [ -x "$place" ] || { say "$(id -un) may not look into $place"; return 2; }
    done
    if marked undone && ! marked holds; then
        say "this step put nothing here"
        proved=0
    else
        gone
        proved=$?
    fi
    [ "$proved" -eq 0 ] || return "$proved"
    if marked undone; then within 20 timer_ended; else timer_ended; fi && return
    say "but its lease timer still runs"
    return 1
}

main() {
    case $FAULT_VERB in
    (begin | verify | renew | undo | prove | lease | soon) "$FAULT_VERB" ;;
    (*) say "no such verb: $FAULT_VERB"; return 2 ;;
    esac
}

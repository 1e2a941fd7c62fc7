# For faults that may cut the very way by which they come: harm is done at once, or, where cuts_the_way_in says so, a
# moment after the answer has gone out, by a process of its own.

strike() {
    if [ "$FAULT_CONTROLLER" = cut ] && cuts_the_way_in; then
        mark due "$(hundredths)" && detach soon || return 1
        say "the way in is cut within 2000 ms of this answer, for one lease: nobody can renew it"
    else
        acting && harm && acted
    fi
}

# soon: the verb of that process. It holds the lock while it waits, and what is to be undone already is not done.
soon() {
    lock || return 2
    sleep 0.3 2>/dev/null || sleep 1
    if marked cancelled || marked expired; then say "it was to be undone already"
    elif [ "$(($(hundredths) - $(recorded due)))" -gt 150 ]; then say "it came too late, so nothing was done"
    else harm
    fi
    unlock
}

# hundredths: of a second since the machine began to run, which no setting of a clock changes.
hundredths() {
    read -r up idle </proc/uptime
    say "${up%.*}${up#*.}"
}

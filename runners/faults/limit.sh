# limit_bandwidth, whatever does the limiting: remembers the first setting, and the last step to leave puts it back.
# A backend brings `thing` and `wanted`, and three functions: usable, setting (prints the present one) and put.

apply() {
    usable || return 1
    before=$(setting) || return 1
    if held_elsewhere "$thing"; then
        before=$(cat "$holder/before")
    elif ! plain "$before"; then
        say "$thing is already limited by somebody else ($before); take that away first"
        return 1
    fi
    mark before "$before" && mark wanted "$wanted" && hold "$thing" && acting && put "$wanted" && acted
}

took() {
    now=$(setting) || return 2
    say "$thing is set to $now"
    [ "$now" = "$wanted" ]
}

# revert: where another step limits the same thing, its limit stays or comes back; elsewise what was there before.
revert() {
    marked before || return 0
    [ "$(setting)" = "$wanted" ] || return 0
    if held_elsewhere "$thing"; then put "$(cat "$holder/wanted")"; else put "$(recorded before)"; fi
}

gone() {
    now=$(setting) || { say "$now"; return 2; }
    say "$thing is set to $now"
    [ "$now" = "$wanted" ] && ! held_elsewhere "$thing" || return 0
    marked before || { say "which may be this step's doing, but there is no record"; return 2; }
    [ "$now" = "$(recorded before)" ]
}

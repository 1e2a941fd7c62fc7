# A setting of something that has one: the first step to come remembers what it was, and the last to leave puts that
# back. A fault brings thing, wanted and by, and the functions ${by}_usable, ${by}_setting (prints the present one),
# ${by}_plain (whether nobody has set it yet) and ${by}_put.

apply() {
    "${by}_usable" || return 1
    before=$("${by}_setting") || return 1
    if held_elsewhere "$thing"; then
        before=$(cat "$holder/before")
    elif ! "${by}_plain" "$before"; then
        say "$thing is already limited by somebody else ($before); take that away first"
        return 1
    fi
    mark before "$before" && mark wanted "$wanted" && hold "$thing" && acting || return 1
    "${by}_put" "$wanted" || { say "$thing could not be set to $wanted"; return 1; }
    acted
}

took() {
    now=$("${by}_setting") || return 2
    say "$thing is set to $now"
    [ "$now" = "$wanted" ]
}

# revert: where another step limits the same thing, its limit stays or comes back; elsewise what was there before.
revert() {
    marked before || return 0
    [ "$("${by}_setting")" = "$wanted" ] || return 0
    if held_elsewhere "$thing"; then "${by}_put" "$(cat "$holder/wanted")"; else "${by}_put" "$(recorded before)"; fi
}

gone() {
    now=$("${by}_setting") || { say "$now"; return 2; }
    say "$thing is set to $now"
    [ "$now" = "$wanted" ] && ! held_elsewhere "$thing" || return 0
    marked before || { say "which may be this step's doing, but there is no record"; return 2; }
    [ "$now" = "$(recorded before)" ]
}

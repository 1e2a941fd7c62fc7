# dns_wrong_answer: names lead to addresses of the scenario's choice, by lines at the head of the hosts file, which is
# read before any name server is asked. Each of them bears this step's tag. The file is written in place, since it may
# be mounted by itself, and a write that was broken off is told from what somebody else wrote.

apply() {
    [ -w "$FAULT_FILE" ] || { say "$(id -un) may not write $FAULT_FILE"; return 1; }
    hold "lines $FAULT_TAG" && cp "$FAULT_FILE" "$dir/.before" && mv "$dir/.before" "$dir/before" || return 1
    { lines && cat "$dir/before"; } >"$dir/wanted" && acting && put wanted && acted
    forget
}

lines() {
    for pair in $FAULT_WRONG; do
        say "${pair#*=} ${pair%%=*} # $FAULT_TAG"
    done
}

put() { cat "$dir/$1" >"$FAULT_FILE"; }

# forget: a cache of the host's own may still know better.
forget() {
    ! command -v nscd >/dev/null 2>&1 || nscd -i hosts >/dev/null 2>&1
    ! command -v resolvectl >/dev/null 2>&1 || resolvectl flush-caches >/dev/null 2>&1
    return 0
}

took() {
    for pair in $FAULT_WRONG; do
        grep -qxF -e "${pair#*=} ${pair%%=*} # $FAULT_TAG" "$FAULT_FILE" ||
            { say "the line for ${pair%%=*} is not in $FAULT_FILE"; return 1; }
        leads_there "${pair%%=*}" "${pair#*=}" || return 1
    done
    say "names lead to wrong addresses: $FAULT_WRONG"
}

# leads_there NAME ADDRESS: what a program is told that asks this host.
leads_there() {
    [ "$FAULT_FILE" = /etc/hosts ] && command -v getent >/dev/null 2>&1 || return 0
    case $2 in (*:*) found=$(getent ahostsv6 "$1") ;; (*) found=$(getent ahostsv4 "$1") ;; esac
    found=${found%% *}
    [ "$found" = "$2" ] && return
    say "$1 leads to ${found:-no address} on this host, although $FAULT_FILE says $2; look at /etc/nsswitch.conf"
    return 1
}

# revert: our lines go, whatever else was written meanwhile stays.
revert() {
    [ -e "$dir/before" ] || return 0
    cp "$FAULT_FILE" "$dir/found" || return 1
    for text in cleaned wanted before; do
        ! breaks_off "$dir/$text" || cp "$dir/$text" "$dir/found"
    done
    if cmp -s "$dir/found" "$dir/wanted" || cmp -s "$dir/found" "$dir/before"; then cp "$dir/before" "$dir/.cleaned"
    else grep -vF -e " # $FAULT_TAG" "$dir/found" >"$dir/.cleaned"
    fi
    mv "$dir/.cleaned" "$dir/cleaned"
    cmp -s "$dir/cleaned" "$FAULT_FILE" || put cleaned || return 1
    forget
}

# breaks_off FILE: the hosts file is its beginning, and no more than that.
breaks_off() {
    [ -e "$1" ] && length=$(wc -c <"$FAULT_FILE") && [ "$length" -lt "$(wc -c <"$1")" ] || return 1
    head -c "$length" "$1" | cmp -s - "$FAULT_FILE"
}

gone() {
    [ -r "$FAULT_FILE" ] || { say "$FAULT_FILE cannot be read"; return 2; }
    ! grep -qF -e " # $FAULT_TAG" "$FAULT_FILE" || { say "lines of this step are still in $FAULT_FILE"; return 1; }
    ! breaks_off "$dir/before" || { say "the end of $FAULT_FILE is missing"; return 1; }
    say "no line of this step is in $FAULT_FILE"
}

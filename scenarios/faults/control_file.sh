# The control file of a relay or a cable: words key=value, of which a lone number is kbit. What this fault sets are its
# keys; the other words stay as they are.

control_usable() {
    control_setting >/dev/null && [ -w "$FAULT_CONTROL" ] && return
    say "$FAULT_CONTROL is no control file that $(id -un) may write: words like kbit=0 delay_ms=0, or one integer, kbit"
    return 1
}

control_plain() { :; }

# control_setting: a relay may be about to write; an empty file is looked at again.
control_setting() {
    within 5 words_read || { say "$FAULT_CONTROL does not hold a setting, or may not be read"; return 1; }
    present=
    for key in $keys; do present="$present${present:+ }$key=$(value_of "$key")"; done
    say "$present"
}

words_read() {
    words=$(cat "$FAULT_CONTROL" 2>/dev/null) && [ -n "$words" ] || return 1
    for word in $words; do
        case $word in (*[!a-z0-9_.=]*) return 1 ;; esac
        case ${word#*=} in ('' | *[!0-9.]*) return 1 ;; esac
    done
}

value_of() {
    value=0
    for word in $words; do
        case $word in ("$1="*) value=${word#*=} ;; (*=*) ;; (*) [ "$1" != kbit ] || value=$word ;; esac
    done
    say "$value"
}

# control_put WORDS: in one line, the others' words too; where nothing but kbit is left, a lone number, as it may have
# been before.
control_put() {
    words_read || words=
    set -- $1 "kbit=$(value_of kbit)" $words
    done_with=' ' others= kbit=
    for word in "$@"; do
        key=${word%%=*}
        case $done_with$word in (*" $key "* | *' '[0-9.]*) continue ;; esac
        done_with="$done_with$key "
        case $word in (kbit=*) kbit=${word#*=} ;; (*=0) ;; (*) others="$others $word" ;; esac
    done
    printf '%s\n' "${others:+kbit=}$kbit$others" >"$FAULT_CONTROL"
}

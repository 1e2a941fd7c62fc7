# How HAProxy is asked and told through its stats socket. A name that could be more than a name is refused.
refuse() {
    printf '%s\n' "$1"
    exit 1
}
case $ACTION_BACKEND$ACTION_SERVER in
*[!A-Za-z0-9._:-]*) refuse "names of a backend and a server are letters, digits and . _ : - only" ;;
esac
case $ACTION_SOCKET in
/*[!A-Za-z0-9._/-]* | [!/]* | '') refuse "the socket is an absolute path, such as /run/haproxy/admin.sock" ;;
esac
command -v socat >/dev/null || refuse "the stats socket cannot be reached from here; install socat"
[ -S "$ACTION_SOCKET" ] ||
    refuse "no HAProxy listens at $ACTION_SOCKET; see that it runs and says: stats socket $ACTION_SOCKET level admin"
tell() { printf '%s\n' "$1" | socat -t 5 - "UNIX-CONNECT:$ACTION_SOCKET" 2>&1; }
stat() { # server column: one value, by the names in the first line
    tell "show stat" | awk -F , -v server="$1" -v column="$2" -v backend="$ACTION_BACKEND" '
        NR == 1 { sub(/^# /, ""); for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["pxname"] == backend && $at["svname"] == server { print $at[column]; exit }'
}
status() { stat "$ACTION_SERVER" status; }
admin() { # what was said of the server, whatever its checks find: ready, drain or maint (bits of srv_admin_state)
    tell "show servers state $ACTION_BACKEND" | awk -v server="$ACTION_SERVER" '
        /^# / { for (i = 2; i <= NF; i++) at[$i] = i - 1; next }
        NF > 5 && $at["srv_name"] == server {
            state = $at["srv_admin_state"]
            print state % 8 ? "maint" : int(state / 8) % 4 ? "drain" : "ready"
            exit
        }'
}
others_up() {
    tell "show stat" | awk -F , -v server="$ACTION_SERVER" -v backend="$ACTION_BACKEND" '
        NR == 1 { sub(/^# /, ""); for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["pxname"] == backend && $at["svname"] != server && $at["svname"] != "BACKEND" &&
            $at["status"] ~ /^(UP|no check)/ { count++ }
        END { print count + 0 }'
}
change() { # state
    said=$(tell "set server $ACTION_BACKEND/$ACTION_SERVER state $1")
    [ -z "$(printf '%s' "$said" | tr -d '\n')" ] || refuse "HAProxy does not do it: $said"
}
waits() { # tenths of a second, until what
    tenths=$1
    shift
    until "$@"; do
        tenths=$((tenths - 1))
        [ "$tenths" -gt 0 ] || return 1
        sleep 0.1
    done
}
before=$(admin)
[ -n "$before" ] ||
    refuse "no server $ACTION_SERVER in a backend $ACTION_BACKEND; see: echo 'show stat' | socat - $ACTION_SOCKET"

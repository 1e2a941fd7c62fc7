# How the actions of Redis talk: replies as plain lines, values never part of a command, passwords on no command line.
refuse() {
    printf '%s\n' "$1"
    exit 1
}
speak() ( # password address port words…
    [ -z "$1" ] || export REDISCLI_AUTH="$1"
    address=$2 port=$3
    shift 3
    exec timeout 3 redis-cli --no-auth-warning -h "$address" -p "$port" "$@" 2>&1 </dev/null
)
at() { speak "$ACTION_PASSWORD" "$@"; } # address port words…
fact() { # name address port: one line of INFO replication, or what was said instead
    at "$2" "$3" info replication | tr -d '\r' | awk -v name="$1" '
        index($0, name ":") == 1 { print substr($0, length(name) + 2); found = 1 }
        NR == 1 && !/^#/ { said = $0 }
        END { if (!found && said) print "(" said ")" }'
}
ACTION_PASSWORD=${ACTION_PASSWORD:-}
command -v redis-cli >/dev/null || refuse "redis-cli is not installed on this host; install redis-tools"

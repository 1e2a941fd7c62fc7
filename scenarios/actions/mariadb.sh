# How the actions of MariaDB talk: SQL comes by stdin, so that no value and no password stands on a command line.
refuse() {
    printf '%s\n' "$1"
    exit 1
}
here() { timeout 10 mariadb --socket="$ACTION_SOCKET" --connect-timeout=3 --batch "$@" 2>&1; }
ask() { printf '%s\n' "$1" | here --skip-column-names; }
there() { # the other server, by the account of replication; errors begin with ERROR
    MYSQL_PWD=$ACTION_PASSWORD timeout 5 mariadb --no-defaults --protocol=tcp --host="$ACTION_OTHER" --port="$ACTION_PORT" \
        --user="$ACTION_USER" --connect-timeout=3 --batch --skip-column-names 2>&1 || echo "ERROR ended with $?"
}
ask_there() { printf '%s\n' "$1" | there; }
quoted() { printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e "s/'/''/g"; }
channel() { # one field of the replication channel, empty where there is none
    printf 'SHOW REPLICA STATUS\\G\n' | here | sed -n "s/^ *$1: //p"
}
replicates() { [ -n "$(channel Master_Host)" ]; }
servers() { # pids of the MariaDB servers of this host that live
    for entry in /proc/[0-9]*; do
        { read -r name <"$entry/comm"; } 2>/dev/null || continue
        case $name in (mariadbd | mysqld) ;; (*) continue ;; esac
        grep -q '^State:[[:space:]]*[ZX]' "$entry/status" 2>/dev/null || printf '%s\n' "${entry#/proc/}"
    done
}
fence_file() { printf '%s\n' "$ACTION_OPTIONS/zz-drillproof-fence.cnf"; }
wall() { # options by which a server that starts is read-only and shut off from the network; $1 says what goes on
    (umask 022 && printf '%s\n' '# Written by mariadb_fence or mariadb_rejoin; mariadb_rejoin removes it.' "# state: $1" '[mariadbd]' \
        skip_networking=ON read_only=ON skip_slave_start=ON >"$(fence_file)") 2>/dev/null ||
        refuse "$(fence_file) cannot be written; say become: true, or give the right options directory"
}
until_yes() { # seconds command…: asks five times a second
    tries=$(($1 * 5))
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.2
    done
}
answers() { case $(ask 'SELECT 1') in (1) ;; (*) return 1 ;; esac; }
gone() { [ -z "$(servers)" ]; }
start() {
    [ -n "$(servers)" ] || sh -c "$ACTION_START" </dev/null >/dev/null 2>&1
    until_yes "$ACTION_PATIENCE" answers || refuse "MariaDB does not start by: $ACTION_START; look at its log"
}
open_up() { # the wall falls last; what it was started with holds until it starts again
    rm -f "$(fence_file)"
    [ "$(ask 'SELECT @@skip_networking')" = 1 ] || return 0
    kill -s TERM $(servers)
    until_yes "$ACTION_PATIENCE" gone || refuse "the server does not stop, and so does not open up again; start it anew by hand"
    start
    [ "$(ask 'SELECT @@read_only')" = 1 ] || ask 'SET GLOBAL read_only = 1' >/dev/null
}
ahead() { # mine, theirs: a line "domain-server last-known last-here" for each history that goes on here and not there
    printf '%s\n%s\n' "$1" "$2" | awk -F, '
        { for (i = 1; i <= NF; i++) { split($i, part, "-"); seen[NR, part[1] "-" part[2]] = part[3]; if (NR == 1) key[i] = part[1] "-" part[2] } }
        END { for (i in key) if (key[i] != "-" && seen[1, key[i]] + 0 > seen[2, key[i]] + 0) print key[i], seen[2, key[i]] + 0, seen[1, key[i]] }'
}
command -v mariadb >/dev/null || refuse "there is no mariadb on this host; install mariadb-client"

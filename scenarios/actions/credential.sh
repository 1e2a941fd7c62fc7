# How the credential actions keep what a role's password was: as the server stores it, readable to the server's owner only.
case $ACTION_ROLE in
'' | *[!A-Za-z0-9_]*) refuse "role must be a plain name of a role, of letters, digits and underscores" ;;
esac
kept=$(dirname "$data")/drillproof-credential-$ACTION_ROLE
[ "$(in_recovery)" = f ] || refuse "PostgreSQL in $data is not a running primary; change credentials on the primary"
stored() { ask "select rolpassword from pg_authid where rolname = '$ACTION_ROLE'" 10; }
now=$(stored)
[ -n "$now" ] || refuse "there is no role $ACTION_ROLE with a password here; name another"
case $now in
SCRAM-SHA-256* | md5*) ;;
*) refuse "the password of $ACTION_ROLE cannot be read: $(printf '%s' "$now" | head -n 1)" ;;
esac
# Whether a client gets in with a password, over TCP, as from anywhere else.
gets_in() {
    PGPASSWORD=$1 PGCONNECT_TIMEOUT=5 timeout 20 "$bin/psql" -XqAtw -h "$(listens)" -p "$(lock_line 4)" \
        -U "$ACTION_ROLE" -d "$ACTION_DATABASE" -c 'select 1' >/dev/null 2>&1
}
# The host's own address: what pg_hba.conf says of the loopback may differ from what it says of clients.
listens() {
    first=$(lock_line 6)
    case $first in
    '' | '*' | 0.0.0.0) ip -4 -o address show scope global 2>/dev/null | awk '{ sub("/.*", "", $4); print $4; exit }' | grep . || echo 127.0.0.1 ;;
    *) printf '%s\n' "$first" ;;
    esac
}

# What a database host starts at every power-on. A primary asks its twin first: where that one serves, this one stays down.
install -d -o postgres -g postgres -m 2775 /run/postgresql
install -d -o postgres -g postgres -m 1777 /dev/shm
[ -e /etc/lab-postgres ] || exit 0 # not furnished yet
. /etc/lab-postgres
data=/var/lib/postgresql/15/main
if [ ! -e "$data/standby.signal" ]; then
    # shellcheck disable=SC2154  # LAB_TWIN and LAB_VIP are in the file
    twin=$(PGCONNECT_TIMEOUT=2 runuser -u postgres -- psql -XAtw -h "$LAB_TWIN" -U dba -d postgres \
        -c 'select pg_is_in_recovery()' 2>/dev/null)
    if [ "$twin" = f ]; then
        echo "$LAB_TWIN serves as primary, so the database here stays down"
        exit 0
    fi
fi
pg_ctlcluster 15 main start || exit 1
if [ ! -e "$data/standby.signal" ] && busybox arping -D -q -c 2 -w 2 -I eth0 "$LAB_VIP" >/dev/null 2>&1; then
    ip address add "$LAB_VIP/24" dev eth0
    busybox arping -U -q -c 2 -w 2 -s "$LAB_VIP" -I eth0 "$LAB_VIP" >/dev/null 2>&1
fi
exit 0

#!/bin/sh
# Makes what compose.yaml needs and git never has: folders, passwords, keys, certificates. What is there already stays as it is,
# so it may be called again at any time.   docker/first-run.sh [--lab]
#   DRILLPROOF_PLACE   where everything of this installation lies (docker/var)
#   DRILLPROOF_NAMES   what people call this machine, separated by commas (service,localhost)
set -eu
umask 077
here=$(cd "$(dirname "$0")" && pwd)
place=${DRILLPROOF_PLACE:-$here/var}
names=${DRILLPROOF_NAMES:-service,localhost}
lab=no
case "${1-}" in
    '') ;;
    --lab) lab=yes ;;
    *)
        echo "usage: docker/first-run.sh [--lab]" >&2
        exit 2
        ;;
esac
fail() {
    echo "first-run: $1" >&2
    exit 1
}
command -v openssl >/dev/null || fail "openssl is not here; install it (package openssl)"

# Containers run as whoever calls this, so that they read these files and nobody else does; as root, as account 10001.
uid=$(id -u) gid=$(id -g)
[ "$uid" -ne 0 ] || { uid=10001 gid=10001; }
mkdir -p "$place" && place=$(cd "$place" && pwd)
secrets=$place/secrets
mkdir -p "$secrets" "$place/drills"
for folder in home worker lab-worker database prometheus alertmanager grafana backup; do mkdir -p "$place/$folder"; done

password() { openssl rand -hex 24; }
# once NAME: writes standard input to a secret that is not there yet, whole or not at all.
once() {
    if [ -e "$secrets/$1" ]; then
        cat >/dev/null
    else
        cat >"$secrets/.$1.new" && [ -s "$secrets/.$1.new" ] || fail "$1 was not made"
        mv "$secrets/.$1.new" "$secrets/$1"
        echo "made $secrets/$1"
    fi
}

password | once database-password
printf 'postgresql://drillproof:%s@database:5432/drillproof\n' "$(cat "$secrets/database-password")" | once database-url
password | once grafana-password
openssl genpkey -algorithm ed25519 | once evidence.pem
openssl pkey -in "$secrets/evidence.pem" -pubout | once evidence.pub.pem

# A certificate by an authority of this installation alone; put the firm's own in place of tls.pem and tls.key where there is one.
if [ ! -e "$secrets/tls.pem" ]; then
    alternatives=IP:127.0.0.1
    for name in $(echo "$names" | tr ',' ' '); do alternatives="$alternatives,DNS:$name"; done
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 | once ca.key
    openssl req -x509 -new -key "$secrets/ca.key" -sha256 -days 3650 -subj "/CN=Drillproof $(hostname)" \
        -addext "keyUsage=critical,keyCertSign,cRLSign" | once ca.pem
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 | once tls.key
    printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$alternatives" >"$secrets/.names"
    openssl req -new -key "$secrets/tls.key" -subj "/CN=${names%%,*}" |
        openssl x509 -req -CA "$secrets/ca.pem" -CAkey "$secrets/ca.key" -CAcreateserial -CAserial "$secrets/.serial" \
            -sha256 -days 825 -extfile "$secrets/.names" 2>/dev/null | once tls.pem
    rm -f "$secrets/.names" "$secrets/.serial"
fi

if [ "$lab" = yes ]; then
    command -v ssh-keygen >/dev/null || fail "ssh-keygen is not here; install it (package openssh-client)"
    for key in lab-host-key lab-drill-key; do
        [ -e "$secrets/$key" ] || { ssh-keygen -q -t ed25519 -N '' -C "$key" -f "$secrets/$key" && echo "made $secrets/$key"; }
    done
    printf '192.0.2.11,192.0.2.12 %s\n' "$(cut -d ' ' -f 1,2 "$secrets/lab-host-key.pub")" | once lab-known-hosts
    password | once lab-admin-password
    password | once lab-service-password
    printf 'postgresql://drill:%s@192.0.2.201:5432/trading\n' "$(cat "$secrets/lab-service-password")" | once lab-entry-dsn
fi

chmod 755 "$place/drills"
[ "$(id -u)" -ne 0 ] || chown -R "$uid:$gid" "$place"
cat >"$here/.env.new" <<END
DRILLPROOF_UID=$uid
DRILLPROOF_GID=$gid
DRILLPROOF_PLACE=$place
DRILLPROOF_NAMES=$names
END
mv "$here/.env.new" "${DRILLPROOF_ENV:-$here/.env}"
echo "ready. Grafana's password of admin: $secrets/grafana-password. The first token: docker compose logs service"

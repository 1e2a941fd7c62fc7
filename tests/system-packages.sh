#!/bin/sh
# Installs the Debian packages that the fuller tests use, when root; otherwise says what will be skipped and why.
#   sh tests/system-packages.sh            for `make test` and the stacks
#   sh tests/system-packages.sh benches    for the peers that `make bench` measures beside
#   sh tests/system-packages.sh docker     for `make docker-test`, and nothing else needs these
set -u
missing=
need() { # need COMMAND PACKAGE WHAT-FOR
    PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1 && return
    missing="$missing $2"
    echo "not installed: $2 ($3)"
}
for_tests() {
    need sshd openssh-server "tests against OpenSSH and the lab of namespaces"
    need ip iproute2 "the lab of namespaces, bandwidth limits by tc"
    need nft nftables "the fault block_port"
    need iptables iptables "the fault block_port on hosts without nftables"
    need setsid util-linux "lease timers"
    need busybox busybox "fault scripts on a small shell"
    need sudo sudo "steps that become another user"
    need ssh openssh-client "inventories against the real client, ssh-agent, certificates"
    need ps procps "looking for what a test left behind"
    need pg_ctlcluster postgresql-15 "the stack postgres"
    need patroni patroni "the stack patroni"
    need etcd etcd-server "the stack patroni"
    need etcdctl etcd-client "the stack patroni"
    need haproxy haproxy "the stacks patroni and web"
    need keepalived keepalived "the stack web"
    need nginx nginx-light "the stack web"
    need dnsmasq dnsmasq-base "the stack web"
    need socat socat "the stack web, HAProxy's stats socket"
    need curl curl "the stack web, the calls of docs/api.md"
    need jq jq "the calls of docs/api.md"
    need openssl openssl "the stack web, links that expire"
    need redis-server redis-server "the stack redis"
    need redis-sentinel redis-sentinel "the stack redis"
    need mariadbd mariadb-server "the stack mariadb"
    need chromium chromium "the console in a real browser"
    need promtool prometheus "metrics, rules and dashboards against a real Prometheus"
    need stress-ng stress-ng "pressure on processors, memory and disks"
    ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1 || {
        missing="$missing libfaketime"
        echo "not installed: libfaketime (hosts with a wrong clock)"
    }
    ls /usr/share/fonts/opentype/noto/NotoSansCJK*.ttc >/dev/null 2>&1 || {
        missing="$missing fonts-noto-cjk"
        echo "not installed: fonts-noto-cjk (Chinese on pictures of the console)"
    }
}
for_benches() {
    need sshd openssh-server "targets of the fan-out"
    need ssh openssh-client "OpenSSH as a peer of the fan-out"
    need prometheus prometheus "the blackbox exporter as a peer of the measurements"
    need prometheus-blackbox-exporter prometheus-blackbox-exporter "a peer of the measurements"
}
for_docker() {
    need dockerd docker.io "images, and compose.yaml on an engine of the test's own"
    need docker-compose docker-compose "compose.yaml"
    need debootstrap debootstrap "the Debian that images are built on where none can be pulled"
    need openssl openssl "keys and certificates of first-run.sh"
    need curl curl "the demonstration of the lab of compose.yaml"
    need jq jq "the demonstration of the lab of compose.yaml"
    need ssh-keygen openssh-client "keys of the lab of compose.yaml"
}
case "${1-}" in
    '') for_tests ;;
    benches) for_benches ;;
    docker) for_docker ;;
    *)
        echo "usage: sh tests/system-packages.sh [benches|docker]" >&2
        exit 2
        ;;
esac
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "skipped: not root, so these stay missing and the tests that need them are skipped:$missing"
elif ! command -v apt-get >/dev/null 2>&1; then
    echo "skipped: no apt-get here, so these stay missing and the tests that need them are skipped:$missing"
else
    export DEBIAN_FRONTEND=noninteractive
    # The packages of databases and proxies would start their services; here only the lab's own hosts run any.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        trap 'rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
    fi
    # shellcheck disable=SC2086  # a list of package names
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 ||
        echo "skipped: apt-get could not install$missing, so the tests that need them are skipped"
fi
exit 0

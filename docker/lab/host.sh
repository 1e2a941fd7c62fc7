#!/bin/sh
# What a lab host does at its start: sets its database up, once, and then lets the worker in by its key, for ever.
# In the environment: LAB_ROLE (primary or standby), LAB_NET, PG_TWIN, PG_VIP; passwords and keys in /run/secrets.
set -eu
LAB_HOST=$(hostname)
PG_ADMIN_PASSWORD=$(cat /run/secrets/lab-admin-password)
PG_SERVICE_PASSWORD=$(cat /run/secrets/lab-service-password)
export LAB_HOST LAB_NET PG_TWIN PG_VIP PG_ADMIN_PASSWORD PG_SERVICE_PASSWORD

install -d -m 700 /root/.ssh
install -m 600 /run/secrets/lab-drill-key.pub /root/.ssh/authorized_keys
install -m 600 /run/secrets/lab-host-key /etc/ssh/ssh_host_ed25519_key
install -d -m 755 /run/sshd
cat >/etc/ssh/sshd_config.d/lab.conf <<'END'
PermitRootLogin prohibit-password
PasswordAuthentication no
UsePAM no
HostKey /etc/ssh/ssh_host_ed25519_key
MaxSessions 50
END

if [ -e /var/lib/postgresql/.furnished ]; then
    sh /opt/lab/postgres_boot.sh || true # a host whose database stays down still lets people in
else
    sh /opt/lab/postgres_host.sh
    if [ "$LAB_ROLE" = primary ]; then
        sh /opt/lab/postgres_primary.sh
    else
        sh /opt/lab/postgres_standby.sh
    fi
    touch /var/lib/postgresql/.furnished
fi
unset PG_ADMIN_PASSWORD PG_SERVICE_PASSWORD
exec /usr/sbin/sshd -D -e
